#pragma once

// Faults in compiled code become panics.

namespace prologo::runtime {

void install_signal_handlers();

}  // namespace prologo::runtime

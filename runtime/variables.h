#pragma once

// Variables that compiled code reads.

namespace prologo::runtime {

// Sets the variables that tell which instructions the processor has.
void detect_instructions();

}  // namespace prologo::runtime

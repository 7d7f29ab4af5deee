#pragma once
// Deep recursion without the limit of the thread's own stack.

#include <cstddef>
#include <functional>

namespace prologo {

// Runs `work` on a fresh stack of `bytes` (address space; only what is touched costs memory)
// and waits for it to end.
void run_on_new_stack(size_t bytes, const std::function<void()>& work);

}  // namespace prologo

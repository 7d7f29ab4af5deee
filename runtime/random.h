#pragma once
// Random numbers for map seeds and iteration order.

#include <stdint.h>

namespace prologo::runtime {

// Takes the kernel's random bytes from the auxiliary vector.
void seed_random(const uint64_t* auxiliary);

extern "C" uint32_t rt_fastrand();

// Mixed into every hash, fixed for the run of the program.
extern uint64_t hash_secret;

}  // namespace prologo::runtime

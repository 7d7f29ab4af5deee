#include "runtime/random.h"

namespace prologo::runtime {

uint64_t hash_secret = 0x2545f4914f6cdd1d;

namespace {

constexpr uint64_t kAuxiliaryRandom = 25;  // AT_RANDOM: address of 16 bytes
uint64_t state = 0x9e3779b97f4a7c15;

}  // namespace

void seed_random(const uint64_t* auxiliary) {
  for (; auxiliary[0] != 0; auxiliary += 2) {
    if (auxiliary[0] == kAuxiliaryRandom) {
      const auto* bytes = reinterpret_cast<const uint64_t*>(auxiliary[1]);
      state ^= bytes[0] | 1;
      hash_secret ^= bytes[1];
      return;
    }
  }
}

// Weyl sequence with a multiplicative finaliser.
extern "C" uint32_t rt_fastrand() {
  state += 0x9e3779b97f4a7c15;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return static_cast<uint32_t>(z >> 32);
}

}  // namespace prologo::runtime

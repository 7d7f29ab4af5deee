#include "ir/rules/magic.h"

#include <bit>

#include "support/ensure.h"

namespace prologo::ir {

namespace {

__extension__ using Wide = unsigned __int128;

uint64_t mask_of(int bits) { return ~uint64_t{0} >> (64 - bits); }

uint64_t as_unsigned(int bits, int64_t c) { return static_cast<uint64_t>(c) & mask_of(bits); }

// Newton: each step doubles the number of right low bits, of which odd^2 = 1 mod 8 gives three.
uint64_t inverse_of_odd(uint64_t odd) {
  uint64_t x = odd;
  for (int right = 3; right < 64; right *= 2) {
    x *= 2 - x * odd;
  }
  return x;
}

}  // namespace

bool has_unsigned_magic(int bits, int64_t c) {
  uint64_t d = as_unsigned(bits, c);
  return d != 0 && !std::has_single_bit(d);
}

UnsignedMagic unsigned_magic(int bits, int64_t c) {
  uint64_t d = as_unsigned(bits, c);
  auto shift = static_cast<int>(std::bit_width(d));
  // m = ceil(2^bits * (2^shift - d) / d); 2^shift - d is below 2^64 though 2^shift may not be.
  uint64_t rest = (shift == 64 ? 0 : uint64_t{1} << shift) - d;
  Wide m = ((Wide{rest} << bits) + d - 1) / d;
  ENSURE(m <= mask_of(bits));
  return {bits, static_cast<uint64_t>(m), shift};
}

bool has_signed_magic(int64_t c) {
  return c > 0 && !std::has_single_bit(static_cast<uint64_t>(c));
}

SignedMagic signed_magic(int bits, int64_t c) {
  auto d = static_cast<uint64_t>(c);
  auto shift = static_cast<int>(std::bit_width(d)) - 1;
  Wide m = ((Wide{1} << (bits + shift)) + d - 1) / d;
  ENSURE(m <= mask_of(bits) && (m >> (bits - 1)) == 1);
  return {static_cast<uint64_t>(m), shift};
}

Divisible unsigned_divisible(int bits, int64_t c) {
  uint64_t d = as_unsigned(bits, c);
  int zeros = std::countr_zero(d);
  uint64_t inverse = inverse_of_odd(d >> zeros) & mask_of(bits);
  return {zeros, static_cast<int64_t>(inverse), 0, static_cast<int64_t>(mask_of(bits) / d)};
}

Divisible signed_divisible(int bits, int64_t c) {
  auto d = static_cast<uint64_t>(c);
  int zeros = std::countr_zero(d);
  uint64_t odd = d >> zeros;
  uint64_t offset = (mask_of(bits) >> 1) / odd & ~((uint64_t{1} << zeros) - 1);
  return {zeros, static_cast<int64_t>(inverse_of_odd(odd) & mask_of(bits)),
          static_cast<int64_t>(offset), static_cast<int64_t>((2 * offset) >> zeros)};
}

}  // namespace prologo::ir

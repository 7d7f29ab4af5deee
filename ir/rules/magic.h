#pragma once
// Numbers that turn division by a constant into multiplication (Granlund and Montgomery), and a
// test of divisibility into a rotation and a comparison (Warren, "Hacker's Delight", 10-17).

#include <cstdint>

namespace prologo::ir {

// ceil(2^(bits+shift) / c) = 2^bits + m.
struct UnsignedMagic {
  int bits = 0;
  uint64_t m = 0;
  int64_t shift = 0;

  bool is_even() const { return (m & 1) == 0; }

  int64_t low() const { return static_cast<int64_t>(m); }

  int64_t full() const { return static_cast<int64_t>((uint64_t{1} << bits) + m); }

  int64_t half() const { return static_cast<int64_t>((uint64_t{1} << (bits - 1)) + m / 2); }

  int64_t half_up() const {
    return static_cast<int64_t>((uint64_t{1} << (bits - 1)) + (m + 1) / 2);
  }
};

// ceil(2^(bits+shift) / c) = m, which has exactly `bits` bits.
struct SignedMagic {
  uint64_t m = 0;
  int64_t shift = 0;

  bool is_even() const { return (m & 1) == 0; }

  int64_t low() const { return static_cast<int64_t>(m); }

  int64_t low_half() const { return static_cast<int64_t>(m / 2); }
};

// x is divisible by c if rotate_right(x * inverse + offset, zeros) <= limit.
struct Divisible {
  int64_t zeros = 0;    // trailing zeros of c
  int64_t inverse = 0;  // of c's odd part, modulo 2^bits
  int64_t offset = 0;   // signed numbers only
  int64_t limit = 0;
};

// Not zero, not a power of two; `c` holds `bits` bits, sign-extended.
bool has_unsigned_magic(int bits, int64_t c);
UnsignedMagic unsigned_magic(int bits, int64_t c);
bool has_signed_magic(int64_t c);  // also not negative
SignedMagic signed_magic(int bits, int64_t c);
Divisible unsigned_divisible(int bits, int64_t c);
Divisible signed_divisible(int bits, int64_t c);

}  // namespace prologo::ir

#pragma once
// Text of numbers as the print helpers of Go write it.

#include <stddef.h>
#include <stdint.h>

namespace prologo::runtime {

// Room for any of the texts below.
struct Digits {
  char text[24];
  size_t length = 0;
};

Digits format_unsigned(uint64_t value);
Digits format_signed(int64_t value);
Digits format_hex(uint64_t value);  // with 0x

// "+1.500000e+000": seven digits, always with sign and three digits of exponent.
Digits format_float(double value);

}  // namespace prologo::runtime

#include "runtime/format.h"

namespace prologo::runtime {

namespace {

Digits digits_of(const char* text, size_t length) {
  Digits result;
  for (size_t i = 0; i < length; i++) {
    result.text[i] = text[i];
  }
  result.length = length;
  return result;
}

Digits in_base(uint64_t value, unsigned base, const char* prefix) {
  char reversed[20];
  size_t count = 0;
  do {
    reversed[count++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  Digits result;
  while (*prefix != 0) {
    result.text[result.length++] = *prefix++;
  }
  while (count > 0) {
    result.text[result.length++] = reversed[--count];
  }
  return result;
}

}  // namespace

Digits format_unsigned(uint64_t value) { return in_base(value, 10, ""); }

Digits format_signed(int64_t value) {
  return value < 0 ? in_base(-static_cast<uint64_t>(value), 10, "-") : in_base(value, 10, "");
}

Digits format_hex(uint64_t value) { return in_base(value, 16, "0x"); }

// A number in [1, 10) or zero, times a power of ten.
struct Scaled {
  double value;
  int exponent;
};

// Scales step by step in double arithmetic and rounds: the errors of that are part of the text
// Go prints.
static Scaled scale(double value, int digits) {
  int exponent = 0;
  for (; value >= 10; value /= 10) {
    exponent++;
  }
  for (; value < 1; value *= 10) {
    exponent--;
  }
  double half = 5;
  for (int i = 0; i < digits; i++) {
    half /= 10;
  }
  value += half;
  if (value >= 10) {
    exponent++;
    value /= 10;
  }
  return {value, exponent};
}

Digits format_float(double value) {
  constexpr int kDigits = 7;
  if (value != value) {
    return digits_of("NaN", 3);
  }
  if (value + value == value && value != 0) {
    return digits_of(value > 0 ? "+Inf" : "-Inf", 4);
  }
  bool negative = __builtin_signbit(value) != 0;
  Scaled scaled = {0, 0};
  if (value != 0) {
    scaled = scale(negative ? -value : value, kDigits);
  }
  Digits result;
  auto put = [&result](int c) { result.text[result.length++] = static_cast<char>(c); };
  put(negative ? '-' : '+');
  for (int i = 0; i < kDigits; i++) {
    int digit = static_cast<int>(scaled.value);
    put('0' + digit);
    if (i == 0) {
      put('.');
    }
    scaled.value = (scaled.value - digit) * 10;
  }
  int exponent = scaled.exponent < 0 ? -scaled.exponent : scaled.exponent;
  put('e');
  put(scaled.exponent < 0 ? '-' : '+');
  put('0' + exponent / 100);
  put('0' + exponent / 10 % 10);
  put('0' + exponent % 10);
  return result;
}

}  // namespace prologo::runtime

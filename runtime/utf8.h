#pragma once
// UTF-8 by the rules of Go: an ill-formed byte counts as one U+FFFD.

#include <stdint.h>

namespace prologo::runtime {

constexpr int32_t kRuneError = 0xfffd;

struct Rune {
  int32_t value;
  int length;
};

// The code point at the start of the n > 0 bytes at p.
inline Rune decode_rune(const uint8_t* p, int64_t n) {
  constexpr Rune kBad = {kRuneError, 1};
  int32_t lead = p[0];
  auto tail = [p, n](int i) { return i < n && (p[i] & 0xc0) == 0x80; };
  if (lead < 0x80) {
    return {lead, 1};
  }
  if (lead < 0xc2 || lead > 0xf4 || !tail(1)) {
    return kBad;
  }
  if (lead < 0xe0) {
    return {(lead & 0x1f) << 6 | (p[1] & 0x3f), 2};
  }
  if (!tail(2)) {
    return kBad;
  }
  if (lead < 0xf0) {
    int32_t value = (lead & 0xf) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    return value < 0x800 || (value >= 0xd800 && value < 0xe000) ? kBad : Rune{value, 3};
  }
  int32_t value = (lead & 7) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6;
  if (!tail(3) || value < 0x10000 || value > 0x10ffff) {
    return kBad;
  }
  return {value | (p[3] & 0x3f), 4};
}

inline bool is_valid_rune(int64_t value) {
  return (value >= 0 && value < 0xd800) || (value >= 0xe000 && value <= 0x10ffff);
}

// Writes up to four bytes; returns how many.
inline int encode_rune(uint8_t* p, int64_t value) {
  int64_t r = is_valid_rune(value) ? value : kRuneError;
  auto tail = [r](int shift) { return static_cast<uint8_t>(0x80 | (r >> shift & 0x3f)); };
  if (r < 0x80) {
    p[0] = static_cast<uint8_t>(r);
    return 1;
  }
  if (r < 0x800) {
    p[0] = static_cast<uint8_t>(0xc0 | r >> 6);
    p[1] = tail(0);
    return 2;
  }
  if (r < 0x10000) {
    p[0] = static_cast<uint8_t>(0xe0 | r >> 12);
    p[1] = tail(6);
    p[2] = tail(0);
    return 3;
  }
  p[0] = static_cast<uint8_t>(0xf0 | r >> 18);
  p[1] = tail(12);
  p[2] = tail(6);
  p[3] = tail(0);
  return 4;
}

}  // namespace prologo::runtime

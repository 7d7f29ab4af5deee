#include "support/md5.h"

#include <bit>
#include <string>

namespace prologo {

// The first 32 bits of |sin(i + 1)|.
static constexpr uint32_t kSine[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
    0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
    0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
    0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
    0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
    0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
    0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
    0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
    0xeb86d391};

// By how much the sum is rotated, for each round of 16 steps.
static constexpr int kRotations[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

using State = std::array<uint32_t, 4>;

static uint32_t load(const char* bytes) {
  uint32_t word = 0;
  for (int i = 3; i >= 0; i--) {
    word = (word << 8) | static_cast<uint8_t>(bytes[i]);
  }
  return word;
}

static uint32_t mix(int round, uint32_t b, uint32_t c, uint32_t d) {
  switch (round) {
    case 0:
      return (b & c) | (~b & d);
    case 1:
      return (d & b) | (~d & c);
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

// The word that a step of the round takes.
static int word_of(int round, int step) {
  static constexpr int kFactor[4] = {1, 5, 3, 7};
  static constexpr int kFirst[4] = {0, 1, 5, 0};
  return (kFactor[round] * step + kFirst[round]) % 16;
}

static void add_block(State& state, const char* block) {
  auto [a, b, c, d] = state;
  for (int i = 0; i < 64; i++) {
    const int round = i / 16;
    const uint32_t sum =
        a + mix(round, b, c, d) + kSine[i] + load(block + 4 * word_of(round, i));
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kRotations[round][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

// The text ends with a one bit, zeros and its length in bits.
Md5 md5(std::string_view bytes) {
  constexpr size_t kBlock = 64;
  std::string text(bytes);
  text += '\x80';
  text.resize((text.size() + 8 + kBlock - 1) / kBlock * kBlock);
  for (size_t i = 0; i < 8; i++) {
    text[text.size() - 8 + i] = static_cast<char>(uint64_t{bytes.size()} * 8 >> (8 * i));
  }
  State state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  for (size_t at = 0; at < text.size(); at += kBlock) {
    add_block(state, text.data() + at);
  }
  Md5 digest;
  for (size_t i = 0; i < digest.size(); i++) {
    digest[i] = static_cast<uint8_t>(state[i / 4] >> (8 * (i % 4)));
  }
  return digest;
}

}  // namespace prologo

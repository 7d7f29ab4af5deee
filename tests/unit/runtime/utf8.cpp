// Decoding and encoding of UTF-8: ill-formed bytes are one U+FFFD each.

#include "runtime/utf8.h"

#include <string>
#include <vector>

#include "tests/catch.h"

using namespace prologo::runtime;

static std::vector<int32_t> decode(const std::string& text) {
  std::vector<int32_t> runes;
  const auto* p = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    Rune rune = decode_rune(p + at, static_cast<int64_t>(text.size() - at));
    runes.push_back(rune.value);
    at += static_cast<size_t>(rune.length);
  }
  return runes;
}

static std::string encode(int64_t value) {
  uint8_t bytes[4];
  int length = encode_rune(bytes, value);
  return {reinterpret_cast<char*>(bytes), static_cast<size_t>(length)};
}

TEST_CASE("runtime: UTF-8 decoding") {
  using Runes = std::vector<int32_t>;
  CHECK(decode("aé日𝄞") == Runes{'a', 0xe9, 0x65e5, 0x1d11e});
  CHECK(decode("\xff") == Runes{0xfffd});
  CHECK(decode("\xc0\x80") == Runes{0xfffd, 0xfffd});  // longer than needed
  CHECK(decode("\xe0\x80\x80") == Runes{0xfffd, 0xfffd, 0xfffd});
  CHECK(decode("\xed\xa0\x80") == Runes{0xfffd, 0xfffd, 0xfffd});  // a surrogate
  CHECK(decode("\xf4\x90\x80\x80") == Runes{0xfffd, 0xfffd, 0xfffd, 0xfffd});
  CHECK(decode("\xe6\x97") == Runes{0xfffd, 0xfffd});  // cut short
  CHECK(decode("\xf0\x9d\x84x") == Runes{0xfffd, 0xfffd, 0xfffd, 'x'});
}

TEST_CASE("runtime: UTF-8 round trip of every code point") {
  for (int32_t value = 0; value <= 0x10ffff; value++) {
    bool is_surrogate = value >= 0xd800 && value < 0xe000;
    REQUIRE(decode(encode(value)) == std::vector<int32_t>{is_surrogate ? kRuneError : value});
  }
  CHECK(encode(-1) == "\xef\xbf\xbd");
  CHECK(encode(0x110000) == "\xef\xbf\xbd");
}

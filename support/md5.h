#pragma once
// MD5 (RFC 1321), for the type hashes of older Go releases.

#include <array>
#include <cstdint>
#include <string_view>

namespace prologo {

using Md5 = std::array<uint8_t, 16>;

Md5 md5(std::string_view bytes);

}  // namespace prologo

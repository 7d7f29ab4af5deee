#pragma once
// SHA-256 (FIPS 180-4), for Go's type hashes.

#include <array>
#include <cstdint>
#include <string_view>

namespace prologo {

using Sha256 = std::array<uint8_t, 32>;

Sha256 sha256(std::string_view bytes);

}  // namespace prologo

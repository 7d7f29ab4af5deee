#pragma once
// Directive comments (`//go:noinline`, `//prologo:abi abi0`): which verbs there are and where
// each may stand.

#include <cstdint>
#include <string>
#include <string_view>

namespace prologo::grammar {

// Bits: the places a directive may stand.
using Places = uint8_t;
constexpr Places kBeforePackage = 1;
constexpr Places kBeforeFunc = 2;
constexpr Places kBeforeType = 4;
constexpr Places kBeforeVar = 8;
constexpr Places kBeforeOther = 16;  // import, const
constexpr Places kAnywhere = 32;     // belongs to the file, not to a declaration

// Where this directive may stand; 0 if the verb is unknown, which Go passes over in silence.
Places places_of(std::string_view text);

// What is wrong with the directive itself, in Go's words; empty if nothing.
std::string directive_fault(std::string_view text);

}  // namespace prologo::grammar

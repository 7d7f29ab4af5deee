#pragma once
// The notation of x64.def's last column, "inputs > outputs ! clobbered", read into masks.

#include <string_view>

#include "ir/opcode.h"

namespace prologo::ir {

constexpr RegMask kIntRegs = 0xbfef;                   // all but SP and R14 = g
constexpr RegMask kFloatRegs = RegMask{0x7fff} << 16;  // X15 is the constant zero
constexpr RegMask kStackPointer = RegMask{1} << 4;
constexpr RegMask kG = RegMask{1} << 14;

// One word of the notation; `flags` is the empty set.
constexpr RegMask parse_register_set(std::string_view word) {
  struct Named {
    std::string_view name;
    RegMask mask;
  };

  constexpr Named kNamed[] = {
      {"int", kIntRegs},
      {"isp", kIntRegs | kStackPointer},
      {"base", kIntRegs | kStackPointer | kStaticBase},
      {"baseg", kIntRegs | kStackPointer | kStaticBase | kG},
      {"fp", kFloatRegs},
      {"int-ax", kIntRegs & ~RegMask{1}},
      {"isp-dx", (kIntRegs | kStackPointer) & ~RegMask{4}},
      {"barrier", 0x36f},
      {"caller_saved", kIntRegs | kFloatRegs | kG},
      {"flags", 0},
      {"ax", 0x01},
      {"cx", 0x02},
      {"dx", 0x04},
      {"bx", 0x08},
      {"si", 0x40},
      {"di", 0x80},
      {"x0", 0x10000},
  };
  for (const Named& named : kNamed) {
    if (named.name == word) {
      return named.mask;
    }
  }
  throw "unknown register set in x64.def";  // reached only while the table is compiled
}

constexpr RegConstraint parse_registers(std::string_view text) {
  RegConstraint out;

  enum { Inputs, Outputs, Clobbers } part = Inputs;

  int count = 0;
  while (!text.empty()) {
    size_t end = text.find(' ');
    std::string_view word = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (word == ">" || word == "!") {
      part = word == ">" ? Outputs : Clobbers;
      count = 0;
    } else if (part == Inputs) {
      out.inputs[count++] = parse_register_set(word);
    } else if (part == Outputs) {
      out.outputs[count++] = parse_register_set(word);
    } else {
      out.clobbers |= parse_register_set(word);
    }
  }
  return out;
}

}  // namespace prologo::ir

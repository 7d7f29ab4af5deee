// Go releases as sets of switches.
#include "ir/dialect.h"

#include <array>

#include "ir/module.h"
#include "support/ensure.h"

namespace prologo::ir {

static constexpr DialectSwitch kSwitches[] = {
#define SWITCH(name, first, last, what) {#name, first, last, what},
#include "ir/dialect.def"
#undef SWITCH
};

static constexpr Dialect release(std::string_view name, int minor) {
  Dialect out;
  out.name = name;
  out.is_checked = minor <= 19;
#define SWITCH(name, first, last, what) out.name = (first) <= minor && minor <= (last);
#include "ir/dialect.def"
#undef SWITCH
  return out;
}

static constexpr std::array kDialects = {
    release("go1.10", 10), release("go1.11", 11), release("go1.12", 12), release("go1.13", 13),
    release("go1.14", 14), release("go1.15", 15), release("go1.16", 16), release("go1.17", 17),
    release("go1.18", 18), release("go1.19", 19), release("go1.20", 20), release("go1.21", 21),
};

std::span<const Dialect> dialects() { return kDialects; }

std::span<const DialectSwitch> dialect_switches() { return kSwitches; }

const Dialect* find_dialect(std::string_view name) {
  for (const Dialect& row : kDialects) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

const Dialect& default_dialect() {
  const Dialect* row = find_dialect("go1.19");
  ENSURE(row != nullptr);
  return *row;
}

const Dialect& dialect_of(const Function& fn) { return *fn.module->dialect; }

}  // namespace prologo::ir

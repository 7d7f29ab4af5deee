#include "frontend/grammar/directives.h"

namespace prologo::grammar {

struct Verb {
  std::string_view name;
  Places places;
  const char* restriction;  // why user code may not use it, null if it may
};

static constexpr const char* kRuntimeOnly = " only allowed in runtime";
static constexpr const char* kLibraryOnly = " is only allowed in the standard library";
static constexpr Places kEverywhere =
    kBeforePackage | kBeforeFunc | kBeforeType | kBeforeVar | kBeforeOther;

static constexpr Verb kVerbs[] = {
    {"go:build", kBeforePackage, nullptr},
    {"go:embed", kBeforeVar, nullptr},
    {"go:linkname", kAnywhere, nullptr},
    {"go:cgo_unsafe_args", kBeforeFunc, nullptr},
    {"go:nocheckptr", kBeforeFunc, nullptr},
    {"go:noescape", kBeforeFunc, nullptr},
    {"go:noinline", kBeforeFunc, nullptr},
    {"go:norace", kBeforeFunc, nullptr},
    {"go:nosplit", kBeforeFunc, nullptr},
    {"go:registerparams", kBeforeFunc, nullptr},
    {"go:uintptrescapes", kBeforeFunc, nullptr},
    {"go:uintptrkeepalive", kBeforeFunc, kLibraryOnly},
    {"go:nowritebarrier", kBeforeFunc, kRuntimeOnly},
    {"go:nowritebarrierrec", kBeforeFunc, kRuntimeOnly},
    {"go:systemstack", kBeforeFunc, kRuntimeOnly},
    {"go:yeswritebarrierrec", kBeforeFunc, kRuntimeOnly},
    {"go:notinheap", kBeforeType, nullptr},
    {"prologo:abi", kEverywhere, nullptr},
};

static std::string_view verb_of(std::string_view text) {
  return text.substr(0, text.find(' '));
}

static const Verb* find_verb(std::string_view text) {
  for (const Verb& verb : kVerbs) {
    if (verb.name == verb_of(text)) {
      return &verb;
    }
  }
  return nullptr;
}

Places places_of(std::string_view text) {
  const Verb* verb = find_verb(text);
  return verb != nullptr ? verb->places : 0;
}

static size_t count_fields(std::string_view text) {
  size_t fields = 0;
  bool inside = false;
  for (char c : text) {
    bool blank = c == ' ' || c == '\t' || c == '\r';
    if (!blank && !inside) {
      fields++;
    }
    inside = !blank;
  }
  return fields;
}

std::string directive_fault(std::string_view text) {
  const Verb* verb = find_verb(text);
  if (text.starts_with("go:linkname ")) {
    size_t fields = count_fields(text);
    return fields == 2 || fields == 3 ? "" : "usage: //go:linkname localname [linkname]";
  }
  if (verb_of(text) == "go:embed" && count_fields(text) < 2) {
    return "usage: //go:embed pattern...";
  }
  if (text.starts_with("go:cgo_")) {
    return "//" + std::string(text) + " only allowed in cgo-generated code";
  }
  if (verb == nullptr && text.starts_with("prologo:")) {
    return "unknown directive //" + std::string(verb_of(text));
  }
  if (verb_of(text) == "prologo:abi" && count_fields(text) != 2) {
    return "usage: //prologo:abi name";
  }
  if (verb != nullptr && verb->restriction != nullptr) {
    return "//" + std::string(verb->name) + verb->restriction;
  }
  return "";
}

}  // namespace prologo::grammar

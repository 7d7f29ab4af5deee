#include "frontend/lower/helpers.h"

#include <array>
#include <charconv>
#include <unordered_map>
#include <utility>

#include "runtime/layout.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

using namespace prologo::runtime;  // the flags of the table

struct Row {
  std::string_view signature;
  unsigned flags = 0;
};

const std::unordered_map<std::string_view, Row>& table() {
  static const std::unordered_map<std::string_view, Row> rows = {
#define HELPER(name, signature, flags) {#name, {signature, flags}},
#include "runtime/helpers.def"
#undef HELPER
  };
  return rows;
}

// Reads the little language of helper signatures: basic types, *T, []T, [n]T, interface{}.
class SignatureReader {
 public:
  SignatureReader(TypeMap& types, std::string_view text) : types_(types), text_(text) {}

  ir::Signature read() {
    ir::Signature sig;
    ENSURE(accept("func("));
    while (!accept(")")) {
      std::string name(word());
      ENSURE(accept(" "));
      sig.params.push_back({std::move(name), type()});
      accept(", ");
    }
    if (accept(" (")) {
      while (!accept(")")) {
        sig.results.push_back({"", type()});
        accept(", ");
      }
    } else if (accept(" ")) {
      sig.results.push_back({"", type()});
    }
    ENSURE_MSG(text_.empty(), "helper signature not understood");
    return sig;
  }

 private:
  bool accept(std::string_view token) {
    if (!text_.starts_with(token)) {
      return false;
    }
    text_.remove_prefix(token.size());
    return true;
  }

  std::string_view word() {
    size_t n = 0;
    while (n < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[n])) != 0 ||
                                text_[n] == '_' || text_[n] == '.')) {
      ++n;
    }
    const std::string_view result = text_.substr(0, n);
    text_.remove_prefix(n);
    return result;
  }

  const ir::Type* type() {
    if (accept("*")) {
      return types_.pointer_to(type());
    }
    if (accept("[]")) {
      return types_.slice_of(type());
    }
    if (accept("interface{}")) {
      return types_.empty_interface();
    }
    if (accept("[")) {
      int64_t length = 0;
      const std::string_view digits = word();
      std::from_chars(digits.data(), digits.data() + digits.size(), length);
      ENSURE(accept("]"));
      return types_.array_of(type(), length);
    }
    return basic(word());
  }

  const ir::Type* basic(std::string_view name) {
    using ir::Kind;
    static constexpr std::array<std::pair<std::string_view, Kind>, 17> kNames = {{
        {"bool", Kind::Bool},
        {"int", Kind::Int},
        {"int32", Kind::Int32},
        {"rune", Kind::Int32},
        {"int64", Kind::Int64},
        {"uint", Kind::Uint},
        {"uint8", Kind::Uint8},
        {"byte", Kind::Uint8},
        {"uint16", Kind::Uint16},
        {"uint32", Kind::Uint32},
        {"uint64", Kind::Uint64},
        {"uintptr", Kind::Uintptr},
        {"float32", Kind::Float32},
        {"float64", Kind::Float64},
        {"complex128", Kind::Complex128},
        {"string", Kind::String},
        {"unsafe.Pointer", Kind::UnsafePointer},
    }};
    for (const auto& [known, kind] : kNames) {
      if (known == name) {
        return types_.basic(kind);
      }
    }
    UNREACHABLE("unknown type in a helper signature");
  }

  TypeMap& types_;
  std::string_view text_;
};

}  // namespace

std::optional<ir::Signature> helper_signature(TypeMap& types, std::string_view name) {
  const auto row = table().find(name);
  if (row == table().end()) {
    return std::nullopt;
  }
  return SignatureReader(types, row->second.signature).read();
}

static constexpr std::array<std::string_view, 7> kChanged = {
    "convI2I",           "assertE2I", "assertI2I", "assertE2I2", "assertI2I2",
    "slicebytetostring", "makeslice"};

std::span<const std::string_view> changed_helpers() { return kChanged; }

std::string_view helper_form(const ir::Dialect& dialect, std::string_view name) {
  struct Form {
    std::string_view name;
    bool ir::Dialect::*is_on;
    std::string_view form;
  };
  static constexpr Form kForms[] = {
      {"convI2I", &ir::Dialect::interfaces_convert_whole, "convI2I_whole"},
      {"assertE2I", &ir::Dialect::assertions_return_interfaces, "assertE2I_whole"},
      {"assertI2I", &ir::Dialect::assertions_return_interfaces, "assertI2I_whole"},
      {"assertE2I2", &ir::Dialect::assertions_report, "assertE2I2_reported"},
      {"assertI2I2", &ir::Dialect::assertions_report, "assertI2I2_reported"},
      {"slicebytetostring", &ir::Dialect::bytes_travel_as_slices, "slicebytetostring_slice"},
      {"makeslice", &ir::Dialect::makeslice_makes_slices, "makeslice_slice"},
  };
  for (const Form& row : kForms) {
    if (row.name == name && dialect.*row.is_on) {
      return row.form;
    }
  }
  return name;
}

bool has_stack_entry(std::string_view name) {
  const auto row = table().find(name);
  return row != table().end() && (row->second.flags & kStackEntry) != 0;
}

}  // namespace prologo::lower

#include "runtime/panic_text.h"

#include "runtime/print.h"
#include "runtime/type.h"

namespace prologo::runtime {

const Type kPanicText = {};

namespace {

void print_value(const Type* type, const void* data) {
  auto integer = [data]<typename T>(T) {
    return static_cast<int64_t>(*static_cast<const T*>(data));
  };
  auto natural = [data]<typename T>(T) {
    return static_cast<uint64_t>(*static_cast<const T*>(data));
  };
  switch (type->kind_of()) {
    case Kind::Bool:
      return print_bool(*static_cast<const bool*>(data));
    case Kind::Int:
    case Kind::Int64:
      return print_decimal(integer(int64_t{}));
    case Kind::Int8:
      return print_decimal(integer(int8_t{}));
    case Kind::Int16:
      return print_decimal(integer(int16_t{}));
    case Kind::Int32:
      return print_decimal(integer(int32_t{}));
    case Kind::Uint:
    case Kind::Uint64:
    case Kind::Uintptr:
      return print_unsigned(natural(uint64_t{}));
    case Kind::Uint8:
      return print_unsigned(natural(uint8_t{}));
    case Kind::Uint16:
      return print_unsigned(natural(uint16_t{}));
    case Kind::Uint32:
      return print_unsigned(natural(uint32_t{}));
    case Kind::Float32:
      return print_float(static_cast<double>(*static_cast<const float*>(data)));
    case Kind::Float64:
      return print_float(*static_cast<const double*>(data));
    case Kind::Complex64: {
      const auto* parts = static_cast<const float*>(data);
      return print_complex(static_cast<double>(parts[0]), static_cast<double>(parts[1]));
    }
    case Kind::Complex128: {
      const auto* parts = static_cast<const double*>(data);
      return print_complex(parts[0], parts[1]);
    }
    default:
      return print(*static_cast<const String*>(data));
  }
}

bool is_basic(Kind kind) {
  return (kind >= Kind::Bool && kind <= Kind::Complex128) || kind == Kind::String;
}

// A value of a defined basic type shows its type.
void print_panic_value(const Eface& value) {
  if (value.type == nullptr) {
    return print("nil");
  }
  if (value.type == &kPanicText) {
    return print(*static_cast<const String*>(value.data));
  }
  Kind kind = value.type->kind_of();
  if (!is_basic(kind)) {
    print("(");
    print(type_string(value.type));
    print(") ");
    return print_hex(value.data);
  }
  if (is_predeclared(value.type)) {
    return print_value(value.type, value.data);
  }
  bool is_complex = kind == Kind::Complex64 || kind == Kind::Complex128;
  const char* quote = kind == Kind::String ? "\"" : "";
  print(type_string(value.type));
  print(is_complex ? "" : "(");
  print(quote);
  print_value(value.type, value.data);
  print(quote);
  print(is_complex ? "" : ")");
}

}  // namespace

void print_panics(const Panic* p) {
  if (p->link != nullptr) {
    print_panics(p->link);
    if (!p->link->goexit) {
      print("\t");
    }
  }
  if (p->goexit) {
    return;
  }
  print("panic: ");
  print_panic_value(p->arg);
  if (p->recovered) {
    print(" [recovered]");
  }
  print("\n");
}

}  // namespace prologo::runtime

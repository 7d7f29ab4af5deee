// Writing constants into static data.

#include <algorithm>
#include <bit>
#include <vector>

#include "frontend/lower/query.h"
#include "frontend/lower/statics/statics.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

// The data of a variable, with room for bytes up to `end`.
ir::Data& Statics::data(Name* name, int64_t end) {
  ir::Data& data = cx_.data_of(name);
  if (static_cast<int64_t>(data.bytes.size()) < end) {
    data.bytes.resize(static_cast<size_t>(end), '\0');
  }
  ir::Symbol* symbol = cx_.module.symbol(name->sym->name);
  if (symbol->kind == ir::Symbol::Kind::Bss) {
    symbol->kind = ir::Symbol::Kind::Data;
  }
  return data;
}

void Statics::write_integer(Name* name, int64_t offset, int64_t value, int64_t size) {
  std::string& bytes = data(name, offset + size).bytes;
  auto bits = static_cast<uint64_t>(value);
  for (int64_t i = 0; i < size; ++i, bits >>= 8) {
    bytes[static_cast<size_t>(offset + i)] = static_cast<char>(bits & 0xff);
  }
}

// Literals may name fields and indices in any order; the object file wants rising offsets.
void Statics::write_address(Name* name, int64_t offset, const ir::Symbol* target,
                            int64_t addend) {
  std::vector<ir::DataReloc>& relocs = data(name, offset + 8).relocs;
  const auto above = [](int64_t at, const ir::DataReloc& r) { return at < r.offset; };
  relocs.insert(std::upper_bound(relocs.begin(), relocs.end(), offset, above),
                {offset, target, addend});
}

void Statics::write_slice(Name* name, int64_t offset, const ir::Symbol* array, int64_t length) {
  write_address(name, offset, array);
  write_integer(name, offset + 8, length, 8);
  write_integer(name, offset + 16, length, 8);
}

// Even an empty string is written with the address of its text, so data with one is not all
// zero.
void Statics::write_constant(Name* name, int64_t offset, const Node* value) {
  if (value->op == Op::Nil) {
    return;
  }
  ENSURE(value->op == Op::Literal);
  const Constant& constant = *value->value;
  if (is_zero(value) && constant.kind != Constant::Kind::String) {
    return;
  }
  const auto write_float = [&](double number, int64_t at, int64_t size) {
    const int64_t bits = size == 4 ? std::bit_cast<int32_t>(static_cast<float>(number))
                                   : std::bit_cast<int64_t>(number);
    write_integer(name, at, bits, size);
  };
  const int64_t size = value->type->size;
  switch (constant.kind) {
    case Constant::Kind::Float:
      write_float(constant.re, offset, size);
      return;
    case Constant::Kind::Complex:
      write_float(constant.re, offset, size / 2);
      write_float(constant.im, offset + size / 2, size / 2);
      return;
    case Constant::Kind::String:
      write_address(name, offset, cx_.module.string_symbol(constant.s));
      write_integer(name, offset + 8, static_cast<int64_t>(constant.s.size()), 8);
      return;
    default:
      write_integer(name, offset, constant.i, size);
      return;
  }
}

}  // namespace prologo::lower

// Address calculations into the operations that use them: base + index * scale + constant. An
// operation has an indexed form if the table has its name with "idx" and the scale.
#include <string>
#include <unordered_map>

#include "backend/allocate/split_load.h"
#include "backend/x64/lower.h"
#include "backend/x64/val_and_off.h"
#include "ir/function.h"

namespace prologo::x64 {

using ir::Op;
using ir::Value;

namespace {

struct Indexed {
  Op op = Op::Invalid;
  bool splits = false;  // as load and comparison it is faster
};

// The scale of an address operation's index; 0 if it has none.
int scale_of(Op address) {
  switch (address) {
    case Op::x64_ADDQ:
    case Op::x64_LEAQ1:
      return 1;
    case Op::x64_LEAQ2:
      return 2;
    case Op::x64_LEAQ4:
      return 4;
    case Op::x64_LEAQ8:
      return 8;
    default:
      return 0;
  }
}

bool is_float_arithmetic(std::string_view name) {
  return name.ends_with("SSload") || name.ends_with("SDload") ? !name.starts_with("x64.MOV")
                                                              : false;
}

// Key: operation and scale.
using Table = std::unordered_map<uint32_t, Indexed>;

uint32_t key(Op op, int scale) {
  return static_cast<uint32_t>(op) << 4 | static_cast<uint32_t>(scale);
}

Table make_table() {
  Table table;
  for (int i = static_cast<int>(Op::LastGeneric) + 1; i < static_cast<int>(Op::Count); ++i) {
    Op indexed = static_cast<Op>(i);
    std::string_view name = ir::info(indexed).name;
    size_t at = name.rfind("idx");
    if (at == std::string_view::npos) {
      continue;
    }
    Op plain = ir::find_op(name.substr(0, at));
    if (plain != Op::Invalid) {
      table[key(plain, ir::info(indexed).scale)] = {indexed, name.starts_with("x64.CMP")};
    }
  }
  return table;
}

// Adds the address's constant and symbol to v's.
bool fold_constants(Value* v, const Value* address) {
  if (ir::info(address->op).aux != ir::AuxKind::SymbolOff) {
    return true;  // ADDQ has neither
  }
  if (v->aux && address->aux) {
    return false;
  }
  bool has_value = ir::info(v->op).aux == ir::AuxKind::SymbolValAndOff;
  int64_t offset = (has_value ? off_of(v->aux_int) : v->aux_int) + address->aux_int;
  if (offset != static_cast<int32_t>(offset)) {
    return false;
  }
  if (address->aux) {
    v->aux = address->aux;
  }
  v->aux_int =
      has_value ? pack_val_and_off(val_of(v->aux_int), static_cast<int32_t>(offset)) : offset;
  return true;
}

void use_indexed_form(Value* v, const Table& table) {
  const size_t pointer = ir::info(v->op).has(ir::kResultInArg0) ? 1 : 0;
  if (v->args.size() <= pointer) {
    return;
  }
  Value* address = v->arg(pointer);
  int scale = scale_of(address->op);
  if (scale == 0 ||
      (address->op == Op::x64_ADDQ && is_float_arithmetic(ir::info(v->op).name))) {
    return;
  }
  auto it = table.find(key(v->op, scale));
  if (it == table.end() || !fold_constants(v, address)) {
    return;
  }
  std::vector<Value*> args(v->args.begin(), v->args.begin() + pointer);
  args.insert(args.end(), address->args.begin(), address->args.end());
  args.insert(args.end(), v->args.begin() + pointer + 1, v->args.end());
  ir::reset_args(v);
  v->op = it->second.op;
  for (Value* arg : args) {
    ir::add_arg(v, arg);
  }
  if (it->second.splits) {
    alloc::split_load(v);
  }
}

}  // namespace

void combine_addresses(ir::Function& fn) {
  static const Table kTable = make_table();
  for (ir::Block* b : fn.blocks) {
    // Splitting appends loads, which have their final form already.
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      use_indexed_form(b->values[i], kTable);
    }
  }
}

}  // namespace prologo::x64

#include "ir/rules/predicates.h"

#include <algorithm>

namespace prologo::ir {

int64_t float_to_int32(double d) {
  bool fits = d > -2147483649.0 && d < 2147483648.0;
  return fits ? static_cast<int32_t>(d) : min_int(32);
}

int64_t float_to_int64(double d) {
  bool fits = d >= -9223372036854775808.0 && d < 9223372036854775808.0;
  return fits ? static_cast<int64_t>(d) : min_int(64);
}

bool has_exact_reciprocal(double c) {
  auto bits = std::bit_cast<uint64_t>(c);
  uint64_t exponent = bits >> 52 & 0x7ff;
  return (bits & ((uint64_t{1} << 52) - 1)) == 0 && exponent != 0 && exponent < 0x7fe;
}

bool has_exact_reciprocal(float c) {
  auto bits = std::bit_cast<uint32_t>(c);
  uint32_t exponent = bits >> 23 & 0xff;
  return (bits & ((uint32_t{1} << 23) - 1)) == 0 && exponent != 0 && exponent < 0xfe;
}

bool is_const_zero(const Value* v) {
  switch (v->op) {
    case Op::ConstNil:
      return true;
    case Op::Const64:
    case Op::Const32:
    case Op::Const16:
    case Op::Const8:
    case Op::ConstBool:
    case Op::Const32F:
    case Op::Const64F:
      return v->aux_int == 0;
    default:
      return false;
  }
}

bool is_non_negative(const Value* v) {
  auto arg = [v](size_t i) { return is_non_negative(v->args[i]); };
  switch (v->op) {
    case Op::Const64:
    case Op::Const32:
    case Op::Const16:
    case Op::Const8:
      return v->aux_int >= 0;
    case Op::StringLen:
    case Op::SliceLen:
    case Op::SliceCap:
    case Op::ZeroExt8to64:
    case Op::ZeroExt16to64:
    case Op::ZeroExt32to64:
    case Op::ZeroExt8to32:
    case Op::ZeroExt16to32:
    case Op::ZeroExt8to16:
    case Op::Ctz64:
    case Op::Ctz32:
    case Op::Ctz16:
    case Op::Ctz8:
    case Op::Ctz64NonZero:
    case Op::Ctz32NonZero:
    case Op::Ctz16NonZero:
    case Op::Ctz8NonZero:
    case Op::BitLen64:
    case Op::BitLen32:
    case Op::BitLen16:
    case Op::BitLen8:
      return true;
    case Op::Rsh64Ux64:
    case Op::Rsh32Ux64:
      return v->args[1]->op == Op::Const64 && v->args[1]->aux_int > 0;
    case Op::Rsh64x64:
    case Op::Rsh32x64:
    case Op::Rsh8x64:
    case Op::Rsh16x64:
    case Op::Rsh32x32:
    case Op::Rsh64x32:
    case Op::SignExt32to64:
    case Op::SignExt16to64:
    case Op::SignExt8to64:
    case Op::SignExt16to32:
    case Op::SignExt8to32:
      return arg(0);
    case Op::And64:
    case Op::And32:
    case Op::And16:
    case Op::And8:
      return arg(0) || arg(1);
    case Op::Mod64:
    case Op::Mod32:
    case Op::Mod16:
    case Op::Mod8:
    case Op::Div64:
    case Op::Div32:
    case Op::Div16:
    case Op::Div8:
    case Op::Or64:
    case Op::Or32:
    case Op::Or16:
    case Op::Or8:
    case Op::Xor64:
    case Op::Xor32:
    case Op::Xor16:
    case Op::Xor8:
      return arg(0) && arg(1);
    default:
      return false;
  }
}

bool comes_first(const Value* a, const Value* b) {
  if (a->op != b->op) {
    return go_order(a->op) < go_order(b->op);
  }
  if (!a->pos.same_line(b->pos)) {
    return a->pos < b->pos;
  }
  return a->id < b->id;
}

bool clobber(std::initializer_list<Value*> values) {
  for (Value* v : values) {
    reset_value(v, Op::Invalid);
  }
  return true;
}

bool calls(const CallInfo* call, std::string_view name) {
  return call->callee != nullptr && call->callee->name == name;
}

static const Data* read_only_data(const Function& fn, const Aux& symbol) {
  if (symbol.kind() != Aux::Kind::Symbol || symbol.symbol()->kind != Symbol::Kind::ReadOnly) {
    return nullptr;
  }
  return fn.module->find_data(symbol.symbol());
}

bool is_plain_read_only(const Function& fn, const Aux& symbol) {
  const Data* data = read_only_data(fn, symbol);
  return data != nullptr && data->relocs.empty();
}

bool is_read_only_zero(const Function& fn, const Aux& symbol) {
  const Data* data = read_only_data(fn, symbol);
  return data != nullptr && data->relocs.empty() &&
         std::all_of(data->bytes.begin(), data->bytes.end(), [](char c) { return c == 0; });
}

int64_t read_only_bytes(const Function& fn, const Aux& symbol, int64_t offset, int64_t size) {
  const Data* data = read_only_data(fn, symbol);
  uint64_t n = 0;
  for (int64_t i = size; i-- > 0;) {
    auto at = static_cast<size_t>(offset + i);
    bool inside = offset >= 0 && at < data->bytes.size();
    n = n << 8 | (inside ? static_cast<uint8_t>(data->bytes[at]) : 0);
  }
  return static_cast<int64_t>(n << (64 - 8 * size)) >> (64 - 8 * size);
}

const Symbol* method_in(const Function& fn, const Aux& table, int64_t offset) {
  const Data* data = read_only_data(fn, table);
  if (data == nullptr) {
    return nullptr;
  }
  for (const DataReloc& r : data->relocs) {
    if (r.offset == offset && r.kind == DataReloc::Kind::Pointer && r.addend == 0) {
      return r.target;
    }
  }
  return nullptr;
}

bool call_directly(Value* call, const Symbol* callee) {
  CallInfo direct = *call->aux.call();
  direct.callee = callee;
  call->op = Op::StaticLECall;
  call->aux = call->block->fn->module->add_call(direct);
  --call->args[0]->uses;
  call->args.erase(call->args.begin());
  return true;
}

}  // namespace prologo::ir

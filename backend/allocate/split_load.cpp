#include "backend/allocate/split_load.h"

#include "ir/module.h"

namespace prologo::alloc {

using namespace ir;

namespace {

struct Split {
  Op merged;
  Op load;
  Op compare;
  Op test;  // against zero; Invalid: the merged form compares with a register
  Kind loaded;
};

// One row of each kind for an addressing form: with a register, with a constant.
#define SPLIT(width, suffix, kind)                                                         \
  {Op::x64_CMP##width##load##suffix, Op::x64_MOV##width##load##suffix, Op::x64_CMP##width, \
   Op::Invalid, kind},                                                                     \
  {                                                                                        \
    Op::x64_CMP##width##constload##suffix, Op::x64_MOV##width##load##suffix,               \
        Op::x64_CMP##width##const, Op::x64_TEST##width, kind                               \
  }

constexpr Split kSplits[] = {
    SPLIT(Q, , Kind::Uint64),     SPLIT(L, , Kind::Uint32),     SPLIT(W, , Kind::Uint16),
    SPLIT(B, , Kind::Uint8),      SPLIT(Q, idx1, Kind::Uint64), SPLIT(L, idx1, Kind::Uint32),
    SPLIT(W, idx1, Kind::Uint16), SPLIT(B, idx1, Kind::Uint8),  SPLIT(Q, idx8, Kind::Uint64),
    SPLIT(L, idx4, Kind::Uint32), SPLIT(W, idx2, Kind::Uint16),
};

#undef SPLIT

const Split* find_split(Op op) {
  for (const Split& split : kSplits) {
    if (split.merged == op) {
      return &split;
    }
  }
  return nullptr;
}

}  // namespace

bool split_load(Value* v) {
  const Split* split = find_split(v->op);
  if (split == nullptr) {
    return false;
  }
  bool with_constant = split->test != Op::Invalid;
  Function& fn = *v->block->fn;
  Value* load =
      fn.new_value(v->block, split->load, fn.module->types.basic(split->loaded), v->pos);
  load->aux = v->aux;
  load->aux_int = with_constant ? static_cast<int32_t>(v->aux_int) : v->aux_int;
  // Address parts, then the register compared with if there is one, then memory.
  size_t address_parts = v->args.size() - (with_constant ? 1 : 2);
  for (size_t i = 0; i < address_parts; ++i) {
    add_arg(load, v->args[i]);
  }
  add_arg(load, v->args.back());
  if (!with_constant) {
    Value* other = v->args[address_parts];
    reset_value(v, split->compare);
    add_arg(v, load);
    add_arg(v, other);
    return true;
  }
  int64_t constant = v->aux_int >> 32;
  reset_value(v, constant == 0 ? split->test : split->compare);
  add_arg(v, load);
  if (constant == 0) {
    add_arg(v, load);
  } else {
    v->aux_int = constant;
  }
  return true;
}

}  // namespace prologo::alloc

// Which IR operation an operator is, by the width and kind of its operands.

#include "frontend/lower/build/builder.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

// Columns: 8, 16, 32, 64 bits.
struct Widths {
  ir::Op ops[4];
};

#define SAME(name)                                                            \
  {                                                                           \
    { ir::Op::name##8, ir::Op::name##16, ir::Op::name##32, ir::Op::name##64 } \
  }
#define UNSIGNED(name)                                                            \
  {                                                                               \
    { ir::Op::name##8U, ir::Op::name##16U, ir::Op::name##32U, ir::Op::name##64U } \
  }
#define LOWER_UNSIGNED(name)                                                      \
  {                                                                               \
    { ir::Op::name##8u, ir::Op::name##16u, ir::Op::name##32u, ir::Op::name##64u } \
  }

// What an operator is on signed integers, unsigned integers, float32 and float64.
struct Row {
  Op op;
  Widths on_signed;
  Widths on_unsigned;
  ir::Op float32;
  ir::Op float64;
};

constexpr ir::Op kNone = ir::Op::Invalid;

constexpr Row kRows[] = {
    {Op::Add, SAME(Add), SAME(Add), ir::Op::Add32F, ir::Op::Add64F},
    {Op::Sub, SAME(Sub), SAME(Sub), ir::Op::Sub32F, ir::Op::Sub64F},
    {Op::Mul, SAME(Mul), SAME(Mul), ir::Op::Mul32F, ir::Op::Mul64F},
    {Op::Div, SAME(Div), LOWER_UNSIGNED(Div), ir::Op::Div32F, ir::Op::Div64F},
    {Op::Mod, SAME(Mod), LOWER_UNSIGNED(Mod), kNone, kNone},
    {Op::And, SAME(And), SAME(And), kNone, kNone},
    {Op::Or, SAME(Or), SAME(Or), kNone, kNone},
    {Op::Xor, SAME(Xor), SAME(Xor), kNone, kNone},
    {Op::Neg, SAME(Neg), SAME(Neg), ir::Op::Neg32F, ir::Op::Neg64F},
    {Op::BitNot, SAME(Com), SAME(Com), kNone, kNone},
    {Op::Eq, SAME(Eq), SAME(Eq), ir::Op::Eq32F, ir::Op::Eq64F},
    {Op::Ne, SAME(Neq), SAME(Neq), ir::Op::Neq32F, ir::Op::Neq64F},
    {Op::Lt, SAME(Less), UNSIGNED(Less), ir::Op::Less32F, ir::Op::Less64F},
    {Op::Le, SAME(Leq), UNSIGNED(Leq), ir::Op::Leq32F, ir::Op::Leq64F},
};

#undef SAME
#undef UNSIGNED
#undef LOWER_UNSIGNED

#define COUNTS(name)                                                              \
  {                                                                               \
    { ir::Op::name##x8, ir::Op::name##x16, ir::Op::name##x32, ir::Op::name##x64 } \
  }

// By the width of what is shifted; columns by the width of the count.
constexpr Widths kLeft[] = {COUNTS(Lsh8), COUNTS(Lsh16), COUNTS(Lsh32), COUNTS(Lsh64)};
constexpr Widths kRightSigned[] = {COUNTS(Rsh8), COUNTS(Rsh16), COUNTS(Rsh32), COUNTS(Rsh64)};
constexpr Widths kRightUnsigned[] = {COUNTS(Rsh8U), COUNTS(Rsh16U), COUNTS(Rsh32U),
                                     COUNTS(Rsh64U)};

#undef COUNTS

size_t column(const ir::Type* type) {
  return type->size == 1 ? 0 : type->size == 2 ? 1 : type->size == 4 ? 2 : 3;
}

// Equality of what is neither a number nor, for the column tables, an integer.
ir::Op equality(bool equal, const ir::Type* type) {
  switch (type->kind) {
    case ir::Kind::Bool:
      return equal ? ir::Op::EqB : ir::Op::NeqB;
    case ir::Kind::Interface:
      return equal ? ir::Op::EqInter : ir::Op::NeqInter;
    case ir::Kind::Slice:
      return equal ? ir::Op::EqSlice : ir::Op::NeqSlice;
    default:
      ENSURE_MSG(type->is_pointer_shaped(), "no equality on " + type->name);
      return equal ? ir::Op::EqPtr : ir::Op::NeqPtr;
  }
}

}  // namespace

ir::Op operation(Op op, const ir::Type* type) {
  if (op == Op::Not) {
    return ir::Op::Not;
  }
  bool is_number = type->is_integer() || type->is_float();
  if (!is_number && (op == Op::Eq || op == Op::Ne)) {
    return equality(op == Op::Eq, type);
  }
  for (const Row& row : kRows) {
    if (row.op == op && is_number) {
      ir::Op found =
          type->is_float()
              ? (type->size == 4 ? row.float32 : row.float64)
              : (type->is_signed() ? row.on_signed : row.on_unsigned).ops[column(type)];
      ENSURE(found != kNone);
      return found;
    }
  }
  UNREACHABLE("no operation " + std::string(op_name(op)) + " on " + type->name);
}

ir::Op shift_operation(Op op, const ir::Type* type, const ir::Type* count) {
  const Widths* table = op == Op::Lsh       ? kLeft
                        : type->is_signed() ? kRightSigned
                                            : kRightUnsigned;
  return table[column(type)].ops[column(count)];
}

}  // namespace prologo::lower

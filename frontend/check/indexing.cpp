// Index and slice expressions.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

// Sets x to the element of what it was; `length` is the static bound or -1. Maps are not done
// here.
bool Checker::indexable(Operand& x, int64_t& length, const Type*& key) {
  if (is_type_param(x.type)) {
    return indexable_param(x, length, key);
  }
  const Type* u = underlying(x.type);
  switch (u == nullptr ? Kind::Tuple : u->kind) {
    case Kind::Basic:
      if (!is_string(u)) {
        return false;
      }
      if (x.is_constant() && x.value.is_known()) {
        length = static_cast<int64_t>(constant::string_value(x.value).size());
      }
      update_type(x.expr, basic(BasicKind::String), true);
      x.mode = Mode::Value;
      x.type = byte_type();
      return true;
    case Kind::Array:
      length = as<Array>(u)->length;
      if (x.mode != Mode::Variable) {
        x.mode = Mode::Value;
      }
      x.type = as<Array>(u)->elem;
      return true;
    case Kind::Pointer: {
      const Array* array = under<Array>(as<Pointer>(u)->elem);
      if (array == nullptr) {
        return false;
      }
      length = array->length;
      x.mode = Mode::Variable;
      x.type = array->elem;
      return true;
    }
    case Kind::Slice:
      x.mode = Mode::Variable;
      x.type = as<Slice>(u)->elem;
      return true;
    default:
      return false;
  }
}

// An element as indexing finds it in values of one type.
namespace {

struct Element {
  const Type* key = nullptr;  // of maps
  const Type* type = nullptr;
  int64_t length = -1;
  bool is_addressable = true;
};

}  // namespace

static Element element_of(const Type* u, bool is_variable) {
  if (is_string(u)) {
    return {nullptr, byte_type(), -1, false};
  }
  if (const Array* array = as<Array>(u)) {
    return {nullptr, array->elem, array->length, is_variable};
  }
  if (const Slice* slice = as<Slice>(u)) {
    return {nullptr, slice->elem, -1, true};
  }
  if (const Map* map = as<Map>(u)) {
    return {map->key, map->elem, -1, true};
  }
  const Pointer* pointer = as<Pointer>(u);
  const Array* target = pointer == nullptr ? nullptr : under<Array>(pointer->elem);
  return target == nullptr ? Element() : Element{nullptr, target->elem, target->length, true};
}

// A value of a type parameter: all its types must have the same elements and, if some are maps,
// be maps with the same keys.
bool Checker::indexable_param(Operand& x, int64_t& length, const Type*& key) {
  bool is_variable = x.mode == Mode::Variable;
  Element common;
  bool is_valid = under_is(x.type, [&](const Type* u) {
    Element element = u == nullptr ? Element() : element_of(u, is_variable);
    if (element.type == nullptr) {
      return false;
    }
    if (common.type == nullptr) {
      common = element;
      return true;
    }
    bool same_key =
        common.key == element.key ||
        (common.key != nullptr && element.key != nullptr && identical(common.key, element.key));
    if (!same_key || !identical(common.type, element.type)) {
      return false;
    }
    common.is_addressable = common.is_addressable && element.is_addressable;
    if (element.length >= 0 && element.length < common.length) {
      common.length = element.length;
    }
    return true;
  });
  if (!is_valid) {
    return false;
  }
  key = common.key;
  length = common.length;
  x.mode = common.is_addressable ? Mode::Variable : Mode::Value;
  x.type = common.type;
  return true;
}

bool Checker::map_index(Operand& x, ast::Index* expr, const Type* key, const Type* elem) {
  ast::Expr* index = single_index(expr);
  if (index == nullptr) {
    x.invalidate();
    return false;
  }
  Operand found;
  expression(found, index);
  assignment(found, key, "map index");
  x.mode = Mode::MapIndex;
  x.type = elem;
  return false;
}

ast::Expr* Checker::single_index(ast::Index* expr) {
  if (expr->indices.empty()) {
    return nullptr;
  }
  if (expr->indices.size() > 1) {
    error(expr->indices[1], "invalid operation: more than one index");
  }
  return expr->indices[0];
}

bool Checker::index_expression(Operand& x, ast::Index* expr) {
  expression_or_type(x, expr->x, true);
  if (!x.is_valid()) {
    use_all(expr->indices);
    return false;
  }
  if (x.mode == Mode::TypeExpr) {
    const Type* type = check_variable_type(expr);
    x.invalidate();
    if (!is_invalid(type)) {
      x.mode = Mode::TypeExpr;
      x.type = type;
    }
    return false;
  }
  const Signature* function = as<Signature>(x.type);
  if (x.mode == Mode::Value && function != nullptr && !function->type_params.empty()) {
    return true;
  }
  reject_generic(x);
  if (!x.is_valid()) {
    return false;
  }
  if (const Map* map = under<Map>(x.type)) {
    return map_index(x, expr, map->key, map->elem);
  }
  int64_t length = -1;
  const Type* key = nullptr;
  if (!indexable(x, length, key)) {
    error(expr->pos, message("invalid operation: cannot index ", x));
    x.invalidate();
    return false;
  }
  if (key != nullptr) {
    return map_index(x, expr, key, x.type);
  }
  ast::Expr* index = single_index(expr);
  if (index == nullptr) {
    x.invalidate();
    return false;
  }
  if (x.type == nullptr) {
    x.type = invalid_type();
  }
  int64_t ignored = -1;
  check_index(index, length, ignored);
  return false;
}

const Type* Checker::check_index(ast::Expr* expr, int64_t limit, int64_t& value) {
  value = -1;
  Operand x;
  expression(x, expr);
  if (!is_valid_index(x, "index", false)) {
    return invalid_type();
  }
  if (!x.is_constant()) {
    return x.type;
  }
  if (!x.value.is_known()) {
    return invalid_type();
  }
  int64_t index = constant::int64_value(constant::to_int(x.value)).value_or(-1);
  if (limit >= 0 && index >= limit) {
    error(x, message("invalid argument: index ", constant::text(x.value),
                     " out of bounds [0:", limit, "]"));
    return invalid_type();
  }
  value = index;
  return x.type;
}

bool Checker::is_valid_index(Operand& x, std::string_view what, bool allow_negative) {
  if (!x.is_valid()) {
    return false;
  }
  convert_untyped(x, basic(BasicKind::Int));
  if (!x.is_valid()) {
    return false;
  }
  if (!all_integer(x.type)) {
    error(x, message("invalid argument: ", what, " ", x, " must be integer"));
    return false;
  }
  if (!x.is_constant() || !x.value.is_known()) {
    return true;
  }
  if (!allow_negative && constant::sign(x.value) < 0) {
    error(x, message("invalid argument: ", what, " ", x, " must not be negative"));
    return false;
  }
  constant::Value as_int;
  if (represent(x, basic(BasicKind::Int), as_int) != Failure::None) {
    error(x, message("invalid argument: ", what, " ", x, " overflows int"));
    return false;
  }
  x.value = as_int;
  return true;
}

// Sets x to the result of slicing; `length` is the static bound or -1.
bool Checker::sliceable(Operand& x, ast::Slice* expr, int64_t& length) {
  const Type* u = core_or_string(x.type);
  if (u == nullptr) {
    error(x, message("invalid operation: cannot slice ", x, ": ", x.type, " has no core type"));
    return false;
  }
  if (is_string(u)) {
    if (expr->is_full) {
      const ast::Expr* at = expr->index[2] != nullptr ? expr->index[2] : expr;
      error(at, "invalid operation: 3-index slice of string");
      return false;
    }
    if (x.is_constant() && x.value.is_known()) {
      length = static_cast<int64_t>(constant::string_value(x.value).size());
    }
    if (is_untyped(x.type)) {
      // The constant becomes a string value that is sliced.
      update_type(x.expr, basic(BasicKind::String), true);
      x.type = basic(BasicKind::String);
    }
    return true;
  }
  if (const Array* array = as<Array>(u)) {
    length = array->length;
    if (x.mode != Mode::Variable) {
      error(x, message("invalid operation: ", x, " (slice of unaddressable value)"));
      return false;
    }
    mark_address_taken(expr->x);
    x.type = package_.arena.make<Slice>(array->elem);
    return true;
  }
  const Array* target =
      as<Pointer>(u) != nullptr ? under<Array>(as<Pointer>(u)->elem) : nullptr;
  if (target != nullptr) {
    length = target->length;
    x.type = package_.arena.make<Slice>(target->elem);
    return true;
  }
  if (as<Slice>(u) != nullptr) {
    return true;
  }
  error(x, message("invalid operation: cannot slice ", x));
  return false;
}

void Checker::slice_expression(Operand& x, ast::Slice* expr) {
  expression(x, expr->x);
  int64_t length = -1;
  if (!x.is_valid()) {
    return use_all(expr->index);
  }
  if (!sliceable(x, expr, length)) {
    x.invalidate();
    return;
  }
  x.mode = Mode::Value;
  if (expr->is_full && (expr->index[1] == nullptr || expr->index[2] == nullptr)) {
    x.invalidate();  // the parser reported it
    return;
  }
  check_slice_bounds(expr, length);
}

void Checker::check_slice_bounds(ast::Slice* expr, int64_t length) {
  int64_t bounds[3] = {0, length, length};
  for (int i = 0; i < 3; i++) {
    if (expr->index[i] != nullptr) {
      int64_t value = -1;
      check_index(expr->index[i], length >= 0 ? length + 1 : -1, value);
      bounds[i] = value;
    }
  }
  for (int i = 0; i < 2; i++) {
    for (int j = i + 1; j < 3 && bounds[i] > 0; j++) {
      if (bounds[j] >= 0 && bounds[j] < bounds[i] && expr->index[j] != nullptr) {
        return error(expr->index[j],
                     message("invalid slice indices: ", bounds[j], " < ", bounds[i]));
      }
    }
  }
}

}  // namespace prologo::check

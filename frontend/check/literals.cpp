// Composite literals.

#include <unordered_set>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

void Checker::composite_literal(Operand& x, ast::CompositeLit* expr, const Type* hint) {
  const Type* type = hint;
  const Type* base = nullptr;
  auto* array = ast::as<ast::ArrayType>(expr->literal_type);
  if (array != nullptr && array->length == nullptr) {
    // [...]T: the length is known after the elements.
    type = base = package_.arena.make<Array>(check_variable_type(array->element), -1);
  } else if (expr->literal_type != nullptr) {
    type = base = check_type(expr->literal_type);
  } else if (hint != nullptr) {
    // An elided type; &T may be elided too. Messages show what the type is defined as.
    base = core_type(hint);
    if (base == nullptr) {
      return error(expr,
                   message("invalid composite literal element type ", hint, ": no core type"));
    }
    base = strip_pointer(base);
  } else {
    return error(expr, "missing type in composite literal");
  }
  if (!literal_elements(expr, type, base)) {
    x.invalidate();
    return;
  }
  info(expr)->literal_type = core<Pointer>(type) != nullptr ? base : type;
  x.mode = Mode::Value;
  x.type = type;
}

static bool is_incomplete(const Type* type) {
  switch (type->kind) {
    case Kind::Struct:
      return !as<Struct>(type)->complete;
    case Kind::Array:
      return as<Array>(type)->elem == nullptr;
    case Kind::Slice:
      return as<Slice>(type)->elem == nullptr;
    case Kind::Map:
      return as<Map>(type)->key == nullptr || as<Map>(type)->elem == nullptr;
    default:
      return false;
  }
}

bool Checker::literal_elements(ast::CompositeLit* expr, const Type* type, const Type* base) {
  const Type* u = core_type(base);
  if (u != nullptr && is_incomplete(u)) {
    error(expr, "illegal cycle in type declaration");
    return false;
  }
  switch (u == nullptr ? Kind::Basic : u->kind) {
    case Kind::Struct:
      struct_literal(expr, base, as<Struct>(u));
      return true;
    case Kind::Array: {
      auto* array = const_cast<Array*>(as<Array>(u));
      int64_t length = indexed_elements(expr->elements, array->elem, array->length);
      info(expr)->literal_length = length;
      if (array->length < 0) {
        array->length = length;
        if (expr->literal_type != nullptr) {
          record_type(expr->literal_type, Mode::TypeExpr, array, {});
        }
      }
      return true;
    }
    case Kind::Slice:
      info(expr)->literal_length = indexed_elements(expr->elements, as<Slice>(u)->elem, -1);
      return true;
    case Kind::Map:
      map_literal(expr, as<Map>(u));
      return true;
    default:
      use_all(expr->elements);
      if (!is_invalid(u) || is_type_param(base)) {
        error(expr, message("invalid composite literal type ", type));
        return false;
      }
      return true;  // reported; the value still has the type, if only in name
  }
}

void Checker::struct_literal(ast::CompositeLit* expr, const Type* type, const Struct* fields) {
  if (expr->elements.empty()) {
    return;
  }
  constexpr const char* kMixture =
      "mixture of field:value and value elements in struct literal";
  bool is_keyed = expr->elements[0]->kind == ast::ExprKind::KeyValue;
  if (is_keyed) {
    std::vector<bool> seen(fields->fields.size());
    for (ast::Expr* element : expr->elements) {
      if (element->kind != ast::ExprKind::KeyValue) {
        error(element, kMixture);
      } else {
        keyed_field(element, type, fields, seen);
      }
    }
    return;
  }
  for (size_t i = 0; i < expr->elements.size(); i++) {
    ast::Expr* element = expr->elements[i];
    if (element->kind == ast::ExprKind::KeyValue) {
      error(element, kMixture);
      continue;
    }
    Operand x;
    expression(x, element);
    if (i >= fields->fields.size()) {
      error(x, message("too many values in ", type, "{…}"));
      break;
    }
    assignment(x, fields->fields[i].type, "struct literal");
  }
  if (expr->elements.size() < fields->fields.size()) {
    error(expr->rbrace, message("too few values in ", type, "{…}"));
  }
}

void Checker::keyed_field(ast::Expr* element, const Type* base, const Struct* fields,
                          std::vector<bool>& seen) {
  auto* pair = ast::as<ast::KeyValue>(element);
  Operand x;
  expression(x, pair->value);
  auto* key = ast::as<ast::Ident>(pair->key);
  if (key == nullptr) {
    return error(pair, message("invalid field name ", pair->key, " in struct literal"));
  }
  for (size_t i = 0; i < fields->fields.size(); i++) {
    const Field& field = fields->fields[i];
    if (field.name != key->name || key->is_blank()) {
      continue;
    }
    key->object = field.object;
    assignment(x, field.type, "struct literal");
    if (seen[i]) {
      error(pair, message("duplicate field name ", key->name, " in struct literal"));
    }
    seen[i] = true;
    return;
  }
  error(key, message("unknown field '", key->name, "' in struct literal of type ", base));
}

// Equal constants of any numeric kind give equal texts.
static std::string key_text(const constant::Value& value) {
  constant::Value simple = constant::to_int(value);
  if (!simple.is_known()) {
    simple = constant::to_float(value);
  }
  if (!simple.is_known()) {
    simple = value;
  }
  if (simple.kind() == constant::Kind::Float) {
    simple = constant::round_float64(simple);
  }
  return std::to_string(static_cast<int>(simple.kind())) + constant::exact_text(simple);
}

void Checker::map_literal(ast::CompositeLit* expr, const Map* map) {
  bool key_is_interface = is_plain_interface(map->key);
  std::unordered_set<std::string> seen;
  for (ast::Expr* element : expr->elements) {
    auto* pair = ast::as<ast::KeyValue>(element);
    if (pair == nullptr) {
      error(element, "missing key in map literal");
      continue;
    }
    Operand x;
    expression_with_hint(x, pair->key, map->key);
    assignment(x, map->key, "map literal");
    if (!x.is_valid()) {
      continue;
    }
    if (x.is_constant()) {
      std::string text = key_text(x.value) + (key_is_interface ? type_text(x.type) : "");
      if (!seen.insert(text).second) {
        error(x, message("duplicate key ", constant::text(x.value), " in map literal"));
        continue;
      }
    }
    expression_with_hint(x, pair->value, map->elem);
    assignment(x, map->elem, "map literal");
  }
}

// Elements of an array (length >= 0 or unknown) or slice literal; the highest index + 1.
int64_t Checker::indexed_elements(ExprList elements, const Type* elem, int64_t length) {
  std::unordered_set<int64_t> seen;
  int64_t index = 0;
  int64_t max = 0;
  for (ast::Expr* element : elements) {
    bool is_valid = false;
    ast::Expr* value = element;
    if (auto* pair = ast::as<ast::KeyValue>(element)) {
      int64_t written = -1;
      const Type* type = check_index(pair->key, length, written);
      if (!is_invalid(type) && written >= 0) {
        index = written;
        is_valid = true;
      } else if (!is_invalid(type)) {
        error(element, message("index ", pair->key, " must be integer constant"));
      }
      value = pair->value;
    } else if (length >= 0 && index >= length) {
      error(element, message("index ", index, " is out of bounds (>= ", length, ")"));
    } else {
      is_valid = true;
    }
    if (is_valid && !seen.insert(index).second) {
      error(element, message("duplicate index ", index, " in array or slice literal"));
    }
    index++;
    max = std::max(max, index);
    Operand x;
    expression_with_hint(x, value, elem);
    assignment(x, elem, "array or slice literal");
  }
  return max;
}

}  // namespace prologo::check

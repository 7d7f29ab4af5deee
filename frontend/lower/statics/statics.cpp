#include "frontend/lower/statics/statics.h"

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

std::optional<StaticPlace> static_place(Node* n) {
  switch (n->op) {
    case Op::Name:
      return StaticPlace{n->name, 0};
    case Op::Dot:
      if (auto place = static_place(n->x)) {
        return StaticPlace{place->name, place->offset + n->offset};
      }
      return std::nullopt;
    case Op::Index: {
      if (n->x->type->kind != Kind::Array || !is_small_int(n->y) || n->y->value->i < 0) {
        return std::nullopt;
      }
      auto place = static_place(n->x);
      if (!place) {
        return std::nullopt;
      }
      return StaticPlace{place->name, place->offset + n->y->value->i * n->type->size};
    }
    default:
      return std::nullopt;
  }
}

Nodes Statics::initialise(const Nodes& statements) {
  for (Node* n : statements) {
    if (!try_statement(n)) {
      code.push_back(n);
    }
  }
  return std::move(code);
}

bool Statics::try_statement(Node* n) {
  if (n->op != Op::As || !n->init.empty()) {
    return false;
  }
  if (is_blank(n->x)) {
    return n->y == nullptr || !has_side_effects(n->y);
  }
  PosScope scope(cx_, n);
  return assign(n->x->name, 0, n->y, n->x->name->type);
}

bool Statics::assign(Name* name, int64_t offset, Node* value, const ir::Type* type) {
  if (value == nullptr) {
    return true;
  }
  while (value->op == Op::ConvNop) {
    value = value->x;
  }
  switch (value->op) {
    case Op::Name:
      return copy(name, offset, value->name, type);
    case Op::Nil:
      return true;
    case Op::Literal:
      if (!is_zero(value)) {
        write_constant(name, offset, value);
      }
      return true;
    case Op::Addr:
      if (auto place = static_place(value->x);
          place && place->name->cls == Name::Class::Extern) {
        write_address(name, offset, place->name->sym, place->offset);
        return true;
      }
      return false;
    case Op::PtrLit:
      return assign_pointer(name, offset, value);
    case Op::StrToBytes:
      if (name->cls == Name::Class::Extern && value->x->op == Op::Literal) {
        const std::string& text = value->x->value->s;
        const auto size = static_cast<int64_t>(text.size());
        Name* bytes = cx_.static_name(cx_.types.array_of(cx_.basic(Kind::Uint8), size), false);
        data(bytes, size).bytes = text;
        write_slice(name, offset, bytes->sym, size);
        return true;
      }
      return false;
    case Op::SliceLit:
      return assign_slice(name, offset, value);
    case Op::ArrayLit:
    case Op::StructLit:
      assign_parts(name, offset, value);
      return true;
    case Op::Closure:
      if (is_trivial_closure(value)) {
        write_address(name, offset, cx_.func_value(value->func->self));
        return true;
      }
      return false;
    case Op::ConvIface:
      return assign_interface(name, offset, value, type);
    default:
      return false;
  }
}

void Statics::assign_or_code(Name* name, int64_t offset, Node* value) {
  if (!assign(name, offset, value, value->type)) {
    code.push_back(cx_.assign(place_link(name, offset, value->type), value));
  }
}

Node* Statics::place_node(Name* name, int64_t offset, const ir::Type* type) {
  if (offset == 0 && is_identical(name->type, type)) {
    return name->node;
  }
  return place_link(name, offset, type);
}

Node* Statics::place_link(Name* name, int64_t offset, const ir::Type* type) {
  Node* n = cx_.link(name->sym, type);
  n->offset = offset;
  return n;
}

// &T{...}: the T is an object of its own.
bool Statics::assign_pointer(Name* name, int64_t offset, Node* value) {
  Name* object = cx_.static_name(value->x->type, false);
  temps_[value] = object;
  write_address(name, offset, object->sym);
  assign_or_code(object, 0, value->x);
  return true;
}

bool Statics::assign_slice(Name* name, int64_t offset, Node* value) {
  Name* array = cx_.static_name(cx_.types.array_of(value->type->elem, value->offset), false);
  temps_[value] = array;
  write_slice(name, offset, array->sym, value->offset);
  assign_parts(array, 0, value);
  return true;
}

void Statics::assign_parts(Name* name, int64_t offset, Node* value) {
  const Plan parts = plan(value);
  for (const auto& [at, part] : parts) {
    if (is_constant(part)) {
      write_constant(name, offset + at, part);
      continue;
    }
    set_pos(cx_, part);
    assign_or_code(name, offset + at, part);
  }
}

bool Statics::assign_interface(Name* name, int64_t offset, Node* value, const ir::Type* type) {
  Node* inner = value;
  while (inner->op == Op::ConvIface) {
    inner = inner->x;
  }
  if (is_interface(inner->type)) {
    return inner->op == Op::Nil;
  }
  const types::Type* concrete = cx_.types.go(inner->type);
  write_address(name, offset,
                is_empty_interface(type)
                    ? cx_.descriptors.type_symbol(concrete)
                    : cx_.descriptors.itab_symbol(concrete, cx_.types.go(type)));
  if (is_direct_interface(inner->type)) {
    if (inner->op != Op::Nil) {
      set_pos(cx_, inner);
      assign_or_code(name, offset + 8, inner);
    }
    return true;
  }
  Name* object = cx_.static_name(inner->type, false);
  temps_[inner] = object;
  assign_or_code(object, 0, inner);
  write_address(name, offset + 8, object->sym);
  return true;
}

// The initial value of another variable, if that is known already.
bool Statics::copy(Name* name, int64_t offset, Name* from, const ir::Type* type) {
  if (from->cls == Name::Class::Func) {
    write_address(name, offset, cx_.func_value(from));
    return true;
  }
  if (from->cls != Name::Class::Extern || from->defn == nullptr || from->defn->op != Op::As ||
      from->type->kind == Kind::String || from->defn->y == nullptr) {
    return false;
  }
  Node* value = from->defn->y;
  while (value->op == Op::ConvNop && !is_identical(value->type, type)) {
    value = value->x;
  }
  return copy_value(name, offset, from, value, type);
}

bool Statics::copy_value(Name* name, int64_t offset, Name* from, Node* value,
                         const ir::Type* type) {
  switch (value->op) {
    case Op::Name:
      if (!copy(name, offset, value->name, type)) {
        code.push_back(cx_.assign(place_node(name, offset, type), cx_.conv(value, type)));
      }
      return true;
    case Op::Nil:
      return true;
    case Op::Literal:
      if (!is_zero(value)) {
        write_constant(name, offset, value);
      }
      return true;
    case Op::Addr:
      if (value->x->op == Op::Name && value->x->name->cls == Name::Class::Extern) {
        write_address(name, offset, value->x->name->sym);
        return true;
      }
      return false;
    case Op::PtrLit:
      if (auto found = temps_.find(value); found != temps_.end()) {
        write_address(name, offset, found->second->sym);
        return true;
      }
      return false;
    case Op::SliceLit:
      if (auto found = temps_.find(value); found != temps_.end()) {
        write_slice(name, offset, found->second->sym, value->offset);
        return true;
      }
      return false;
    case Op::ArrayLit:
    case Op::StructLit:
      copy_plan(name, offset, from, value);
      return true;
    default:
      return false;
  }
}

void Statics::copy_plan(Name* name, int64_t offset, Name* from, Node* value) {
  const Plan parts = plan(value);
  for (const auto& [at, part] : parts) {
    if (is_constant(part)) {
      write_constant(name, offset + at, part);
      continue;
    }
    if (part->op == Op::Name && copy(name, offset + at, part->name, part->type)) {
      continue;
    }
    Node* source = place_link(from, at, part->type);
    code.push_back(cx_.assign(place_link(name, offset + at, part->type), source));
  }
}

// The non-zero parts of a composite literal, nested ones flattened.
const Statics::Plan& Statics::plan(Node* literal) {
  auto [found, is_new] = plans_.try_emplace(literal);
  if (!is_new) {
    return found->second;
  }
  Plan parts;
  if (literal->op == Op::StructLit) {
    for (Node* element : literal->list) {
      if (element->label != "_") {
        add_to_plan(parts, element->offset, element->x);
      }
    }
  } else {
    int64_t index = 0;
    for (Node* element : literal->list) {
      Node* value = element;
      if (element->op == Op::KeyValue) {
        index = element->x->value->i;
        value = element->y;
      }
      add_to_plan(parts, index++ * literal->type->elem->size, value);
    }
  }
  return plans_[literal] = std::move(parts);
}

void Statics::add_to_plan(Plan& parts, int64_t offset, Node* value) {
  if (is_zero(value)) {
    return;
  }
  if (value->op == Op::ArrayLit || value->op == Op::StructLit) {
    for (const auto& [at, part] : plan(value)) {
      parts.emplace_back(offset + at, part);
    }
    return;
  }
  parts.emplace_back(offset, value);
}

}  // namespace prologo::lower

// Constants and composite literals.

#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

double round_to(const constant::Value& value, bool to_float32) {
  return to_float32 ? static_cast<double>(constant::float32_value(value))
                    : constant::float64_value(value);
}

Constant numeric(const constant::Value& value, const ir::Type* type) {
  Constant out;
  if (type->is_integer()) {
    out.kind = Constant::Kind::Int;
    out.i = static_cast<int64_t>(constant::low_bits(constant::to_int(value)));
  } else if (type->is_float()) {
    out.kind = Constant::Kind::Float;
    out.re = round_to(constant::to_float(value), type->kind == ir::Kind::Float32);
  } else {
    ENSURE(type->is_complex());
    const bool small = type->kind == ir::Kind::Complex64;
    out.kind = Constant::Kind::Complex;
    out.re = round_to(constant::to_float(constant::real(value)), small);
    out.im = round_to(constant::to_float(constant::imag(value)), small);
  }
  return out;
}

// Decodes one rune of well-formed or broken UTF-8, as a range over a string does.
int32_t next_rune(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  int length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  if (length == 0 || at + static_cast<size_t>(length) > text.size()) {
    ++at;
    return 0xfffd;
  }
  int32_t rune = length == 1 ? first : first & (0x7f >> length);
  for (int i = 1; i < length; ++i) {
    const unsigned char more = byte(at + static_cast<size_t>(i));
    if ((more & 0xc0) != 0x80) {
      ++at;
      return 0xfffd;
    }
    rune = (rune << 6) | (more & 0x3f);
  }
  constexpr int32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (rune < kLeast[length] || rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000)) {
    ++at;
    return 0xfffd;
  }
  at += static_cast<size_t>(length);
  return rune;
}

}  // namespace

Node* Translator::constant(const constant::Value& value, const ir::Type* type, Pos pos) {
  Node* n = cx_.unit.node(Op::Literal, pos, type);
  switch (value.kind()) {
    case constant::Kind::Bool:
      n->value = Constant::of_bool(constant::bool_value(value));
      return n;
    case constant::Kind::String:
      n->value = Constant::of_string(constant::string_value(value));
      return n;
    default:
      break;
  }
  // A constant uintptr converted to unsafe.Pointer stays an integer of that type.
  n->value = type->kind == ir::Kind::UnsafePointer || type->kind == ir::Kind::Pointer
                 ? numeric(value, cx_.basic(ir::Kind::Uintptr))
                 : numeric(value, type);
  return n;
}

Node* Translator::composite(const ast::CompositeLit* e, const types::Type* type, Pos pos) {
  if (const auto* pointer = types::under<types::Pointer>(type)) {
    Node* n = cx_.unit.node(Op::PtrLit, pos, cx_.types.of(type));
    n->x = composite(e, pointer->elem, pos);
    return n;
  }
  Node* n = cx_.unit.node(Op::StructLit, pos, cx_.types.of(type));
  switch (n->type->kind) {
    case ir::Kind::Struct:
      struct_elements(e, n);
      break;
    case ir::Kind::Map:
      n->op = Op::MapLit;
      map_elements(e, n);
      break;
    default:
      n->op = n->type->kind == ir::Kind::Slice ? Op::SliceLit : Op::ArrayLit;
      array_elements(e, n);
      break;
  }
  return n;
}

void Translator::struct_elements(const ast::CompositeLit* e, Node* lit) {
  Nodes values;
  for (const ast::Expr* element : e->elements) {
    const auto* pair = ast::as<ast::KeyValue>(element);
    values.push_back(expr(pair == nullptr ? element : pair->value));
  }
  PosScope scope(cx_, lit);
  for (size_t i = 0; i < values.size(); ++i) {
    const auto* pair = ast::as<ast::KeyValue>(e->elements[i]);
    size_t field = i;
    if (pair != nullptr) {
      const std::string_view name = ast::as<ast::Ident>(pair->key)->name;
      for (field = 0; lit->type->fields[field].name != name; ++field) {
      }
    }
    cx_.pos = e->elements[i]->pos;
    const ir::Field& target = lit->type->fields[field];
    Node* key = cx_.unit.node(Op::StructKey, cx_.pos, target.type);
    key->index = static_cast<int>(field);
    key->offset = target.offset;
    key->label = target.name;
    key->x = assign_conv(values[i], target.type);
    lit->list.push_back(key);
  }
}

void Translator::array_elements(const ast::CompositeLit* e, Node* lit) {
  for (const ast::Expr* element : e->elements) {
    if (const auto* pair = ast::as<ast::KeyValue>(element)) {
      Node* key = cx_.unit.node(Op::KeyValue, pair->pos);
      key->x = expr(pair->key);
      key->y = expr(pair->value);
      lit->list.push_back(key);
    } else {
      lit->list.push_back(expr(element));
    }
  }
  PosScope scope(cx_, lit);
  int64_t next = 0;
  int64_t length = 0;
  for (size_t i = 0; i < lit->list.size(); ++i) {
    Node*& element = lit->list[i];
    cx_.pos = e->elements[i]->pos;
    if (element->op == Op::KeyValue && e->elements[i]->kind == ast::ExprKind::KeyValue) {
      next = element->x->value->i;
      element->y = assign_conv(element->y, lit->type->elem);
    } else {
      element = assign_conv(element, lit->type->elem);
    }
    length = std::max(length, ++next);
  }
  lit->offset = lit->op == Op::SliceLit ? length : lit->type->length;
}

void Translator::map_elements(const ast::CompositeLit* e, Node* lit) {
  for (const ast::Expr* element : e->elements) {
    const auto* pair = ast::as<ast::KeyValue>(element);
    ENSURE(pair != nullptr);
    Node* key = cx_.unit.node(Op::KeyValue, pair->pos);
    key->x = expr(pair->key);
    key->y = expr(pair->value);
    lit->list.push_back(key);
  }
  PosScope scope(cx_, lit);
  for (Node* entry : lit->list) {
    set_pos(cx_, entry);
    entry->x = assign_conv(entry->x, lit->type->key);
    entry->y = assign_conv(entry->y, lit->type->elem);
  }
}

// []rune("constant") is a literal of its runes.
Node* Translator::runes_literal(Node* conversion) {
  Node* lit = cx_.make(Op::SliceLit, conversion->type);
  const std::string& text = conversion->x->value->s;
  int64_t index = 0;
  for (size_t at = 0; at < text.size(); ++index) {
    Node* key = cx_.make(Op::KeyValue);
    key->x = cx_.integer(index);
    key->y = cx_.integer(next_rune(text, at), conversion->type->elem);
    lit->list.push_back(key);
  }
  lit->offset = index;
  return lit;
}

}  // namespace prologo::lower

// Slicing and append.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/types.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

ir::Value* Builder::slice_expr(const Node* n) {
  Value* v = expr(n->x);
  Value* bounds[3] = {};
  for (size_t i = 0; i < n->list.size() && i < 3; i++) {
    if (n->list[i] != nullptr) {
      bounds[i] = expr(n->list[i]);
    }
  }
  SliceParts parts = slice(v, bounds[0], bounds[1], bounds[2], n->bounded);
  if (n->op == Op::SliceStr) {
    return value(ir::Op::StringMake, n->type, {parts.ptr, parts.len});
  }
  return value(ir::Op::SliceMake, n->type, {parts.ptr, parts.len, parts.cap});
}

// Pointer, length and capacity of what is sliced: a slice, a string or a pointer to an array.
Builder::SliceParts Builder::slice_operand(Value* v) {
  const Type* type = v->type;
  SliceParts parts;
  switch (type->kind) {
    case ir::Kind::Slice:
      parts.ptr = value(ir::Op::SlicePtr, pointer_to(type->elem), {v});
      parts.len = value(ir::Op::SliceLen, int_type(), {v});
      parts.cap = value(ir::Op::SliceCap, int_type(), {v});
      break;
    case ir::Kind::String:
      parts.ptr = value(ir::Op::StringPtr, byte_pointer(), {v});
      parts.len = value(ir::Op::StringLen, int_type(), {v});
      parts.cap = parts.len;
      break;
    default:
      ENSURE(type->kind == ir::Kind::Pointer && type->elem->kind == ir::Kind::Array);
      nil_check(v);
      parts.ptr = value(ir::Op::Copy, pointer_to(type->elem->elem), {v});
      parts.len = constant_int(type->elem->length);
      parts.cap = parts.len;
      break;
  }
  return parts;
}

// v[low:high:max]; missing bounds are null. The checks go from the last bound to the first, so
// that each compares with a value known not to be negative.
Builder::SliceParts Builder::slice(Value* v, Value* low, Value* high, Value* max,
                                   bool bounded) {
  bool is_slice = v->type->kind == ir::Kind::Slice;
  bool is_string = v->type->kind == ir::Kind::String;
  SliceParts old = slice_operand(v);
  low = low != nullptr ? low : constant_int(0);
  high = high != nullptr ? high : old.len;
  if (module_.dialect->panics_without_index) {
    const Value* limit = max;
    low = extend_index(low);
    high = extend_index(high);
    max = max != nullptr ? extend_index(max) : old.cap;
    bounds_check(low, high, ir::BoundsKind::SliceB, bounded);
    if (high != max) {
      bounds_check(high, max, ir::BoundsKind::SliceB, bounded);
    }
    if (limit != nullptr && max != old.cap) {
      bounds_check(max, old.cap, ir::BoundsKind::SliceB, bounded);
    }
  } else if (max != nullptr) {
    if (max != old.cap) {
      max = bounds_check(max, old.cap,
                         is_slice ? ir::BoundsKind::Slice3Acap : ir::BoundsKind::Slice3Alen,
                         bounded);
    }
    if (high != max) {
      high = bounds_check(high, max, ir::BoundsKind::Slice3B, bounded);
    }
    low = bounds_check(low, high, ir::BoundsKind::Slice3C, bounded);
  } else {
    max = old.cap;
    if (high != max) {
      high = bounds_check(
          high, max, is_slice ? ir::BoundsKind::SliceAcap : ir::BoundsKind::SliceAlen, bounded);
    }
    low = bounds_check(low, high, ir::BoundsKind::SliceB, bounded);
  }
  SliceParts made;
  made.len = value(ir::Op::Sub64, int_type(), {high, low});
  made.cap =
      high != max && !is_string ? value(ir::Op::Sub64, int_type(), {max, low}) : made.len;
  made.ptr = old.ptr;
  if (low->op == ir::Op::Const64 && low->aux_int == 0) {
    return made;
  }
  // An empty result must not point behind the array: the step is masked by the capacity.
  Value* step = constant_int(old.ptr->type->elem->size);
  Value* delta = value(ir::Op::Mul64, int_type(), {low, step});
  Value* mask = value(ir::Op::Slicemask, int_type(), {made.cap});
  delta = value(ir::Op::And64, int_type(), {delta, mask});
  made.ptr = value(ir::Op::AddPtr, old.ptr->type, {old.ptr, delta});
  return made;
}

ir::Value* Builder::slice_to_array_pointer(const Node* n) {
  Value* v = expr(n->x);
  Value* length = constant_int(n->type->elem->length);
  Value* have = value(ir::Op::SliceLen, int_type(), {v});
  bounds_check(length, have, ir::BoundsKind::Convert, false);
  return value(ir::Op::SlicePtrUnchecked, n->type, {v});
}

// append(s, a, b):
//
//     ptr, len, cap = s;  new = len + 2
//     if uint(cap) < uint(new) { ptr, len, cap = growslice(type, ptr, len, cap, new); ... }
//     ptr[len] = a;  ptr[len+1] = b
//
// In place (optimised builds, `s = append(s, ...)` with s in memory) the grown pointer and
// capacity are written back at once, so that the way without growth writes only the length.
ir::Value* Builder::append(const Node* n, bool in_place) {
  const Type* elem = n->type->elem;
  const Type* pointer = pointer_to(elem);
  Value* place = in_place ? address(n->list[0]) : nullptr;
  Value* slice = in_place ? load(n->type, place) : expr(n->list[0]);
  Block* grow = new_block();
  Block* store_block = new_block();
  auto count = static_cast<int64_t>(n->list.size()) - 1;
  Value* p = value(ir::Op::SlicePtr, pointer, {slice});
  Value* l = value(ir::Op::SliceLen, int_type(), {slice});
  Value* c = value(ir::Op::SliceCap, int_type(), {slice});
  Value* nl = value(ir::Op::Add64, int_type(), {l, constant_int(count)});
  Value* is_full = value(ir::Op::Less64U, bool_type(), {c, nl});
  define(&kPtr, p);
  if (in_place) {
    define(&kLen, l);
  } else {
    define(&kNewLen, nl);
    define(&kCap, c);
  }
  Block* b = end_with_if(is_full, ir::Likely::Unlikely);
  ir::add_edge(b, grow);
  ir::add_edge(b, store_block);

  start_block(grow);
  Value* type_word = n->x != nullptr ? expr(n->x) : reflect_type(elem);
  std::vector<Value*> grown = runtime_call("growslice", true, {pointer, int_type(), int_type()},
                                           {type_word, p, l, c, nl});
  if (in_place) {
    grow_in_place(n, place, grown);
  } else {
    define(&kPtr, grown[0]);
    define(&kNewLen, value(ir::Op::Add64, int_type(), {grown[1], constant_int(count)}));
    define(&kCap, grown[2]);
  }
  jump_from_here(store_block);

  start_block(store_block);
  if (in_place) {
    l = current_value(&kLen, int_type());
    nl = value(ir::Op::Add64, int_type(), {l, constant_int(count)});
    store(int_type(), off_ptr(pointer_to(int_type()), 8, place), nl);
  }
  std::vector<Value*> elements = appended_values(n);
  p = current_value(&kPtr, pointer);
  if (!in_place) {
    nl = current_value(&kNewLen, int_type());
    c = current_value(&kCap, int_type());
  }
  store_appended(n, value(ir::Op::PtrIndex, pointer, {p, l}), elements);
  for (Key key : {&kPtr, &kLen, &kNewLen, &kCap}) {
    forget(key);
  }
  return in_place ? nullptr : value(ir::Op::SliceMake, n->type, {p, nl, c});
}

// The appended values; of types that cannot be SSA values, their addresses.
std::vector<ir::Value*> Builder::appended_values(const Node* n) {
  std::vector<Value*> made;
  for (size_t i = 1; i < n->list.size(); i++) {
    const Node* element = n->list[i];
    made.push_back(can_be_ssa(element->type) ? expr(element) : address(element));
  }
  return made;
}

void Builder::store_appended(const Node* n, Value* end, const std::vector<Value*>& elements) {
  const Type* elem = n->type->elem;
  for (size_t i = 0; i < elements.size(); i++) {
    Value* to =
        value(ir::Op::PtrIndex, pointer_to(elem), {end, constant_int(static_cast<int64_t>(i))});
    if (can_be_ssa(n->list[i + 1]->type)) {
      store_type(elem, to, elements[i], 0, true);
    } else {
      move(elem, to, elements[i]);
    }
  }
}

void Builder::grow_in_place(const Node* n, Value* place, const std::vector<Value*>& grown) {
  const Type* pointer = grown[0]->type;
  const Node* target = n->list[0];
  if (target->op == Op::Name && variables_.contains(target->name)) {
    var_def(variable_of(target->name));
  }
  Value* cap_place = off_ptr(pointer_to(int_type()), 16, place);
  store(int_type(), cap_place, grown[2]);
  store(pointer, place, grown[0]);
  define(&kPtr, load(pointer, place));
  define(&kLen, grown[1]);
}

}  // namespace prologo::lower

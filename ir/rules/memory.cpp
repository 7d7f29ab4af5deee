#include "ir/rules/memory.h"

#include <vector>

#include "ir/analysis/type_order.h"
#include "ir/c_form.h"
#include "ir/module.h"

namespace prologo::ir {

// ---- Addresses ----

static bool are_equal(const Value* p, const Value* q) {
  if (p == q) {
    return true;
  }
  if (p->op != q->op) {
    return false;
  }
  switch (p->op) {
    case Op::OffPtr:
      return p->aux_int == q->aux_int && are_equal(p->args[0], q->args[0]);
    case Op::Addr:
    case Op::LocalAddr:
      // The base is SP or SB: its operation says which.
      return p->aux == q->aux && p->args[0]->op == q->args[0]->op;
    case Op::AddPtr:
      return p->args[1] == q->args[1] && are_equal(p->args[0], q->args[0]);
    default:
      return false;
  }
}

bool same_address(const Value* p, const Value* q) {
  return !has_c_form(*p->block->fn) && are_equal(p, q);
}

static const Value* strip_offsets(const Value* p, int64_t& offset) {
  for (; p->op == Op::OffPtr; p = p->args[0]) {
    offset += p->aux_int;
  }
  return p;
}

static bool is_one_of(Op op, std::initializer_list<Op> ops) {
  for (Op o : ops) {
    if (o == op) {
      return true;
    }
  }
  return false;
}

// Different bases: what their kinds say.
static bool are_apart(const Value* p, const Value* q) {
  switch (p->op) {
    case Op::Addr:
    case Op::LocalAddr:
      if (is_one_of(q->op, {Op::Addr, Op::LocalAddr, Op::SP})) {
        return true;
      }
      return is_one_of(q->op, {Op::Arg, Op::ArgIntReg}) && p->args[0]->op == Op::SP;
    case Op::Arg:
    case Op::ArgIntReg:
      return is_one_of(q->op, {Op::SP, Op::LocalAddr});
    case Op::SP:
      return is_one_of(q->op, {Op::Addr, Op::LocalAddr, Op::Arg, Op::ArgIntReg, Op::SP});
    default:
      return false;
  }
}

bool are_disjoint(const Value* p, int64_t n, const Value* q, int64_t m) {
  if (n == 0 || m == 0) {
    return true;
  }
  if (p == q) {
    return false;
  }
  int64_t p_at = 0;
  int64_t q_at = 0;
  p = strip_offsets(p, p_at);
  q = strip_offsets(q, q_at);
  if (are_equal(p, q)) {
    return p_at + n <= q_at || q_at + m <= p_at;
  }
  return are_apart(p, q);
}

bool is_stack_address(const Value* p) {
  while (p->op == Op::OffPtr || p->op == Op::AddPtr) {
    p = p->args[0];
  }
  return p->op == Op::SP || p->op == Op::LocalAddr;
}

bool is_volatile(const Value* p) {
  while (is_one_of(p->op, {Op::OffPtr, Op::AddPtr, Op::PtrIndex, Op::Copy, Op::SelectNAddr})) {
    p = p->args[0];
  }
  return p->op == Op::SP;
}

bool is_inlinable_memmove(const Value* dst, const Value* src, int64_t n) {
  return n <= 16 || (n < 1024 && are_disjoint(dst, n, src, n));
}

// ---- Chains of stores ----

namespace {

const Type* stored_type(const Value* store) { return store->aux.type(); }

Value* before(const Value* memory) { return memory->args.back(); }

// No store of the list touches size bytes at p.
bool all_elsewhere(const std::vector<const Value*>& stores, const Value* p, int64_t size) {
  for (const Value* s : stores) {
    if (!are_disjoint(p, size, s->args[0], stored_type(s)->size)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Value* stored_value(const Type* t, const Value* p, Value* memory) {
  std::vector<const Value*> above;
  for (Value* m = memory; m->op == Op::Store && above.size() < 4; m = before(m)) {
    Value* x = m->args[1];
    // Go compares with the size of the nearest store, whichever store made the value.
    if (same_address(p, m->args[0]) && compare_types(t, x->type) == 0 && t->size == stored_type(memory)->size &&
        all_elsewhere(above, m->args[0], stored_type(m)->size)) {
      return x;
    }
    above.push_back(m);
  }
  return nullptr;
}

Value* zero_behind_stores(const Value* p, const Value* base, int64_t offset, const Type* t,
                          Value* memory) {
  Value* m = memory;
  for (int i = 0; i < 4 && m->op == Op::Store; ++i, m = before(m)) {
    if (!are_disjoint(p, t->size, m->args[0], stored_type(m)->size)) {
      return nullptr;
    }
  }
  bool sees = m != memory && m->op == Op::Zero && offset >= 0 &&
              offset + t->size <= m->aux_int && same_address(base, m->args[0]);
  return sees ? m : nullptr;
}

bool only_stores_elsewhere(const Value* memory, const Value* old, const Value* p, int64_t size,
                           int most) {
  const Value* m = memory;
  for (int i = 0; i < most && m != old && m->op == Op::Store; ++i, m = before(m)) {
    if (!are_disjoint(p, size, m->args[0], stored_type(m)->size)) {
      return false;
    }
  }
  return m == old;
}

bool zeroed_before_stores(const Value* p, const Value* base, int64_t offset, int64_t size,
                          const Value* memory, int most) {
  const Value* m = memory;
  for (int i = 0; i < most && m->op == Op::Store; ++i, m = before(m)) {
    if (!are_disjoint(p, size, m->args[0], stored_type(m)->size)) {
      return false;
    }
  }
  return m->op == Op::Zero && offset >= 0 && offset + size <= m->aux_int &&
         same_address(base, m->args[0]);
}

// ---- Structs through memory ----

namespace {

// Makes values in v's block, at v's position.
class Maker {
 public:
  explicit Maker(const Value* v) : block_(v->block), pos_(v->pos) {}

  Value* make(Op op, const Type* type) { return block_->fn->new_value(block_, op, type, pos_); }

  Value* offset(const Type* type, int64_t offset, Value* base) {
    Value* p = make(Op::OffPtr, type);
    p->aux_int = offset;
    add_arg(p, base);
    return p;
  }

  Types& types() { return block_->fn->module->types; }

  const Type* memory() { return types().basic(Kind::Memory); }

 private:
  Block* block_;
  Pos pos_;
};

void add_args(Value* v, std::initializer_list<Value*> args) {
  for (Value* arg : args) {
    add_arg(v, arg);
  }
}

}  // namespace

bool load_struct(Value* load) {
  Maker maker(load);
  const Type* t = load->type;
  Value* ptr = load->args[0];
  Value* memory = load->args[1];
  std::vector<Value*> fields;
  reset_value(load, static_cast<Op>(static_cast<size_t>(Op::StructMake0) + t->fields.size()));
  for (const Field& field : t->fields) {
    Value* part = maker.make(Op::Load, field.type);
    Value* at = maker.offset(maker.types().pointer_to(field.type), field.offset, ptr);
    add_args(part, {at, memory});
    fields.push_back(part);
  }
  for (Value* part : fields) {
    add_arg(load, part);
  }
  return true;
}

bool store_struct(Value* store) {
  Maker maker(store);
  Value* dst = store->args[0];
  Value* whole = store->args[1];
  Value* memory = store->args[2];
  const Type* t = whole->type;
  const std::vector<Value*> parts(whole->args.begin(), whole->args.end());

  struct FieldStore {
    Value* store;
    Value* address;
  };

  std::vector<FieldStore> pieces;
  // The last field's store is outermost; what it needs is made after it.
  for (size_t i = parts.size(); i-- > 0;) {
    FieldStore piece;
    if (pieces.empty()) {
      reset_value(store, Op::Store);
      piece.store = store;
    } else {
      piece.store = maker.make(Op::Store, maker.memory());
    }
    const Field& field = t->fields[i];
    piece.store->aux = field.type;
    piece.address = maker.offset(maker.types().pointer_to(field.type), field.offset, dst);
    pieces.push_back(piece);
  }
  for (size_t i = pieces.size(); i-- > 0;) {
    Value* below = i + 1 < pieces.size() ? pieces[i + 1].store : memory;
    add_args(pieces[i].store, {pieces[i].address, parts[parts.size() - 1 - i], below});
  }
  return true;
}

// ---- Stores over a whole block of memory ----

namespace {

bool is_offset_store(const Value* m) {
  return m->op == Op::Store && m->args[0]->op == Op::OffPtr;
}

int64_t offset_of(const Value* store) { return store->args[0]->aux_int; }

Value* base_of(const Value* store) { return store->args[0]->args[0]; }

int64_t size_of(const Value* store) { return stored_type(store)->size; }

// stores[0] is the newest and lies highest; the last lies at offset 0; no gaps; n bytes in all.
bool fill_exactly(const std::vector<const Value*>& stores, int64_t n) {
  int64_t at = 0;
  for (size_t i = stores.size(); i-- > 0;) {
    if (offset_of(stores[i]) != at) {
      return false;
    }
    at += size_of(stores[i]);
  }
  return at == n;
}

bool share_base(const std::vector<const Value*>& stores) {
  for (size_t i = 1; i < stores.size(); ++i) {
    if (!same_address(base_of(stores[i - 1]), base_of(stores[i]))) {
      return false;
    }
  }
  return true;
}

}  // namespace

size_t block_under_stores(const Value* v, Op kind) {
  std::vector<const Value*> stores = {v};
  for (const Value* m = before(v); stores.size() < 4 && is_offset_store(m) && m->uses == 1;
       m = before(m)) {
    stores.push_back(m);
    const Value* below = before(m);
    if (below->op == kind) {
      bool drops = below->uses == 1 && fill_exactly(stores, below->aux_int) &&
                   share_base(stores) && same_address(base_of(m), below->args[0]);
      return drops ? stores.size() : 0;
    }
  }
  return 0;
}

bool drop_block_under_stores(Value* v, size_t count) {
  struct FieldStore {
    const Type* type;
    Value* address;
    Value* value;
  };

  std::vector<FieldStore> pieces;
  std::vector<Value*> dead;
  Value* m = v;
  for (size_t i = 0; i < count; ++i, m = before(m)) {
    pieces.push_back({stored_type(m), m->args[0], m->args[1]});
    if (i > 0) {
      dead.push_back(m);
    }
  }
  dead.push_back(m);
  Value* memory = before(m);
  for (Value* d : dead) {
    reset_value(d, Op::Invalid);
  }
  Maker maker(v);
  std::vector<Value*> stores = {v};
  reset_value(v, Op::Store);
  v->aux = pieces[0].type;
  for (size_t i = 1; i < count; ++i) {
    stores.push_back(maker.make(Op::Store, maker.memory()));
    stores.back()->aux = pieces[i].type;
  }
  for (size_t i = count; i-- > 0;) {
    add_args(stores[i],
             {pieces[i].address, pieces[i].value, i + 1 < count ? stores[i + 1] : memory});
  }
  return true;
}

namespace {

bool fits_register(const Type* t) {
  return t->is_pointer_shaped() || t->is_float() || (t->is_integer() && t->size <= 8);
}

// The stores below a Move, nearest first, while each could be repeated at the destination.
std::vector<const Value*> repeatable_stores(const Value* move) {
  std::vector<const Value*> stores;
  const Value* m = before(move);
  if (m->op == Op::VarDef) {
    m = m->args[0];
  }
  for (; stores.size() < 4 && is_offset_store(m); m = before(m)) {
    const Type* t = stored_type(m);
    if (t->align > move->aux.type()->align || !fits_register(t) ||
        !same_address(stores.empty() ? move->args[1] : base_of(stores.back()), base_of(m))) {
      break;
    }
    stores.push_back(m);
  }
  return stores;
}

bool lies_over_zero(const Value* move, const std::vector<const Value*>& stores) {
  const Value* zero = before(stores.back());
  if (zero->op != Op::Zero || zero->aux_int != move->aux_int ||
      zero->aux.type()->align > move->aux.type()->align ||
      !same_address(base_of(stores.back()), zero->args[0])) {
    return false;
  }
  for (const Value* s : stores) {
    if (move->aux_int < offset_of(s) + size_of(s)) {
      return false;
    }
  }
  return true;
}

}  // namespace

size_t stores_that_fill_source(const Value* v) {
  const std::vector<const Value*> stores = repeatable_stores(v);
  for (size_t count = 2; count <= stores.size(); ++count) {
    if (fill_exactly({stores.begin(), stores.begin() + static_cast<std::ptrdiff_t>(count)},
                     v->aux_int)) {
      return count;
    }
  }
  return !stores.empty() && lies_over_zero(v, stores) ? stores.size() : 0;
}

bool copy_by_stores(Value* v, size_t count) {
  std::vector<const Value*> originals = repeatable_stores(v);
  originals.resize(count);
  const int64_t n = v->aux_int;
  const bool with_zero = !fill_exactly(originals, n);
  const Type* t = v->aux.type();
  Value* dst = v->args[0];
  Value* memory = before(v);

  struct Copy {
    const Type* type;
    const Type* address_type;
    int64_t offset;
    Value* value;
  };

  std::vector<Copy> copies;
  for (const Value* s : originals) {
    copies.push_back({stored_type(s), s->args[0]->type, offset_of(s), s->args[1]});
  }
  Maker maker(v);
  std::vector<Value*> stores;
  std::vector<Value*> addresses;
  for (const Copy& copy : copies) {
    Value* store = v;
    if (stores.empty()) {
      reset_value(v, Op::Store);
    } else {
      store = maker.make(Op::Store, maker.memory());
    }
    store->aux = copy.type;
    addresses.push_back(maker.offset(copy.address_type, copy.offset, dst));
    stores.push_back(store);
  }
  if (with_zero) {
    Value* zero = maker.make(Op::Zero, maker.memory());
    zero->aux_int = n;
    zero->aux = t;
    add_args(zero, {dst, memory});
    memory = zero;
  }
  for (size_t i = count; i-- > 0;) {
    add_args(stores[i],
             {addresses[i], copies[i].value, i + 1 < count ? stores[i + 1] : memory});
  }
  return true;
}

}  // namespace prologo::ir

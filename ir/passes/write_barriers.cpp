// Write barriers: stores of pointers into the heap become
//
//     if runtime.writeBarrier != 0 { gcWriteBarrier(p, x) } else { *p = x }
//
// one test for a run of stores. Requires: memory states in one chain a block.
// Leaves: no Store, Move or Zero that needs a barrier; new blocks at the end of the list.

#include <algorithm>
#include <unordered_map>

#include "ir/module.h"
#include "ir/passes/passes.h"
#include "ir/passes/store_order.h"
#include "ir/rules/memory.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::ir {

namespace {

constexpr int64_t kTrackedWords = 64;

// Words of a fresh object that are still zero at some memory state; only the first are tracked.
struct ZeroWords {
  const Value* object = nullptr;
  uint64_t words = 0;

  friend bool operator==(const ZeroWords&, const ZeroWords&) = default;
};

using ZeroMap = std::unordered_map<const Value*, ZeroWords>;

const Value* strip(const Value* p, int64_t& offset) {
  for (; p->op == Op::OffPtr; p = p->args[0]) {
    offset += p->aux_int;
  }
  return p;
}

bool is_newobject(const Value* call) {
  return call->op == Op::StaticCall && call->aux.call()->callee != nullptr &&
         call->aux.call()->callee->name == "runtime.newobject";
}

// If v is a fresh object: the memory state at which it is all zero; else null.
Value* fresh_at(const Value* v) {
  if (v->op == Op::SelectN && v->aux_int == 0 && is_newobject(v->args[0])) {
    for (Value* w : v->block->values) {
      if (w->op == Op::SelectN && w->aux_int == 1 && w->args[0] == v->args[0]) {
        return w;
      }
    }
    return nullptr;
  }
  // With results in memory: loaded from the word behind the call's one argument.
  if (v->op != Op::Load || v->args[0]->op != Op::OffPtr || v->args[0]->args[0]->op != Op::SP) {
    return nullptr;
  }
  Value* memory = v->memory_arg();
  bool fresh =
      memory->op == Op::SelectN && memory->is_memory() && is_newobject(memory->args[0]) &&
      memory->args[0]->aux.call()->layout.results.size() == 1 &&
      v->args[0]->aux_int == memory->args[0]->aux.call()->layout.results[0].stack_offset;
  return fresh ? memory : nullptr;
}

class ZeroFinder {
 public:
  explicit ZeroFinder(const Function& fn) : fn_(fn) {}

  ZeroMap run() {
    for (const Block* b : fn_.blocks) {
      for (const Value* v : b->values) {
        // In the bridge to newobject nobody knows how large the object is.
        const Value* memory =
            v->type != nullptr && v->type->elem != nullptr ? fresh_at(v) : nullptr;
        if (memory != nullptr) {
          int64_t words = std::min(v->type->elem->size / 8, kTrackedWords);
          map_[memory] = {v,
                          words == kTrackedWords ? ~uint64_t{0} : (uint64_t{1} << words) - 1};
        }
      }
    }
    bool change = true;
    while (change) {
      change = false;
      for (const Block* b : fn_.blocks) {
        for (const Value* v : b->values) {
          change = (v->op == Op::Store && follow(v)) || change;
        }
      }
    }
    return std::move(map_);
  }

 private:
  const Function& fn_;
  ZeroMap map_;

  // What is zero behind a store to the object. True if that is news.
  bool follow(const Value* store) {
    auto found = map_.find(store->memory_arg());
    if (found == map_.end()) {
      return false;
    }
    ZeroWords zero = found->second;
    int64_t from = 0;
    if (strip(store->args[0], from) != zero.object) {
      return false;
    }
    int64_t to = align_to(from + store->aux.type()->size, 8);
    from = std::max<int64_t>(from / 8 * 8, 0);
    for (int64_t at = from; at < std::min(to, 8 * kTrackedWords); at += 8) {
      zero.words &= ~(uint64_t{1} << (at / 8));
    }
    if (zero.words == 0 || map_[store] == zero) {
      return false;
    }
    map_[store] = zero;
    return true;
  }
};

bool is_stack(const Value* p) {
  while (p->op == Op::OffPtr || p->op == Op::AddPtr || p->op == Op::PtrIndex ||
         p->op == Op::Copy) {
    p = p->args[0];
  }
  return p->op == Op::SP || p->op == Op::LocalAddr || p->op == Op::SelectNAddr ||
         p->op == Op::GetCallerSP;
}

bool is_read_only_global(const Value* v) {
  return v->op == Op::ConstNil || (v->op == Op::Addr && v->aux.kind() == Aux::Kind::Symbol &&
                                   v->aux.symbol()->kind == Symbol::Kind::ReadOnly);
}

bool is_global(const Value* v) {
  while (v->op == Op::OffPtr || v->op == Op::AddPtr || v->op == Op::PtrIndex ||
         v->op == Op::Copy) {
    v = v->args[0];
  }
  if (v->op == Op::Addr && v->args[0]->op == Op::SB) {
    return true;
  }
  // nil points nowhere in the heap, and data words of interfaces may be static.
  return v->op == Op::ConstNil || (v->op == Op::Load && is_read_only_global(v->args[0]));
}

// All words a store writes are known to be zero.
bool writes_zero_words(const Value* store, const ZeroMap& zeroes) {
  int64_t offset = 0;
  const Value* base = strip(store->args[0], offset);
  int64_t size = store->aux.type()->size;
  ENSURE(offset % 8 == 0 && size % 8 == 0);
  auto zero = zeroes.find(store->memory_arg());
  if (offset < 0 || offset + size > 8 * kTrackedWords || zero == zeroes.end() ||
      base != zero->second.object) {
    return false;
  }
  for (int64_t at = offset; at < offset + size; at += 8) {
    if ((zero->second.words >> (at / 8) & 1) == 0) {
      return false;
    }
  }
  return true;
}

bool needs_barrier(const Value* v, const ZeroMap& zeroes) {
  if (!v->aux.type()->has_pointers() || is_stack(v->args[0])) {
    return false;
  }
  if (v->op == Op::Move && is_read_only_global(v->args[1]) &&
      fresh_at(v->args[0]) == v->memory_arg()) {
    return false;
  }
  return v->op != Op::Store || !is_global(v->args[1]) || !writes_zero_words(v, zeroes);
}

bool is_barrier_op(Op op) { return op == Op::StoreWB || op == Op::MoveWB || op == Op::ZeroWB; }

bool is_lifetime_op(Op op) {
  return op == Op::VarDef || op == Op::VarLive || op == Op::VarKill;
}

class BarrierInserter {
 public:
  explicit BarrierInserter(Function& fn)
      : fn_(fn), types_(fn.module->types), memory_type_(types_.basic(Kind::Memory)) {}

  void run() {
    const ZeroMap zeroes = ZeroFinder(fn_).run();
    const size_t count = fn_.blocks.size();
    for (size_t i = 0; i < count; ++i) {
      Block* b = fn_.blocks[i];
      size_t marked = mark(b, zeroes);
      if (marked == 0) {
        continue;
      }
      prepare();
      b->values = store_order(fn_, b->values);
      while (marked > 0) {
        marked -= split_last_run(b);
      }
    }
  }

 private:
  Function& fn_;
  Types& types_;
  const Type* memory_type_;
  Value* stack_pointer_ = nullptr;
  Value* static_base_ = nullptr;
  Value* flag_address_ = nullptr;
  Value* zero_ = nullptr;

  struct VolatileCopy {
    const Value* source;
    Value* copy;
  };

  std::vector<VolatileCopy> volatiles_;

  static size_t mark(Block* b, const ZeroMap& zeroes) {
    size_t marked = 0;
    for (Value* v : b->values) {
      bool stores = v->op == Op::Store || v->op == Op::Move || v->op == Op::Zero;
      if (stores && needs_barrier(v, zeroes)) {
        v->op = v->op == Op::Store ? Op::StoreWB : v->op == Op::Move ? Op::MoveWB : Op::ZeroWB;
        ++marked;
      }
    }
    return marked;
  }

  Aux runtime_symbol(const char* name) {
    return static_cast<const Symbol*>(fn_.module->symbol(std::string("runtime.") + name));
  }

  void prepare() {
    if (flag_address_ != nullptr) {
      return;
    }
    static_base_ = fn_.static_base();
    stack_pointer_ = fn_.stack_pointer();
    const Type* word = types_.basic(Kind::Uint32);
    flag_address_ = fn_.new_value(fn_.entry, Op::Addr, types_.pointer_to(word), fn_.entry->pos);
    flag_address_->aux = runtime_symbol("writeBarrier");
    add_arg(flag_address_, static_base_);
    zero_ = fn_.constant(Op::Const32, word, 0);
  }

  Value* make(Block* b, Op op, const Type* type, Pos pos, std::initializer_list<Value*> args) {
    Value* v = fn_.new_value(b, op, type, pos);
    for (Value* arg : args) {
      add_arg(v, arg);
    }
    return v;
  }

  // Splits b in front of its last run of marked stores. Returns how many were marked in it.
  size_t split_last_run(Block* b) {
    size_t end = b->values.size();
    while (!is_barrier_op(b->values[end - 1]->op)) {
      --end;
    }
    size_t start = end - 1;
    for (size_t i = start; i-- > 0;) {
      if (is_barrier_op(b->values[i]->op)) {
        start = i;
      } else if (!is_lifetime_op(b->values[i]->op)) {
        break;
      }
    }
    auto at = [b](size_t i) { return b->values.begin() + static_cast<std::ptrdiff_t>(i); };
    std::vector<Value*> stores(at(start), at(end));
    std::vector<Value*> after(at(end), b->values.end());
    b->values.resize(start);
    expand(b, stores, after);
    return static_cast<size_t>(
        std::count_if(ops_.begin(), ops_.end(), [](Op op) { return is_barrier_op(op); }));
  }

  std::vector<Op> ops_;  // of the stores of the run in hand, as they were

  void expand(Block* b, const std::vector<Value*>& stores, const std::vector<Value*>& after) {
    ops_.clear();
    for (const Value* w : stores) {
      ops_.push_back(w->op);
    }
    Value* memory = stores[0]->memory_arg();
    Pos pos = stores[0]->pos;
    Block* slow = fn_.new_block(BlockKind::Plain);
    Block* fast = fn_.new_block(BlockKind::Plain);
    Block* end = fn_.new_block(b->kind);
    slow->pos = pos;
    fast->pos = pos;
    end->pos = b->pos;
    b->pos = pos;
    move_end(b, end);
    make_test(b, slow, fast, memory, pos);
    add_edge(slow, end);
    add_edge(fast, end);
    Value* slow_memory = copy_volatiles(slow, stores, memory);
    Value* fast_memory = memory;
    for (Value* w : stores) {
      slow_memory = store_slowly(slow, w, slow_memory);
      fast_memory = store_fast(fast, w, fast_memory);
    }
    for (const VolatileCopy& c : volatiles_) {
      Value* kill = make(slow, Op::VarKill, memory_type_, slow_memory->pos, {slow_memory});
      kill->aux = c.copy->aux;
      slow_memory = kill;
    }
    join(end, stores, slow_memory, fast_memory);
    end->values.insert(end->values.end(), after.begin(), after.end());
    for (Value* w : after) {
      w->block = end;
    }
  }

  static void move_end(Block* b, Block* end) {
    copy_controls(end, b);
    end->likely = b->likely;
    end->aux = b->aux;
    end->aux_int = b->aux_int;
    end->succs = std::move(b->succs);
    b->succs.clear();
    for (const Edge& e : end->succs) {
      e.block->preds[static_cast<size_t>(e.index)].block = end;
    }
  }

  void make_test(Block* b, Block* slow, Block* fast, Value* memory, Pos pos) {
    // The whole word is loaded, not the byte: no partial register.
    Value* flag = make(b, Op::Load, types_.basic(Kind::Uint32), pos, {flag_address_, memory});
    flag = make(b, Op::Neq32, types_.basic(Kind::Bool), pos, {flag, zero_});
    b->kind = BlockKind::If;
    set_control(b, flag);
    b->likely = Likely::Unlikely;
    add_edge(b, slow);
    add_edge(b, fast);
  }

  // Sources in the outgoing argument area would be overwritten by the call's own arguments.
  Value* copy_volatiles(Block* slow, const std::vector<Value*>& stores, Value* memory) {
    volatiles_.clear();
    for (const Value* w : stores) {
      if (w->op != Op::MoveWB || !is_volatile(w->args[1]) || saved(w->args[1]) != w->args[1]) {
        continue;
      }
      const Type* t = w->args[1]->type->elem;
      Variable* temp = fn_.new_temp(t, w->pos);
      memory = make(slow, Op::VarDef, memory_type_, w->pos, {memory});
      memory->aux = temp;
      Value* address =
          make(slow, Op::LocalAddr, types_.pointer_to(t), w->pos, {stack_pointer_, memory});
      address->aux = temp;
      memory = make(slow, Op::Move, memory_type_, w->pos, {address, w->args[1], memory});
      memory->aux = t;
      memory->aux_int = t->size;
      volatiles_.push_back({w->args[1], address});
    }
    return memory;
  }

  Value* saved(Value* source) const {
    for (const VolatileCopy& c : volatiles_) {
      if (c.source == source) {
        return c.copy;
      }
    }
    return source;
  }

  Value* store_slowly(Block* slow, Value* w, Value* memory) {
    switch (w->op) {
      case Op::StoreWB: {
        Value* out = make(slow, Op::WB, memory_type_, w->pos, {w->args[0], w->args[1], memory});
        out->aux = runtime_symbol("gcWriteBarrier");
        return out;
      }
      case Op::MoveWB:
        return call_runtime(slow, w, "typedmemmove", saved(w->args[1]), memory);
      case Op::ZeroWB:
        return call_runtime(slow, w, "typedmemclr", nullptr, memory);
      default:
        return repeat(slow, w, w->op, {memory});
    }
  }

  Value* store_fast(Block* fast, Value* w, Value* memory) {
    switch (w->op) {
      case Op::StoreWB:
        return repeat(fast, w, Op::Store, {w->args[0], w->args[1], memory});
      case Op::MoveWB:
        return repeat(fast, w, Op::Move, {w->args[0], w->args[1], memory});
      case Op::ZeroWB:
        return repeat(fast, w, Op::Zero, {w->args[0], memory});
      default:
        return repeat(fast, w, w->op, {memory});
    }
  }

  Value* repeat(Block* b, const Value* w, Op op, std::initializer_list<Value*> args) {
    Value* out = make(b, op, memory_type_, w->pos, args);
    out->aux = w->aux;
    out->aux_int = w->aux_int;
    return out;
  }

  const Symbol* descriptor(const Type* t) {
    if (t->descriptor != nullptr) {
      return t->descriptor;
    }
    return fn_.module->type_descriptor ? fn_.module->type_descriptor(t)
                                       : fn_.module->symbol("type." + t->name);
  }

  // typedmemmove(type, dst, src), typedmemclr(type, dst): a call after call expansion.
  Value* call_runtime(Block* b, const Value* w, const char* name, Value* source,
                      Value* memory) {
    const Abi* abi = fn_.module->runtime_abi != nullptr ? fn_.module->runtime_abi : fn_.abi;
    Value* type = make(b, Op::Addr, types_.basic(Kind::Uintptr), w->pos, {static_base_});
    type->aux = descriptor(w->aux.type());
    std::vector<Value*> args = {type, w->args[0]};
    if (source != nullptr) {
      args.push_back(source);
    }
    CallInfo info;
    info.callee = fn_.module->helper(name);
    info.abi = abi;
    info.is_runtime = true;
    for (const Value* arg : args) {
      info.signature.params.push_back({"", arg->type});
    }
    ENSURE(abi != nullptr && abi->lay_out != nullptr);
    info.layout = abi->lay_out(*abi, types_, info.signature);
    std::vector<Value*> in_registers;
    for (size_t i = 0; i < args.size(); ++i) {
      const Place& place = info.layout.params[i];
      if (place.in_registers()) {
        in_registers.push_back(args[i]);
        continue;
      }
      Value* at =
          make(b, Op::OffPtr, types_.pointer_to(args[i]->type), w->pos, {stack_pointer_});
      at->aux_int = place.stack_offset;
      memory = make(b, Op::Store, memory_type_, w->pos, {at, args[i], memory});
      memory->aux = i == 0 ? w->args[0]->type : args[i]->type;
    }
    Value* call = fn_.new_value(b, Op::StaticCall, types_.results({memory_type_}), w->pos);
    for (Value* arg : in_registers) {
      add_arg(call, arg);
    }
    add_arg(call, memory);
    call->aux_int = static_cast<int64_t>(args.size()) * 8;
    call->aux = fn_.module->add_call(std::move(info));
    return make(b, Op::SelectN, memory_type_, w->pos, {call});
  }

  // The last state of the run becomes the phi of both ways, for those who use it; the others
  // have no users left.
  void join(Block* end, const std::vector<Value*>& stores, Value* slow_memory,
            Value* fast_memory) {
    Value* last = stores.back();
    end->values.push_back(last);
    last->block = end;
    reset_value(last, Op::Phi);
    last->pos.mark = StatementMark::No;
    last->type = memory_type_;
    add_arg(last, slow_memory);
    add_arg(last, fast_memory);
    for (Value* w : stores) {
      if (w != last) {
        reset_args(w);
      }
    }
    for (Value* w : stores) {
      if (w != last) {
        fn_.free_value(w);
      }
    }
  }
};

}  // namespace

void insert_write_barriers(Function& fn) { BarrierInserter(fn).run(); }

}  // namespace prologo::ir

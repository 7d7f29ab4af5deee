#include "backend/allocate/arg_info.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ir/analysis/order.h"
#include "runtime/layout.h"

namespace prologo::alloc {

using namespace ir;

namespace {

// Registers that the caller keeps no memory for: beyond what the table can name.
constexpr int64_t kNoHome = 1 << 20;

// A parameter or a part of one; without type a plain word or number.
struct Shown {
  int64_t offset = 0;
  int64_t size = 0;
  const Type* type = nullptr;
};

bool is_aggregate(const Type* t) {
  return t != nullptr &&
         (t->is_complex() || t->kind == Kind::String || t->kind == Kind::Interface ||
          t->kind == Kind::Slice || t->kind == Kind::Array || t->kind == Kind::Struct);
}

std::vector<Shown> equal_parts(int64_t offset, int64_t count, int64_t size, const Type* type) {
  std::vector<Shown> out;
  for (int64_t i = 0; i < std::min<int64_t>(count, runtime::kArgInfoLimit + 1); ++i) {
    out.push_back({offset + i * size, size, type});
  }
  return out;
}

std::vector<Shown> parts_of(const Shown& whole) {
  const Type* t = whole.type;
  switch (t->kind) {
    case Kind::Slice:
      return equal_parts(whole.offset, 3, 8, nullptr);
    case Kind::Array:
      return equal_parts(whole.offset, t->length, t->elem->size, t->elem);
    case Kind::Struct: {
      std::vector<Shown> out;
      for (const Field& field : t->fields) {
        out.push_back({whole.offset + field.offset, field.type->size, field.type});
      }
      return out;
    }
    default:  // strings, interfaces, complex numbers: two halves
      return equal_parts(whole.offset, 2, t->size / 2, nullptr);
  }
}

class ArgInfoWriter {
 public:
  std::string run(const Function& fn) {
    // Go takes brackets in a name for those of an instance, and leaves out its dictionary.
    bool is_hidden = fn.name.starts_with("type..") && fn.name.find('[') != std::string::npos;
    for (const Place& place : fn.layout.params) {
      if (std::exchange(is_hidden, false)) {
        continue;
      }
      int64_t home = place.home() < 0 ? kNoHome : place.home();
      if (!show({home, place.type->size, place.type}, 1)) {
        break;
      }
    }
    put(runtime::kArgEnd);
    return std::move(out_);
  }

 private:
  std::string out_;
  int items_ = 0;

  void put(int64_t byte) { out_ += static_cast<char>(byte); }

  // False once the limit is reached.
  bool show(const Shown& what, int depth) {
    if (items_ >= runtime::kArgInfoLimit) {
      put(runtime::kArgDots);
      return false;
    }
    if (is_aggregate(what.type)) {
      show_aggregate(what, depth);
      return true;
    }
    constexpr int64_t kFirstOperator = 0xf0;
    if (what.offset >= kFirstOperator) {
      put(runtime::kArgOffsetTooLarge);
    } else {
      put(what.offset);
      put(what.size);
    }
    ++items_;
    return true;
  }

  void show_aggregate(const Shown& what, int depth) {
    put(runtime::kArgStartAggregate);
    std::vector<Shown> parts = parts_of(what);
    if (depth >= runtime::kArgInfoMaxDepth) {
      put(runtime::kArgDots);
      ++items_;
    } else if (parts.empty()) {
      ++items_;  // "{}" is an item too
    } else {
      for (const Shown& part : parts) {
        if (!show(part, depth + 1)) {
          break;
        }
      }
    }
    put(runtime::kArgEndAggregate);
  }
};

}  // namespace

std::string arg_info(const Function& fn) {
  return fn.layout.params.empty() ? std::string() : ArgInfoWriter().run(fn);
}

bool can_be_ssa(const Type* t) {
  constexpr int64_t kMostBytes = 32;
  constexpr size_t kMostFields = 4;
  if (t->size > kMostBytes) {
    return false;
  }
  if (t->kind == Kind::Array) {
    return t->length <= 1 && can_be_ssa(t->elem);
  }
  return t->kind != Kind::Struct ||
         (t->fields.size() <= kMostFields &&
          std::all_of(t->fields.begin(), t->fields.end(),
                      [](const Field& field) { return can_be_ssa(field.type); }));
}

namespace {

class ArgFlow {
 public:
  explicit ArgFlow(const Function& fn) : fn_(fn) {}

  ArgLiveness run() {
    if (!fn_.optimise || !find_slots()) {
      return {};
    }
    solve();
    out_.info = static_cast<char>(slots_[0].variable->offset + slots_[0].offset);
    for (const Block* b : fn_.blocks) {
      record(b);
    }
    return std::move(out_);
  }

 private:
  struct Slot {
    const Variable* variable;
    int64_t offset;
  };

  using Set = std::vector<bool>;

  const Function& fn_;
  std::vector<Slot> slots_;
  std::vector<Set> live_in_;  // by block number
  std::vector<Set> live_out_;
  std::vector<Set> sets_;  // distinct ones, in the order of their bitmaps
  ArgLiveness out_;

  // Address-taken parameters and those too large for registers are stored at entry.
  static bool is_always_live(const Variable* v) {
    return v->address_taken || !can_be_ssa(v->type);
  }

  bool find_slots() {
    for (size_t i = 0; i < fn_.layout.params.size() && i < fn_.params.size(); ++i) {
      const Variable* v = fn_.params[i];
      if (v == nullptr || v->cls != Variable::Class::Param) {
        continue;  // blank, or kept in the frame
      }
      for (const Piece& piece : fn_.layout.params[i].pieces) {
        if (v->offset + piece.offset <= 0xff) {
          slots_.push_back({v, piece.offset});
        }
      }
    }
    if (slots_.size() > runtime::kArgInfoLimit) {
      slots_.resize(runtime::kArgInfoLimit);
    }
    slots_.erase(slots_.begin(),
                 std::find_if_not(slots_.begin(), slots_.end(), [](const Slot& slot) {
                   return is_always_live(slot.variable);
                 }));
    return !slots_.empty();
  }

  bool apply(const Value* v, Set& live) const {
    if (v->op != Op::StoreReg) {
      return false;
    }
    const Location& home = fn_.homes[v->id];
    for (size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].variable == home.slot && slots_[i].offset == home.offset && !live[i]) {
        live[i] = true;
        return true;
      }
    }
    return false;
  }

  void solve() {
    auto count = static_cast<size_t>(fn_.block_count());
    live_in_.assign(count, Set(slots_.size(), true));
    live_out_ = live_in_;
    for (size_t i = 0; i < slots_.size(); ++i) {
      live_in_[fn_.entry->id][i] = is_always_live(slots_[i].variable);
    }
    std::vector<Block*> order = postorder(fn_);
    // One sweep: what is stored stays, so a jump back brings nothing less than the way in.
    for (size_t i = order.size(); i-- > 0;) {
      const Block* b = order[i];
      Set& in = live_in_[b->id];
      for (const Edge& e : b->preds) {
        for (size_t j = 0; j < in.size(); ++j) {
          in[j] = in[j] && live_out_[e.block->id][j];
        }
      }
      live_out_[b->id] = in;
      for (const Value* v : b->values) {
        apply(v, live_out_[b->id]);
      }
    }
  }

  void record(const Block* b) {
    Set live = live_in_[b->id];
    out_.at_block[b->id] = index_of(live);
    const Value* last_change = nullptr;
    for (size_t i = 0; i < b->values.size(); ++i) {
      const Value* v = b->values[i];
      if (apply(v, live)) {
        last_change = v;
      }
      // A run of stores is recorded once, before something can go wrong.
      if (last_change != nullptr && (may_fault(v) || i + 1 == b->values.size())) {
        out_.after_value[last_change->id] = index_of(live);
        last_change = nullptr;
      }
    }
  }

  static bool may_fault(const Value* v) {
    switch (v->op) {
      case Op::LoadReg:
      case Op::StoreReg:
      case Op::Copy:
      case Op::Phi:
      case Op::VarDef:
      case Op::VarKill:
      case Op::VarLive:
      case Op::KeepAlive:
      case Op::Select0:
      case Op::Select1:
      case Op::SelectN:
      case Op::MakeResult:
      case Op::Convert:
      case Op::InlMark:
      case Op::GetG:
        return false;
      default:
        return !v->args.empty();
    }
  }

  // Offset of the set's bitmap in the blob; -1 if all is live.
  int index_of(const Set& live) {
    if (std::find(live.begin(), live.end(), false) == live.end()) {
      return -1;
    }
    size_t bytes = (slots_.size() + 7) / 8;
    auto known = std::find(sets_.begin(), sets_.end(), live);
    auto place = static_cast<size_t>(known - sets_.begin());
    if (known == sets_.end()) {
      sets_.push_back(live);
      std::string bits(bytes, '\0');
      for (size_t i = 0; i < live.size(); ++i) {
        bits[i / 8] = static_cast<char>(bits[i / 8] | static_cast<int>(live[i]) << (i % 8));
      }
      out_.info += bits;
    }
    return static_cast<int>(1 + place * bytes);
  }
};

}  // namespace

ArgLiveness find_arg_liveness(const Function& fn) { return ArgFlow(fn).run(); }

}  // namespace prologo::alloc

#include "backend/allocate/late_nil_checks.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace prologo::alloc {

using namespace ir;

namespace {

// Addresses below this one are never mapped.
constexpr int64_t kFirstMappedAddress = 4096;

// VarKill, VarLive and definitions of variables without pointers only look like changes.
bool changes_memory(const Value* v) {
  if (!v->is_memory() || v->op == Op::VarKill || v->op == Op::VarLive) {
    return false;
  }
  return v->op != Op::VarDef || v->aux.variable()->type->has_pointers();
}

bool has_small_offset(const Value* v) {
  switch (info(v->op).aux) {
    case AuxKind::Symbol:
      return !v->aux;
    case AuxKind::SymbolOff:
      return !v->aux && v->aux_int >= 0 && v->aux_int < kFirstMappedAddress;
    case AuxKind::SymbolValAndOff: {
      int32_t offset = static_cast<int32_t>(v->aux_int);
      return !v->aux && offset >= 0 && offset < kFirstMappedAddress;
    }
    default:
      return true;  // no offset, or one inside the runtime routine
  }
}

class NilCheckRemover {
 public:
  void run(Block* b) {
    faults_.clear();
    lost_marks_.clear();
    for (size_t i = b->values.size(); i-- > 0;) {
      visit(b->values[i]);
    }
    sweep(b);
  }

 private:
  std::unordered_map<ValueId, Value*> faults_;  // by pointer: the access that will fault
  std::vector<Pos> lost_marks_;  // of lines whose marked value went away or moved

  void visit(Value* v) {
    if (info(v->op).has(kNilCheck)) {
      auto fault = faults_.find(v->args[0]->id);
      if (fault != faults_.end()) {
        remove(v, fault->second);
        return;
      }
    }
    if (changes_memory(v)) {
      faults_.clear();
    }
    if (info(v->op).has(kFaultOnNilArg0) && has_small_offset(v)) {
      faults_[v->args[0]->id] = v;
    }
    if (info(v->op).has(kFaultOnNilArg1) && has_small_offset(v)) {
      faults_[v->args[1]->id] = v;
    }
  }

  // The access takes the position of the check, so that the fault is reported there.
  void remove(Value* check, Value* access) {
    if (!access->pos.same_line(check->pos)) {
      if (access->pos.mark == StatementMark::Yes) {
        lose_mark(access->pos);
      }
      access->pos = check->pos;
    } else if (check->pos.mark == StatementMark::Yes) {
      lose_mark(check->pos);
    }
    reset_value(check, Op::Unknown);
  }

  auto find_lost(const Pos& pos) {
    return std::find_if(lost_marks_.begin(), lost_marks_.end(),
                        [&pos](const Pos& lost) { return lost.same_line(pos); });
  }

  void lose_mark(const Pos& pos) {
    if (find_lost(pos) == lost_marks_.end()) {
      lost_marks_.push_back(pos);
    }
  }

  bool take_mark(const Pos& pos) {
    auto lost = find_lost(pos);
    if (lost == lost_marks_.end()) {
      return false;
    }
    lost_marks_.erase(lost);
    return true;
  }

  void sweep(Block* b) {
    std::vector<Value*> kept;
    bool removed = false;
    for (Value* v : b->values) {
      if (v->op == Op::Unknown) {
        removed = true;
        continue;
      }
      if (removed && !is_never_statement(v->op) && take_mark(v->pos)) {
        v->pos.mark = StatementMark::Yes;
      }
      kept.push_back(v);
    }
    b->values = std::move(kept);
    if (take_mark(b->pos)) {
      b->pos.mark = StatementMark::Yes;
    }
  }
};

}  // namespace

void remove_late_nil_checks(Function& fn) {
  NilCheckRemover remover;
  for (Block* b : fn.blocks) {
    remover.run(b);
  }
}

}  // namespace prologo::alloc

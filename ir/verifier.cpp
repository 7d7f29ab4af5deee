#include "ir/verifier.h"

#include <map>
#include <set>

#include "ir/analysis/dominators.h"
#include "ir/printer.h"
#include "support/ensure.h"

namespace prologo::ir {

namespace {

class Verifier {
 public:
  explicit Verifier(const Function& fn) : fn_(fn) {}

  std::vector<std::string> run() {
    collect();
    for (const Block* b : fn_.blocks) {
      check_edges(b);
      check_controls(b);
      for (size_t i = 0; i < b->values.size(); ++i) {
        check_value(b, b->values[i]);
      }
    }
    check_uses();
    if (faults_.empty()) {
      check_dominance();
    }
    return faults_;
  }

 private:
  const Function& fn_;
  std::vector<std::string> faults_;
  std::set<const Block*> blocks_;
  std::map<const Value*, int32_t> uses_;
  std::map<ValueId, const Value*> by_id_;

  void fault(const std::string& text) { faults_.push_back(text); }

  void collect() {
    for (const Block* b : fn_.blocks) {
      if (!blocks_.insert(b).second) {
        fault(name_of(b) + " occurs twice");
      }
      if (b->fn != &fn_) {
        fault(name_of(b) + " belongs to another function");
      }
      for (const Value* v : b->values) {
        if (!by_id_.emplace(v->id, v).second) {
          fault(name_of(v) + " occurs twice");
        }
        uses_[v];
      }
    }
    if (blocks_.count(fn_.entry) == 0 || !fn_.entry->preds.empty()) {
      fault("bad entry block");
    }
  }

  void check_edges(const Block* b) {
    for (size_t i = 0; i < b->succs.size(); ++i) {
      const Edge& e = b->succs[i];
      auto at = static_cast<size_t>(e.index);
      if (blocks_.count(e.block) == 0 || at >= e.block->preds.size() ||
          e.block->preds[at].block != b || e.block->preds[at].index != static_cast<int>(i)) {
        fault("edge " + std::to_string(i) + " of " + name_of(b) + " does not match");
      }
    }
    for (size_t i = 0; i < b->preds.size(); ++i) {
      const Edge& e = b->preds[i];
      auto at = static_cast<size_t>(e.index);
      if (blocks_.count(e.block) == 0 || at >= e.block->succs.size() ||
          e.block->succs[at].block != b || e.block->succs[at].index != static_cast<int>(i)) {
        fault("edge into " + name_of(b) + " does not match");
      }
    }
  }

  static int wanted_succs(BlockKind kind) {
    switch (kind) {
      case BlockKind::Plain:
        return 1;
      case BlockKind::Ret:
      case BlockKind::RetJmp:
      case BlockKind::Exit:
        return 0;
      case BlockKind::JumpTable:
      case BlockKind::JUMPTABLE:
        return -1;
      default:
        return 2;
    }
  }

  void check_controls(const Block* b) {
    if (b->kind == BlockKind::Invalid) {
      // Cut off by fuse and the like; dead code will free it.
      if (!b->preds.empty() || !b->succs.empty() || !b->values.empty()) {
        fault(name_of(b) + " has no kind");
      }
      return;
    }
    int wanted = wanted_succs(b->kind);
    if (wanted >= 0 && static_cast<size_t>(wanted) != b->succs.size()) {
      fault(name_of(b) + " has " + std::to_string(b->succs.size()) + " successors");
    }
    if (b->control_count() != info(b->kind).controls) {
      fault(name_of(b) + " has " + std::to_string(b->control_count()) + " controls");
    }
    for (const Value* control : b->controls) {
      if (control != nullptr) {
        use(control, name_of(b));
      }
    }
  }

  void use(const Value* v, const std::string& user) {
    if (uses_.count(v) == 0) {
      fault(user + " uses " + name_of(v) + ", which is in no block");
    } else {
      ++uses_[v];
    }
  }

  void check_value(const Block* b, const Value* v) {
    const OpInfo& op = info(v->op);
    if (v->block != b) {
      fault(name_of(v) + " does not know its block");
    }
    if (v->op == Op::Invalid && v->uses == 0 && v->args.empty()) {
      return;  // let go of; dead code will free it
    }
    if (v->op == Op::Invalid || v->type == nullptr) {
      fault(name_of(v) + " has no operation or type");
      return;
    }
    if (op.arg_count >= 0 && static_cast<size_t>(op.arg_count) != v->args.size()) {
      fault(print(*v) + ": wrong number of arguments");
    }
    if (v->op == Op::Phi && v->args.size() != b->preds.size()) {
      fault(print(*v) + ": a phi needs one argument a predecessor");
    }
    for (const Value* arg : v->args) {
      use(arg, name_of(v));
    }
    check_aux(v, op);
  }

  void check_aux(const Value* v, const OpInfo& op) {
    Aux::Kind kind = v->aux.kind();
    bool is_symbol =
        kind == Aux::Kind::None || kind == Aux::Kind::Symbol || kind == Aux::Kind::Variable;
    bool good = true;
    switch (op.aux) {
      case AuxKind::Symbol:
      case AuxKind::SymbolOff:
      case AuxKind::SymbolValAndOff:
        good = is_symbol;
        break;
      case AuxKind::NameOffsetInt8:
        good = kind == Aux::Kind::Part;
        break;
      case AuxKind::Type:
      case AuxKind::TypeSize:
        good = kind == Aux::Kind::Type;
        break;
      case AuxKind::Call:
      case AuxKind::CallOff:
        good = kind == Aux::Kind::Call;
        break;
      case AuxKind::String:
        good = kind == Aux::Kind::Text;
        break;
      case AuxKind::Int8:
        good = v->aux_int == static_cast<int8_t>(v->aux_int);
        break;
      case AuxKind::Int16:
        good = v->aux_int == static_cast<int16_t>(v->aux_int);
        break;
      case AuxKind::Int32:
        good = v->aux_int == static_cast<int32_t>(v->aux_int);
        break;
      case AuxKind::Bool:
        good = v->aux_int == 0 || v->aux_int == 1;
        break;
      default:
        break;
    }
    if (!good) {
      fault(print(*v) + ": wrong attribute");
    }
  }

  void check_uses() {
    for (const auto& [v, uses] : uses_) {
      if (v->uses != uses) {
        fault(name_of(v) + " has " + std::to_string(uses) + " uses but counts " +
              std::to_string(v->uses));
      }
    }
  }

  void check_dominance() {
    DominatorTree tree(fn_);
    // Between schedule and register allocation order within a block matters too; positions are
    // only compared once the function is scheduled.
    std::map<const Value*, size_t> place;
    for (const Block* b : fn_.blocks) {
      for (size_t i = 0; i < b->values.size(); ++i) {
        place[b->values[i]] = i;
      }
    }
    for (const Block* b : fn_.blocks) {
      if (b != fn_.entry && tree.parent(b) == nullptr) {
        continue;  // cannot be reached
      }
      for (const Value* v : b->values) {
        check_args(tree, place, b, v);
      }
      for (const Value* control : b->controls) {
        if (control != nullptr && !tree.dominates(control->block, b)) {
          fault("control " + name_of(control) + " does not dominate " + name_of(b));
        }
      }
    }
  }

  void check_args(const DominatorTree& tree, const std::map<const Value*, size_t>& place,
                  const Block* b, const Value* v) {
    for (size_t i = 0; i < v->args.size(); ++i) {
      const Value* arg = v->args[i];
      const Block* user = v->op == Op::Phi ? b->preds[i].block : b;
      if (v->op == Op::Phi && user != fn_.entry && tree.parent(user) == nullptr) {
        continue;
      }
      if (!tree.dominates(arg->block, user)) {
        fault(name_of(arg) + " does not dominate its use in " + name_of(v));
      } else if (fn_.is_scheduled && v->op != Op::Phi && arg->block == b &&
                 place.at(arg) >= place.at(v)) {
        fault(name_of(arg) + " comes after its use in " + name_of(v));
      }
    }
  }
};

bool verify_after_passes = false;

}  // namespace

std::vector<std::string> verify(const Function& fn) { return Verifier(fn).run(); }

void set_verify_after_passes(bool on) { verify_after_passes = on; }

void verify_in_tests(const Function& fn) {
  if (!verify_after_passes) {
    return;
  }
  std::vector<std::string> faults = verify(fn);
  if (faults.empty()) {
    return;
  }
  std::string text;
  for (const std::string& fault : faults) {
    text += fault + "\n";
  }
  UNREACHABLE("the function is not sound:\n" + text + print_body(fn));
}

}  // namespace prologo::ir

#include "ir/rules/rewrite.h"

#include <map>
#include <set>

#include "ir/printer.h"
#include "support/ensure.h"

namespace prologo::ir {

bool is_poor_statement(Op op) {
  switch (op) {
    case Op::Addr:
    case Op::LocalAddr:
    case Op::OffPtr:
    case Op::StructSelect:
    case Op::Phi:
    case Op::ITab:
    case Op::IData:
    case Op::IMake:
    case Op::StringMake:
    case Op::SliceMake:
    case Op::StructMake0:
    case Op::StructMake1:
    case Op::StructMake2:
    case Op::StructMake3:
    case Op::StructMake4:
    case Op::ConstBool:
    case Op::Const8:
    case Op::Const16:
    case Op::Const32:
    case Op::Const64:
    case Op::Const32F:
    case Op::Const64F:
    case Op::SB:
    case Op::SP:
    case Op::ArgIntReg:
    case Op::ArgFloatReg:
      return true;
    default:
      return false;
  }
}

size_t next_good_statement(const Value* v, size_t i, const Block* b) {
  if (i + 1 >= b->values.size() || !is_poor_statement(v->op)) {
    return i;
  }
  for (size_t j = i + 1; j < b->values.size(); ++j) {
    const Value* u = b->values[j];
    if (!u->pos.may_begin_line()) {
      continue;
    }
    if (!u->pos.same_line(v->pos)) {
      return i;
    }
    if (!is_poor_statement(u->op)) {
      return j;
    }
  }
  return i;
}

Value* copy_source(Value* copy) {
  Value* source = copy->args[0];
  // A second, slower walker finds cycles of copies (they occur in unreachable code).
  Value* slow = source;
  bool advance = false;
  while (source->op == Op::Copy) {
    source = source->args[0];
    if (source == slow) {
      reset_value(source, Op::Unknown);
      break;
    }
    if (advance) {
      slow = slow->args[0];
    }
    advance = !advance;
  }
  while (copy != source) {
    Value* next = copy->args[0];
    set_arg(copy, 0, source);
    copy = next;
  }
  return source;
}

namespace {

class Rewriter {
 public:
  Rewriter(Function& fn, BlockRules block_rules, ValueRules value_rules, DeadValues dead)
      : fn_(fn), rewrite_block_(block_rules), rewrite_value_(value_rules), dead_(dead) {}

  void run() {
    std::set<std::string> seen;
    for (int round = 1; one_round(); ++round) {
      // So many rounds are suspicious: from here on look whether a state comes back.
      if (round > 1000) {
        ENSURE_MSG(seen.insert(print(fn_)).second,
                   "rewrite rules go in circles in " + fn_.name);
      }
    }
    sweep();
  }

 private:
  using Line = std::pair<uint16_t, uint32_t>;

  Function& fn_;
  BlockRules rewrite_block_;
  ValueRules rewrite_value_;
  DeadValues dead_;
  std::map<Line, BlockId> lost_marks_;  // lines whose marked copy went away, and where

  static Line line_of(Pos pos) { return {pos.file, pos.line}; }

  bool one_round() {
    bool change = false;
    for (size_t i = 0; i < fn_.blocks.size(); ++i) {
      Block* b = fn_.blocks[i];
      for (size_t k = 0; k < 2; ++k) {
        while (b->controls[k] != nullptr && b->controls[k]->op == Op::Copy) {
          replace_control(b, k, b->controls[k]->args[0]);
        }
      }
      if (rewrite_block_(b)) {
        change = true;
      }
      // Values appended meanwhile wait for the next round.
      const size_t count = b->values.size();
      for (size_t j = 0; j < count; ++j) {
        change = visit(b, j) || change;
      }
    }
    return change;
  }

  bool visit(Block* b, size_t j) {
    Value* v = b->values[j];
    if (v->uses == 0 && v->is_removable()) {
      if (v->op != Op::Invalid && dead_ == DeadValues::Remove) {
        reset_value(v, Op::Invalid);
        return true;
      }
      return false;
    }
    bool change = simplify_phi(v);
    for (size_t i = 0; i < v->args.size(); ++i) {
      if (v->args[i]->op == Op::Copy) {
        skip_copy(v, i);
        change = true;
      }
    }
    if (rewrite_value_(v)) {
      change = true;
      move_mark_from_poor(v, j, b);
    }
    return change;
  }

  void skip_copy(Value* v, size_t i) {
    Value* copy = v->args[i];
    Value* source = copy_source(copy);
    set_arg(v, i, source);
    if (copy->pos.mark == StatementMark::Yes) {
      rehome_mark(copy, source, v);
    }
    while (copy->uses == 0) {
      Value* next = copy->args[0];
      reset_value(copy, Op::Invalid);
      copy = next;
    }
  }

  void rehome_mark(Value* copy, Value* source, Value* user) {
    auto takes = [copy](const Value* w) {
      return w->block == copy->block && w->pos.line == copy->pos.line &&
             w->pos.may_begin_line();
    };
    if (takes(source)) {
      source->pos.mark = StatementMark::Yes;
    } else if (takes(user)) {
      user->pos.mark = StatementMark::Yes;
    } else {
      lost_marks_[line_of(copy->pos)] = copy->block->id;
    }
    copy->pos.mark = StatementMark::No;
  }

  static void move_mark_from_poor(Value* v, size_t j, Block* b) {
    if (v->pos.mark != StatementMark::Yes) {
      return;
    }
    size_t k = next_good_statement(v, j, b);
    if (k != j) {
      v->pos.mark = StatementMark::No;
      b->values[k]->pos.mark = StatementMark::Yes;
    }
  }

  bool takes_lost_mark(Pos pos, BlockId id) {
    auto found = lost_marks_.find(line_of(pos));
    if (found == lost_marks_.end() || found->second != id) {
      return false;
    }
    lost_marks_.erase(found);
    return true;
  }

  // Frees what became Invalid and finds new homes for lost marks.
  void sweep() {
    for (Block* b : fn_.blocks) {
      size_t kept = 0;
      for (Value* v : b->values) {
        if (v->op == Op::Invalid) {
          if (v->pos.mark == StatementMark::Yes) {
            lost_marks_[line_of(v->pos)] = b->id;
          }
          fn_.free_value(v);
          continue;
        }
        if (v->pos.may_begin_line() && !is_never_statement(v->op) &&
            takes_lost_mark(v->pos, b->id)) {
          v->pos.mark = StatementMark::Yes;
        }
        b->values[kept++] = v;
      }
      b->values.resize(kept);
      if (takes_lost_mark(b->pos, b->id)) {
        b->pos.mark = StatementMark::Yes;
      }
    }
  }
};

}  // namespace

void apply_rules(Function& fn, BlockRules rewrite_block, ValueRules rewrite_value,
                 DeadValues dead) {
  Rewriter(fn, rewrite_block, rewrite_value, dead).run();
}

}  // namespace prologo::ir

// Number lines: marks the first good value of each source line as the beginning of a statement.
// Requires: positions as built.  Keeps: everything else.  Leaves: marks that travel with
// positions and break ties in the scheduler.

#include <algorithm>

#include "ir/analysis/order.h"
#include "ir/passes/passes.h"
#include "ir/rules/rewrite.h"

namespace prologo::ir {

namespace {

class LineNumberer {
 public:
  explicit LineNumberer(Function& fn)
      : fn_(fn), end_of_(static_cast<size_t>(fn.block_count())) {}

  void run() {
    std::vector<Block*> order = postorder(fn_);
    for (size_t i = order.size(); i-- > 0;) {
      visit(order[i]);
    }
  }

 private:
  Function& fn_;
  std::vector<Pos> end_of_;  // by block: the line it ends on

  Pos& end_of(const Block* b) { return end_of_[static_cast<size_t>(b->id)]; }

  // The line all predecessors end on, or no position.
  Pos common_end(const Block* b) {
    Pos line;
    for (const Edge& e : b->preds) {
      Pos end = end_of(e.block);
      if (end.same_line(line)) {
        continue;
      }
      if (line != Pos{}) {
        return {};
      }
      line = end;
    }
    return line;
  }

  void visit_empty(Block* b) {
    Pos line = common_end(b);
    if (!b->pos.may_begin_line()) {
      b->pos = line;
      end_of(b) = line;
      return;
    }
    if (line == Pos{} || !line.same_line(b->pos)) {
      b->pos.mark = StatementMark::Yes;
    }
    end_of(b) = b->pos;
  }

  void visit(Block* b) {
    size_t first = 0;
    while (first < b->values.size() && !b->values[first]->pos.may_begin_line()) {
      ++first;
    }
    if (first == b->values.size()) {
      visit_empty(b);
      return;
    }
    first = next_good_statement(b->values[first], first, b);
    Pos line = b->values[first]->pos;
    bool new_line =
        b->preds.empty() || std::any_of(b->preds.begin(), b->preds.end(), [&](const Edge& e) {
          return !end_of(e.block).same_line(line);
        });
    b->values[first]->pos.mark = new_line ? StatementMark::Yes : StatementMark::Maybe;
    for (size_t i = first + 1; i < b->values.size(); ++i) {
      if (!b->values[i]->pos.may_begin_line()) {
        continue;
      }
      i = next_good_statement(b->values[i], i, b);
      Value* v = b->values[i];
      bool differs = !v->pos.same_line(line);
      line = differs ? v->pos : line;
      v->pos.mark = differs ? StatementMark::Yes : StatementMark::Maybe;
    }
    if (b->pos.may_begin_line() && !b->pos.same_line(line)) {
      b->pos.mark = StatementMark::Yes;
      line = b->pos;
    }
    end_of(b) = line;
  }
};

}  // namespace

void number_lines(Function& fn) { LineNumberer(fn).run(); }

}  // namespace prologo::ir

// Switches: jumps to labelled bodies, chosen by binary search where the cases allow it.

#include <algorithm>

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

void binary_search(Context& cx, int n, Nodes& out, const std::function<Node*(int)>& less,
                   const std::function<void(int, Node*)>& leaf) {
  constexpr int kFew = 4;
  const std::function<void(int, int, Nodes*)> search = [&](int low, int high, Nodes* to) {
    if (high - low < kFew) {
      for (int i = low; i < high; ++i) {
        Node* test = cx.if_(nullptr);
        leaf(i, test);
        cx.pos = cx.pos.with_mark(StatementMark::No);
        to->push_back(test);
        to = &test->else_body;
      }
      return;
    }
    const int half = low + (high - low) / 2;
    Node* test = cx.if_(nullptr);
    test->x = less(half);
    cx.pos = cx.pos.with_mark(StatementMark::No);
    search(low, half, &test->body);
    search(half, high, &test->else_body);
    to->push_back(test);
  };
  search(0, n, &out);
}

// Collects the cases of an expression switch; constant ones are sorted and searched.
class ExprSwitch {
 public:
  ExprSwitch(Context& cx, Node* tag, Pos pos) : cx_(cx), tag_(tag), pos_(pos) {}

  void add(Pos pos, Node* value, Node* jump) {
    const Case c{pos, value, value, jump};
    if (is_ordered(tag_->type) && value->op == Op::Literal) {
      cases_.push_back(c);
      return;
    }
    flush();
    cases_.push_back(c);
    flush();
  }

  void emit(Nodes& out) {
    flush();
    out.insert(out.end(), done_.begin(), done_.end());
  }

 private:
  struct Case {
    Pos pos;
    Node* low;
    Node* high;
    Node* jump;
  };

  using Cases = std::vector<Case>;

  void flush();
  void flush_strings(Cases& cases);
  void merge_consecutive(Cases& cases);
  void search(const Cases& cases);
  bool jump_table(const Cases& cases);
  Node* test(const Case& c);
  Node* in_range(const Case& c);

  Context& cx_;
  Node* tag_;
  Pos pos_;
  Cases cases_;
  Nodes done_;
};

namespace {

bool is_less(const Node* a, const Node* b) {
  const Constant& x = *a->value;
  const Constant& y = *b->value;
  if (x.kind == Constant::Kind::String) {
    return x.s.size() != y.s.size() ? x.s.size() < y.s.size() : x.s.str() < y.s.str();
  }
  if (x.kind == Constant::Kind::Float) {
    return x.re < y.re;
  }
  return a->type->is_signed() ? x.i < y.i
                              : static_cast<uint64_t>(x.i) < static_cast<uint64_t>(y.i);
}

Node* jump_to(Context& cx, Pos pos, const std::string& label) {
  Node* n = cx.unit.node(Op::Goto, pos);
  n->label = label;
  return n;
}

Node* label_at(Context& cx, Pos pos, const std::string& label) {
  Node* n = cx.unit.node(Op::Label, pos);
  n->label = label;
  return n;
}

}  // namespace

void ExprSwitch::flush() {
  Cases cases = std::move(cases_);
  cases_.clear();
  if (cases.empty()) {
    return;
  }
  const bool sortable = cases.size() > 1;
  if (sortable) {
    std::sort(cases.begin(), cases.end(),
              [](const Case& a, const Case& b) { return is_less(a.low, b.low); });
  }
  if (sortable && tag_->type->kind == Kind::String) {
    return flush_strings(cases);
  }
  if (tag_->type->is_integer()) {
    merge_consecutive(cases);
  }
  search(cases);
}

// Cases that follow each other and go to the same place are one range.
void ExprSwitch::merge_consecutive(Cases& cases) {
  Cases merged = {cases[0]};
  for (size_t i = 1; i < cases.size(); ++i) {
    Case& last = merged.back();
    if (last.jump == cases[i].jump && static_cast<uint64_t>(cases[i].low->value->i) -
                                              static_cast<uint64_t>(last.high->value->i) ==
                                          1) {
      last.high = cases[i].low;
    } else {
      merged.push_back(cases[i]);
    }
  }
  cases = std::move(merged);
}

// First by length, then by contents among those of one length.
void ExprSwitch::flush_strings(Cases& cases) {
  std::vector<Cases> runs;
  for (const Case& c : cases) {
    if (runs.empty() || runs.back()[0].low->value->s.size() != c.low->value->s.size()) {
      runs.emplace_back();
    }
    runs.back().push_back(c);
  }
  if (runs.size() == 1) {
    return search(runs[0]);
  }
  const std::string outer_label = cx_.fresh_label(".s");
  const std::string end_label = cx_.fresh_label(".s");
  done_.push_back(jump_to(cx_, pos_, outer_label));
  Node* length = cx_.len(tag_);
  length->pos = pos_;
  ExprSwitch outer(cx_, length, pos_);
  for (const Cases& run : runs) {
    const std::string label = cx_.fresh_label(".s");
    const Pos pos = run[0].pos;
    done_.push_back(label_at(cx_, pos, label));
    search(run);
    done_.push_back(jump_to(cx_, pos, end_label));
    Node* size = cx_.integer(static_cast<int64_t>(run[0].low->value->s.size()));
    size->pos = pos;
    outer.add(pos, size, jump_to(cx_, pos, label));
  }
  done_.push_back(label_at(cx_, pos_, outer_label));
  outer.emit(done_);
  done_.push_back(label_at(cx_, pos_, end_label));
}

// Many integers close together: one indirect jump.
bool ExprSwitch::jump_table(const Cases& cases) {
  constexpr size_t kFewest = 8;
  constexpr uint64_t kSparsest = 4;  // entries a case
  if (!cx_.options.optimise || !cx_.module.dialect->jump_tables || cases.size() < kFewest ||
      !tag_->type->is_integer()) {
    return false;
  }
  const uint64_t first = static_cast<uint64_t>(cases.front().low->value->i);
  const uint64_t span = static_cast<uint64_t>(cases.back().high->value->i) - first;
  if (span >= cases.size() * kSparsest) {
    return false;
  }
  Node* table = cx_.make(Op::JumpTable);
  table->x = tag_;
  for (const Case& c : cases) {
    const uint64_t low = static_cast<uint64_t>(c.low->value->i);
    const uint64_t high = static_cast<uint64_t>(c.high->value->i);
    for (uint64_t i = low; i != high + 1; ++i) {
      Node* jump = jump_to(cx_, c.jump->pos, c.jump->label);
      jump->value = Constant::of_int(static_cast<int64_t>(i));
      table->list.push_back(jump);
    }
  }
  done_.push_back(table);
  return true;
}

void ExprSwitch::search(const Cases& cases) {
  if (jump_table(cases)) {
    return;
  }
  binary_search(
      cx_, static_cast<int>(cases.size()), done_,
      [&](int i) {
        Node* high = cases[static_cast<size_t>(i) - 1].high;
        return tag_->op == Op::Literal ? cx_.boolean(!is_less(high, tag_))
                                       : cx_.compare(Op::Le, tag_, high);
      },
      [&](int i, Node* branch) {
        const Case& c = cases[static_cast<size_t>(i)];
        branch->x = test(c);
        branch->body = {c.jump};
      });
}

Node* ExprSwitch::in_range(const Case& c) {
  if (tag_->op == Op::Literal) {
    return cx_.boolean(!is_less(tag_, c.low) && !is_less(c.high, tag_));
  }
  Node* low = cx_.compare(Op::Ge, tag_, c.low);
  Node* high = cx_.compare(Op::Le, tag_, c.high);
  low->pos = high->pos = c.pos;
  return cx_.binary(Op::AndAnd, low, high, cx_.basic(Kind::Bool));
}

Node* ExprSwitch::test(const Case& c) {
  Node* n = nullptr;
  if (c.high != c.low) {
    n = in_range(c);
  } else if (is_literal(tag_, Constant::Kind::Bool) && !is_interface(c.low->type)) {
    if (tag_->value->i != 0) {
      return c.low;
    }
    n = cx_.unary(Op::Not, c.low, c.low->type);
  } else if (tag_->op == Op::Literal && c.low->op == Op::Literal) {
    n = cx_.boolean(*tag_->value == *c.low->value);
  } else {
    n = cx_.compare(Op::Eq, tag_, c.low);
    unify_comparison(cx_, n);
  }
  n->pos = c.pos;
  return n;
}

namespace {

// The body falls through to the next; else where its `break` stands.
bool ends_in_fallthrough(const Nodes& body, Pos& last) {
  for (size_t i = body.size(); i > 0; --i) {
    if (body[i - 1]->op != Op::VarKill) {
      last = body[i - 1]->pos;
      return body[i - 1]->op == Op::Fall;
    }
  }
  last = Pos{};
  return false;
}

}  // namespace

Node* Walker::expr_switch(Node* n) {
  if (n->walked) {
    return n;
  }
  n->walked = true;
  const Pos saved = cx_.pos;
  set_pos(cx_, n);
  Node* tag = n->x != nullptr ? n->x : cx_.boolean(true);
  n->x = nullptr;
  const bool plain_cases = std::all_of(n->list.begin(), n->list.end(), [](const Node* clause) {
    return std::all_of(clause->list.begin(), clause->list.end(),
                       [](const Node* test) { return test->op == Op::Literal; });
  });
  if (tag->op == Op::BytesToStr && plain_cases) {
    tag->op = Op::BytesToStrTmp;
  }
  tag = expr(tag, n->init);
  Nodes compiled;
  if (!is_constant(tag)) {
    tag = copy_expr(tag, compiled);
  }
  cx_.pos = saved;
  ExprSwitch cases(cx_, tag, saved);
  Node* default_jump = nullptr;
  Nodes bodies;
  for (Node* clause : n->list) {
    const std::string label = cx_.fresh_label(".s");
    Node* jump = jump_to(cx_, clause->pos, label);
    if (clause->list.empty()) {
      default_jump = jump;
    }
    for (Node* value : clause->list) {
      cases.add(clause->pos, value, jump);
    }
    bodies.push_back(label_at(cx_, clause->pos, label));
    bodies.insert(bodies.end(), clause->body.begin(), clause->body.end());
    Pos last;
    if (!ends_in_fallthrough(clause->body, last)) {
      bodies.push_back(cx_.unit.node(Op::Break, last));
    }
  }
  n->list.clear();
  if (default_jump == nullptr) {
    default_jump = cx_.make(Op::Break);
    default_jump->pos = default_jump->pos.with_mark(StatementMark::No);
  }
  cases.emit(compiled);
  compiled.push_back(default_jump);
  compiled.insert(compiled.end(), bodies.begin(), bodies.end());
  n->body = std::move(compiled);
  stmts(n->body);
  return n;
}

}  // namespace prologo::lower

// Select statements: one clause is the plain operation, one clause beside a default a helper
// that does not wait; else a table of cases on the stack for selectgo, sends first, receives
// from the end, and tests of the number it gives back.

#include <algorithm>

#include "frontend/lower/query.h"
#include "frontend/lower/walk/layouts.h"
#include "frontend/lower/walk/walker.h"

namespace prologo::lower {

using ir::Kind;
using types::ChanDir;

class Select {
 public:
  Select(Walker& walker, Node* source)
      : walker_(walker), cx_(walker.cx_), source_(source), at_(walker.cx_.pos) {}

  Nodes run();

 private:
  Nodes single(Node* clause);
  void pass_addresses();
  Nodes without_waiting(Node* clause);
  void register_cases();
  void set_field(size_t i, int field, Node* value);
  void call_selectgo();
  void dispatch(Node* condition, Node* clause);
  Node* bytes_of(Node* array);

  Walker& walker_;
  Context& cx_;
  Node* source_;
  Pos at_;
  Node* default_ = nullptr;
  std::vector<Node*> cases_;  // in the order of the table
  int64_t sends_ = 0;
  int64_t receives_ = 0;
  Node* table_ = nullptr;
  Node* order_ = nullptr;  // what selectgo works with
  Node* chosen_ = nullptr;
  Node* received_ = nullptr;
  Nodes out_;
};

namespace {

bool is_send(const Node* clause) { return clause->x->op == Op::Send; }

Node* channel_of(const Node* clause) {
  return is_send(clause) ? clause->x->x : clause->x->list[0]->x;
}

}  // namespace

Node* Walker::select(Node* n) {
  set_pos(cx_, n);
  Nodes list = Select(*this, n).run();
  n->list.clear();
  stmts(list);
  n->body = std::move(list);
  return n;
}

Nodes Select::run() {
  const Nodes& clauses = source_->list;
  if (clauses.empty()) {
    walker_.append(out_, cx_.call("block", {}));
    return std::move(out_);
  }
  if (clauses.size() == 1) {
    return single(clauses[0]);
  }
  pass_addresses();
  if (clauses.size() == 2 && default_ != nullptr) {
    return without_waiting(clauses[0] == default_ ? clauses[1] : clauses[0]);
  }
  register_cases();
  call_selectgo();
  if (default_ != nullptr) {
    set_pos(cx_, default_);
    dispatch(cx_.compare(Op::Lt, chosen_, cx_.integer(0)), default_);
  }
  for (size_t i = 0; i < cases_.size(); ++i) {
    set_pos(cx_, cases_[i]);
    const bool is_last = i + 1 == cases_.size();
    Node* number = cx_.integer(static_cast<int64_t>(i));
    dispatch(is_last ? nullptr : cx_.compare(Op::Eq, chosen_, number), cases_[i]);
  }
  return std::move(out_);
}

Nodes Select::single(Node* clause) {
  set_pos(cx_, clause);
  Nodes list;
  if (Node* comm = clause->x) {
    const bool unused =
        comm->op == Op::As2Recv && is_blank(comm->lhs[0]) && is_blank(comm->lhs[1]);
    list.push_back(unused ? comm->list[0] : comm);
  }
  list.insert(list.end(), clause->body.begin(), clause->body.end());
  list.push_back(cx_.jump(Op::Break, ""));
  return list;
}

// Values to send and places to receive into are passed by address.
void Select::pass_addresses() {
  for (Node* clause : source_->list) {
    set_pos(cx_, clause);
    Node* comm = clause->x;
    if (comm == nullptr) {
      default_ = clause;
    } else if (comm->op == Op::Send) {
      comm->y = cx_.addr(comm->y);
    } else if (!is_blank(comm->lhs[0])) {
      comm->lhs[0] = cx_.addr(comm->lhs[0]);
    }
  }
}

Nodes Select::without_waiting(Node* clause) {
  Node* comm = clause->x;
  set_pos(cx_, comm);
  Node* test = cx_.if_(nullptr);
  Node* chan = channel_of(clause);
  if (is_send(clause)) {
    test->x = walker_.helper("selectnbsend",
                             {walker_.channel(chan, ChanDir::SendOnly), comm->y}, test->init);
  } else {
    Node* to =
        is_blank(comm->lhs[0]) ? cx_.nil(cx_.types.pointer_to(chan->type->elem)) : comm->lhs[0];
    test->x = cx_.temp(cx_.basic(Kind::Bool));
    Node* call = walker_.helper("selectnbrecv", {to, walker_.channel(chan, ChanDir::RecvOnly)},
                                test->init);
    Node* results = cx_.assign2({test->x, comm->lhs[1]}, {call});
    results->op = Op::As2Func;
    test->init.push_back(results);
  }
  test->body = clause->body;
  test->else_body = default_->body;
  return {test, cx_.jump(Op::Break, "")};
}

void Select::set_field(size_t i, int field, Node* value) {
  Node* entry = cx_.index(table_, cx_.integer(static_cast<int64_t>(i)), false);
  Node* pointer = cx_.conv_nop(value, cx_.basic(Kind::UnsafePointer));
  out_.push_back(cx_.assign(cx_.dot(entry, field), pointer));
}

void Select::register_cases() {
  const size_t count = source_->list.size() - (default_ != nullptr ? 1 : 0);
  cx_.pos = at_;
  table_ = cx_.temp(cx_.types.array_of(select_case_type(cx_), static_cast<int64_t>(count)));
  out_.push_back(cx_.assign(table_, nullptr));
  order_ =
      cx_.temp(cx_.types.array_of(cx_.basic(Kind::Uint16), 2 * static_cast<int64_t>(count)));
  cases_.resize(count);
  for (Node* clause : source_->list) {
    if (clause == default_) {
      continue;
    }
    set_pos(cx_, clause);
    const bool send = is_send(clause);
    const size_t i =
        send ? static_cast<size_t>(sends_++) : count - static_cast<size_t>(++receives_);
    cases_[i] = clause;
    set_field(i, 0, channel_of(clause));
    Node* element = send ? clause->x->y : clause->x->lhs[0];
    if (!is_blank(element)) {
      set_field(i, 1, element);
    }
  }
}

Node* Select::bytes_of(Node* array) {
  Node* first = cx_.addr(cx_.index(array, cx_.integer(0), false));
  return cx_.conv_nop(first, cx_.types.pointer_to(cx_.basic(Kind::Uint8)));
}

void Select::call_selectgo() {
  cx_.pos = at_;
  chosen_ = cx_.temp(cx_.basic(Kind::Int));
  received_ = cx_.temp(cx_.basic(Kind::Bool));
  Nodes init;
  Node* call =
      walker_.helper("selectgo",
                     {bytes_of(table_), bytes_of(order_), cx_.nil(nullptr), cx_.integer(sends_),
                      cx_.integer(receives_), cx_.boolean(default_ == nullptr)},
                     init);
  Node* results = cx_.assign2({chosen_, received_}, {call});
  results->op = Op::As2Func;
  out_.insert(out_.end(), init.begin(), init.end());
  out_.push_back(results);
  out_.push_back(cx_.unary(Op::VarKill, table_, nullptr));
  out_.push_back(cx_.unary(Op::VarKill, order_, nullptr));
}

void Select::dispatch(Node* condition, Node* clause) {
  Nodes list;
  const Node* comm = clause->x;
  if (comm != nullptr && comm->op == Op::As2Recv && !is_blank(comm->lhs[1])) {
    list.push_back(cx_.assign(comm->lhs[1], received_));
  }
  list.insert(list.end(), clause->body.begin(), clause->body.end());
  list.push_back(cx_.jump(Op::Break, ""));
  out_.push_back(condition != nullptr ? cx_.if_(condition, std::move(list))
                                      : cx_.block(std::move(list)));
}

}  // namespace prologo::lower

// Operations on channels: calls of the run-time system, which takes the addresses of values.

#include "frontend/lower/conversions.h"
#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"

namespace prologo::lower {

using ir::Kind;
using types::ChanDir;

Node* Walker::make_chan(Node* n, Nodes& init) {
  return helper("makechan", {cx_.type_address(n->type), cx_.conv(n->x, cx_.basic(Kind::Int))},
                init, n->type);
}

// The channel as helpers take it: of an unnamed type with one direction.
Node* Walker::channel(Node* n, ChanDir dir) {
  const ir::Type* want = cx_.types.chan_of(n->type->elem, dir);
  if (is_identical(n->type, want)) {
    return n;
  }
  PosScope scope(cx_, n);
  return cx_.unary(Op::ConvNop, n, want);
}

Node* Walker::send(Node* n, Nodes& init) {
  Node* value = cx_.addr(expr(n->y, init));
  return helper("chansend1", {channel(n->x, ChanDir::SendOnly), value}, init);
}

// <-c with the value thrown away.
Node* Walker::receive_statement(Node* n) {
  Nodes init;
  n->x = expr(n->x, init);
  Node* nowhere = cx_.nil(cx_.types.pointer_to(n->x->type->elem));
  Node* call = helper("chanrecv1", {channel(n->x, ChanDir::RecvOnly), nowhere}, init);
  return cx_.with_init(std::move(init), call);
}

// x = <-c; order has made x a temporary.
Node* Walker::assign_receive(Node* n, Nodes& init) {
  Node* chan = expr(n->y->x, init);
  Node* to = cx_.addr(n->x);
  return helper("chanrecv1", {channel(chan, ChanDir::RecvOnly), to}, init);
}

// v, ok = <-c
Node* Walker::assign_receive_pair(Node* n, Nodes& init) {
  init.insert(init.end(), n->init.begin(), n->init.end());
  n->init.clear();
  exprs_safe(n->lhs, init);
  Node* chan = expr(n->list[0]->x, init);
  Node* to = is_blank(n->lhs[0]) ? cx_.nil(cx_.types.pointer_to(chan->type->elem))
                                 : cx_.addr(n->lhs[0]);
  return cx_.assign(n->lhs[1],
                    helper("chanrecv2", {channel(chan, ChanDir::RecvOnly), to}, init));
}

}  // namespace prologo::lower

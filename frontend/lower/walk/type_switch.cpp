// Type switches: concrete types are found by their hash, interface types by assertion.

#include <algorithm>

#include "frontend/lower/query.h"
#include "frontend/lower/walk/walker.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

static Node* jump_at(Context& cx, Op op, Pos pos, const std::string& label) {
  Node* n = cx.unit.node(op, pos);
  n->label = label;
  return n;
}

// Collects the cases of a type switch; concrete types are searched by hash.
class TypeSwitch {
 public:
  TypeSwitch(Walker& walker, Node* face, Node* hash, Node* okay)
      : walker_(walker), cx_(walker.cx_), face_(face), hash_(hash), okay_(okay) {}

  void add(Pos pos, const ir::Type* type, Name* variable, Node* jump);

  void emit(Nodes& out) {
    flush();
    out.insert(out.end(), done_.begin(), done_.end());
  }

 private:
  struct Case {
    uint32_t hash;
    Nodes body;
  };

  void flush();

  Walker& walker_;
  Context& cx_;
  Node* face_;
  Node* hash_;
  Node* okay_;
  std::vector<Case> cases_;
  Nodes done_;
};

// v, ok = face.(T); if ok { goto case }
void TypeSwitch::add(Pos pos, const ir::Type* type, Name* variable, Node* jump) {
  Nodes body;
  Node* target = cx_.blank();
  const auto at = [pos](Node* n) {
    n->pos = pos;
    return n;
  };
  if (variable != nullptr) {
    target = variable->node;
    body.push_back(at(cx_.unary(Op::Dcl, target, nullptr)));
    body.push_back(at(cx_.assign(target, nullptr)));
  }
  Node* assertion = at(cx_.unary(Op::DotType2, face_, type));
  Node* as = at(cx_.assign2({target, okay_}, {assertion}));
  as->op = Op::As2DotType;
  walker_.append(body, as);
  body.push_back(at(cx_.if_(okay_, {jump})));
  if (!is_interface(type)) {
    cases_.push_back({cx_.types.hash(type), std::move(body)});
    return;
  }
  flush();
  done_.insert(done_.end(), body.begin(), body.end());
}

void TypeSwitch::flush() {
  if (cases_.empty()) {
    return;
  }
  std::vector<Case> cases = std::move(cases_);
  cases_.clear();
  std::stable_sort(cases.begin(), cases.end(),
                   [](const Case& a, const Case& b) { return a.hash < b.hash; });
  std::vector<Case> merged;
  for (Case& c : cases) {
    if (!merged.empty() && merged.back().hash == c.hash) {
      Nodes& body = merged.back().body;
      body.insert(body.end(), c.body.begin(), c.body.end());
    } else {
      merged.push_back(std::move(c));
    }
  }
  binary_search(
      cx_, static_cast<int>(merged.size()), done_,
      [&](int i) {
        const int64_t hash = merged[static_cast<size_t>(i) - 1].hash;
        return cx_.compare(Op::Le, hash_, cx_.integer(hash, hash_->type));
      },
      [&](int i, Node* branch) {
        Case& c = merged[static_cast<size_t>(i)];
        branch->x = cx_.compare(Op::Eq, hash_, cx_.integer(c.hash, hash_->type));
        branch->body = std::move(c.body);
      });
}

Node* Walker::type_switch(Node* n) {
  Node* face = expr(n->x, n->init);
  Nodes compiled;
  face = copy_expr(face, compiled);
  Node* okay = cx_.temp(cx_.basic(Kind::Bool));
  Node* itab = cx_.unary(Op::Itab, face, cx_.types.uintptr_pointer());
  Node* if_nil = cx_.if_(cx_.compare(Op::Eq, itab, cx_.nil(itab->type)));
  cx_.pos = cx_.pos.with_mark(StatementMark::No);
  compiled.push_back(if_nil);
  // The hash is the third word of both a type descriptor and an itab.
  Node* hash = bounded_field(itab, 16, cx_.basic(Kind::Uint32), "hash");
  hash = copy_expr(hash, compiled);
  TypeSwitch cases(*this, face, hash, okay);
  Node* leave = cx_.make(Op::Break);
  Node* default_jump = nullptr;
  Node* nil_jump = nullptr;
  Nodes bodies;
  for (Node* clause : n->list) {
    const std::string label = cx_.fresh_label(".s");
    Node* jump = jump_at(cx_, Op::Goto, clause->pos, label);
    const bool single = clause->list.size() == 1 && clause->list[0]->op != Op::Nil;
    const ir::Type* single_type = single ? clause->list[0]->type : nullptr;
    const bool set_by_test = single && is_interface(single_type);
    if (clause->list.empty()) {
      default_jump = jump;
    }
    for (const Node* type : clause->list) {
      if (type->op == Op::Nil) {
        nil_jump = jump;
      } else {
        cases.add(clause->pos, type->type, set_by_test ? clause->name : nullptr, jump);
      }
    }
    bodies.push_back(jump_at(cx_, Op::Label, clause->pos, label));
    if (clause->name != nullptr && !set_by_test) {
      Node* value = single ? interface_data(face, clause->pos, single_type) : face;
      Node* dcl = cx_.unary(Op::Dcl, clause->name->node, nullptr);
      Node* as = cx_.assign(clause->name->node, value);
      dcl->pos = as->pos = clause->pos;
      bodies.push_back(dcl);
      bodies.push_back(as);
    }
    bodies.insert(bodies.end(), clause->body.begin(), clause->body.end());
    bodies.push_back(leave);
  }
  n->list.clear();
  n->x = nullptr;
  default_jump = default_jump != nullptr ? default_jump : leave;
  if_nil->body = {nil_jump != nullptr ? nil_jump : default_jump};
  cases.emit(compiled);
  compiled.push_back(default_jump);
  compiled.insert(compiled.end(), bodies.begin(), bodies.end());
  n->op = Op::Switch;
  n->walked = true;
  n->body = std::move(compiled);
  stmts(n->body);
  return n;
}

}  // namespace prologo::lower

// Statements. Blocks are made in this order: if: end, then, else; for: condition, body,
// increment, end; switch: end; labels when they are first heard of.

#include "frontend/lower/build/builder.h"
#include "frontend/lower/query.h"
#include "frontend/lower/types.h"
#include "support/ensure.h"

namespace prologo::lower {

void Builder::statements(const Nodes& list) {
  for (const Node* n : list) {
    statement(n);
  }
}

// Where a variable begins or ends to live is of no interest to a debugger.
static bool is_life_statement(const Node* n) {
  return n->op == Op::VarKill || n->op == Op::VarLive;
}

void Builder::statement(const Node* n) {
  if (n == nullptr) {
    return;
  }
  At at(*this, is_life_statement(n) ? Pos{} : n->pos);
  // After a jump only a label makes code reachable again.
  if (block_ == nullptr && n->op != Op::Label) {
    return;
  }
  statements(n->init);
  statement_body(n);
}

void Builder::statement_body(const Node* n) {
  switch (n->op) {
    case Op::Block:
      return statements(n->list);
    case Op::Empty:
    case Op::Fall:
      return;
    case Op::CallFunc:
    case Op::CallInter:
      return call_statement(n);
    case Op::Defer:
    case Op::Go:
      return defer_statement(n);
    case Op::As2DotType:
      return dotted_assignment(n);
    case Op::Dcl:
      if (n->x->name->esc_heap) {
        new_heap_address(n->x->name);
      }
      return;
    case Op::Label:
      return label_statement(n);
    case Op::Goto:
      return goto_statement(n);
    case Op::JumpTable:
      return jump_table_statement(n);
    case Op::As:
      return assign_statement(n);
    case Op::If:
      return if_statement(n);
    case Op::Return:
      return return_statement(n);
    case Op::TailCall:
      return tail_call_statement(n);
    case Op::Continue:
    case Op::Break:
      return break_statement(n);
    case Op::For:
    case Op::ForUntil:
      return for_statement(n);
    case Op::Switch:
    case Op::Select:
      return switch_statement(n);
    case Op::VarKill:
    case Op::VarLive:
      return life_statement(n);
    case Op::CheckNil:
      return nil_check(expr(n->x));
    case Op::InlineMark:
      value_i(ir::Op::InlMark, basic(ir::Kind::Void), n->index, {memory()});
      return;
    default:
      UNREACHABLE("statement " + std::string(op_name(n->op)) + " survived walk");
  }
}

void Builder::life_statement(const Node* n) {
  Variable* variable = variable_of(n->x->name);
  if (n->op == Op::VarLive) {
    set_memory(value_a(ir::Op::VarLive, memory_type(), variable, {memory()}));
  } else if (!can_ssa(variable)) {
    set_memory(value_marked(ir::Op::VarKill, memory_type(), variable, {memory()}, false));
  }
}

// Run-time functions after which control does not come back.
static bool never_returns(const Node* call) {
  if (call->op != Op::CallFunc || call->x->op != Op::Name ||
      call->x->name->cls != Name::Class::Func || call->x->name->sym == nullptr) {
    return false;
  }
  const std::string& name = call->x->name->sym->name;
  return name == "runtime.gopanic" || name == "runtime.panicwrap" || name == "runtime.block" ||
         name == "runtime.throwinit" || name == "runtime.panicmakeslicelen" ||
         name == "runtime.panicmakeslicecap";
}

void Builder::call_statement(const Node* n) {
  call_result(n, CallKind::Normal);
  if (never_returns(n)) {
    Value* after = memory();
    Block* b = end_block();
    b->kind = ir::BlockKind::Exit;
    ir::set_control(b, after);
  }
}

// v, ok = x.(T)
void Builder::dotted_assignment(const Node* n) {
  const Node* right = n->y != nullptr ? n->y : n->list[0];
  Assertion made = assertion(right, true);
  bool deref = !can_be_ssa(right->type);
  if (deref) {
    ENSURE(made.value->op == ir::Op::Load);
    made.value = made.value->arg(0);
  }
  assign(n->lhs[0], made.value, deref);
  assign(n->lhs[1], made.ok);
}

void Builder::label_statement(const Node* n) {
  if (n->label == "_") {
    return;
  }
  Block* target = label_target(n->label);
  jump_from_here(target);
  start_block(target);
}

ir::Block* Builder::label_target(const std::string& name) {
  Label& lab = label(name);
  if (lab.target == nullptr) {
    lab.target = new_block();
  }
  return lab.target;
}

void Builder::goto_statement(const Node* n) {
  Block* target = label_target(n->label);
  Block* b = end_block();
  b->pos = last_pos_.with_mark(StatementMark::Yes);
  ir::add_edge(b, target);
}

// One comparison says whether the table covers the value; holes in it lead on, as values beyond
// its ends do.
void Builder::jump_table_statement(const Node* n) {
  Block* table = new_block(ir::BlockKind::JumpTable);
  Block* end = new_block();
  const Type* word = uintptr_type();
  Value* index = convert_integer(expr(n->x), n->x->type, word);
  const int64_t first = n->list.front()->value->i;
  const auto span =
      static_cast<uint64_t>(n->list.back()->value->i) - static_cast<uint64_t>(first);
  index = value(ir::Op::Sub64, word, {index, constant_int(word, first)});
  Value* width = constant_int(word, static_cast<int64_t>(span));
  Value* covered = value(ir::Op::Leq64U, bool_type(), {index, width});
  Block* b = end_with_if(covered, ir::Likely::Likely);
  ir::add_edge(b, table);
  ir::add_edge(b, end);
  start_block(table);
  table->pos = n->pos;
  ir::set_control(table, index);
  std::vector<Block*> targets(static_cast<size_t>(span) + 1, end);
  for (const Node* jump : n->list) {
    targets[static_cast<uint64_t>(jump->value->i) - static_cast<uint64_t>(first)] =
        label_target(jump->label);
  }
  for (Block* target : targets) {
    ir::add_edge(table, target);
  }
  end_block();
  start_block(end);
}

void Builder::break_statement(const Node* n) {
  bool is_break = n->op == Op::Break;
  Block* to = is_break ? targets_.break_to : targets_.continue_to;
  if (!n->label.empty()) {
    to = is_break ? label(n->label).break_target : label(n->label).continue_target;
  }
  ENSURE(to != nullptr);
  Block* b = end_block();
  b->pos = last_pos_.with_mark(StatementMark::Yes);
  ir::add_edge(b, to);
}

void Builder::if_statement(const Node* n) {
  if (is_literal(n->x, Constant::Kind::Bool)) {
    statements(n->x->init);
    return statements(n->x->value->i != 0 ? n->body : n->else_body);
  }
  Block* end = new_block();
  Block* then = n->body.empty() ? end : new_block();
  Block* otherwise = n->else_body.empty() ? end : new_block();
  branch(n->x, then, otherwise, n->likely == Node::Likely::Yes ? 1 : 0);
  if (then != end) {
    start_block(then);
    statements(n->body);
    jump_from_here(end);
  }
  if (otherwise != end) {
    start_block(otherwise);
    statements(n->else_body);
    jump_from_here(end);
  }
  start_block(end);
}

void Builder::for_statement(const Node* n) {
  Block* condition = new_block();
  Block* body = new_block();
  Block* increment = new_block();
  Block* end = new_block();
  body->pos = n->pos;  // even if it stays empty
  bool test_first = n->op == Op::For;
  jump_from_here(test_first ? condition : body);
  if (test_first) {
    start_block(condition);
    if (n->x != nullptr) {
      branch(n->x, body, end, 1);
    } else {
      jump_from_here(body);
    }
  }
  loop_body(n, body, increment, end);
  start_block(increment);
  statement(n->y);
  if (test_first) {
    if (Block* b = end_block()) {
      ir::add_edge(b, condition);
      if (!b->pos.is_known()) {
        b->pos = condition->pos;
      }
    }
  } else {
    // The test stands at the end; the block that would have held it runs the late statements.
    branch(n->x, condition, end, 1);
    start_block(condition);
    statements(n->late);
    jump_from_here(body);
  }
  start_block(end);
}

void Builder::loop_body(const Node* n, Block* body, Block* increment, Block* end) {
  Targets outer = targets_;
  targets_ = {end, increment};
  if (!n->label.empty()) {
    label(n->label).continue_target = increment;
    label(n->label).break_target = end;
  }
  start_block(body);
  statements(n->body);
  targets_ = outer;
  if (!n->label.empty()) {
    label(n->label).continue_target = nullptr;
    label(n->label).break_target = nullptr;
  }
  jump_from_here(increment);
}

void Builder::switch_statement(const Node* n) {
  Block* end = new_block();
  Targets outer = targets_;
  targets_.break_to = end;
  if (!n->label.empty()) {
    label(n->label).break_target = end;
  }
  statements(n->body);
  targets_ = outer;
  if (!n->label.empty()) {
    label(n->label).break_target = nullptr;
  }
  // Every way through the body ends in a jump; what falls out of it is not reachable.
  if (block_ != nullptr) {
    Value* after = memory();
    Block* b = end_block();
    b->kind = ir::BlockKind::Exit;
    ir::set_control(b, after);
  }
  start_block(end);
}

void Builder::return_statement(const Node* n) {
  statements(n->body);
  Block* b = exit();
  b->pos = last_pos_.with_mark(StatementMark::Yes);
}

void Builder::tail_call_statement(const Node* n) {
  call_result(n->x, CallKind::Tail);
  Value* after = memory();
  Block* b = end_block();
  b->kind = ir::BlockKind::RetJmp;
  ir::set_control(b, after);
}

// Branches on a condition; `&&`, `||` and `!` become control flow.
void Builder::branch(const Node* condition, Block* yes, Block* no, int likely) {
  switch (condition->op) {
    case Op::AndAnd:
    case Op::OrOr: {
      bool is_and = condition->op == Op::AndAnd;
      Block* mid = new_block();
      statements(condition->init);
      // What is known of the whole says something of the first part only if both must agree.
      if (is_and) {
        branch(condition->x, mid, no, std::max(likely, 0));
      } else {
        branch(condition->x, yes, mid, std::min(likely, 0));
      }
      start_block(mid);
      return branch(condition->y, yes, no, likely);
    }
    case Op::Not:
      statements(condition->init);
      return branch(condition->x, no, yes, -likely);
    case Op::ConvNop:
      statements(condition->init);
      return branch(condition->x, yes, no, likely);
    default:
      break;
  }
  Value* v = expr(condition);
  Block* b = end_with_if(v, static_cast<ir::Likely>(likely));
  ir::add_edge(b, yes);
  ir::add_edge(b, no);
}

}  // namespace prologo::lower

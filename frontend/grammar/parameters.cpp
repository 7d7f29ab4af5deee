// Signatures, parameters and type parameters. Whether `a, b` in a list are names or types shows
// only at its end, so these are functions rather than X3 expressions.

#include "frontend/grammar/rules.h"

namespace prologo::grammar {

// ---- Constraint elements ----

static bool is_operator(Iterator at, ast::Op op) {
  return at->kind == Tok::Operator && at->op() == op;
}

// EmbeddedTerm = [ "~" ] Type .
static ast::Expr* read_embedded_term(Iterator& first, State& state) {
  if (is_operator(first, ast::Op::Tilde)) {
    ast::Unary* tilde = state.make<ast::Unary>(first);
    tilde->op = ast::Op::Tilde;
    ++first;
    tilde->x = run(type, first, state);
    return tilde;
  }
  if (ast::Expr* term = run(type_or_nil, first, state)) {
    return term;
  }
  ast::Expr* bad = state.make<ast::BadExpr>(first);
  state.syntax_error(first, "expecting ~ term or type");
  state.advance(first,
                set_of({Tok::Operator, Tok::Semi, Tok::Rparen, Tok::Rbrack, Tok::Rbrace}));
  return bad;
}

ast::Field* read_embedded_element(Iterator& first, State& state, ast::Field* field) {
  if (field == nullptr) {
    field = state.make<ast::Field>(first);
    field->type = read_embedded_term(first, state);
  }
  for (int length = 0; is_operator(first, ast::Op::Or); length++) {
    if (state.is_too_deep(first, length)) {
      break;
    }
    ast::Binary* either = state.make<ast::Binary>(first);
    either->op = ast::Op::Or;
    ++first;
    either->x = field->type;
    either->y = read_embedded_term(first, state);
    field->type = either;
  }
  return field;
}

// ---- One parameter ----

namespace {

// ParameterDecl = [ identifier ] [ "..." ] Type ; a lone name may turn out to be the type
class ParameterReader {
 public:
  ParameterReader(Iterator& first, State& state, Tok close)
      : first_(first), state_(state), close_(close) {}

  // Null after an error. `ident` is the first name if it has been read.
  ast::Field* read(ast::Ident* ident) {
    if (ident == nullptr && at_constraint(ast::Op::Tilde)) {
      return read_embedded_element(first_, state_, nullptr);
    }
    field_ = state_.make<ast::Field>(first_);
    if (ident != nullptr) {
      field_->pos = ident->pos;
    }
    if (ident != nullptr || first_->kind == Tok::Name) {
      if (read_behind_name(ident != nullptr ? ident : run(name, first_, state_))) {
        return field_;
      }
    }
    return read_type_part();
  }

 private:
  bool at_constraint(ast::Op op) const {
    return close_ == Tok::Rbrack && is_operator(first_, op);
  }

  void read_alternatives() {
    if (at_constraint(ast::Op::Or)) {
      field_ = read_embedded_element(first_, state_, field_);
    }
  }

  // True if that completes the parameter; otherwise `ident` is its name and a type may follow.
  bool read_behind_name(ast::Ident* ident) {
    if (first_->kind == Tok::Lbrack) {
      field_->type = read_array_or_type_args(first_, state_);
      if (auto* instance = ast::as<ast::Index>(field_->type)) {
        instance->x = ident;
      } else {
        field_->name = ident;
      }
    } else if (first_->kind == Tok::Dot) {
      field_->type = finish_type_name(first_, state_, ident);
    } else if (at_constraint(ast::Op::Or)) {
      field_->type = ident;
    } else {
      field_->name = ident;
      return false;
    }
    read_alternatives();
    return true;
  }

  ast::Field* read_type_part() {
    if (first_->kind == Tok::DotDotDot) {
      field_->type = read_dots();
      return field_;
    }
    if (at_constraint(ast::Op::Tilde)) {
      field_->type = read_embedded_element(first_, state_, nullptr)->type;
      return field_;
    }
    field_->type = run(type_or_nil, first_, state_);
    if (field_->type != nullptr) {
      read_alternatives();
    }
    if (field_->name != nullptr || field_->type != nullptr) {
      return field_;
    }
    state_.syntax_error(first_, std::string("expecting ") + token_name(close_));
    state_.advance(first_, set_of({Tok::Comma, close_}));
    return nullptr;
  }

  ast::Expr* read_dots() {
    ast::DotsType* dots = state_.make<ast::DotsType>(first_);
    ++first_;
    dots->element = run(type_or_nil, first_, state_);
    if (dots->element == nullptr) {
      dots->element = state_.make<ast::BadExpr>(first_);
      state_.syntax_error(first_, "... is missing type");
    }
    return dots;
  }

  Iterator& first_;
  State& state_;
  Tok close_;
  ast::Field* field_ = nullptr;
};

}  // namespace

// ---- Lists ----

static ast::Field* make_parameter(State& state, ast::Ident* ident, ast::Expr* parameter_type) {
  ast::Field* field = state.arena().make<ast::Field>();
  field->pos = ident->pos;
  field->name = ident;
  field->type = parameter_type;
  return field;
}

// Spreads types to the left, over the names that share them: `a, b int`. Returns the leftmost
// place where name or type is missing, if any.
static Pos distribute_types(State& state, ast::List<ast::Field> list) {
  Pos fault;
  ast::Expr* current = nullptr;
  for (size_t i = list.size(); i-- > 0;) {
    ast::Field* field = list[i];
    if (field->type != nullptr) {
      current = field->type;
      if (field->name == nullptr) {
        fault = ast::start_pos(current);
        field->name = state.arena().make<ast::Ident>();
        field->name->pos = fault;
        field->name->name = state.arena().intern("_");
      }
    } else if (current != nullptr) {
      field->type = current;
    } else {
      fault = field->name->pos;
      field->type = state.arena().make<ast::BadExpr>();
      field->type->pos = fault;
    }
  }
  return fault;
}

ast::List<ast::Field> read_parameters(Iterator& first, State& state, Tok close,
                                      bool requires_names, ast::Ident* ident,
                                      ast::Expr* bound) {
  size_t mark = state.pending.size();
  if (bound != nullptr && state.got(first, close)) {
    state.pending.push_back(make_parameter(state, ident, bound));
    return take_pending<ast::Field>(state, mark);
  }
  size_t named = 0;
  size_t typed = 0;
  read_list(first, state, "parameter list", Tok::Comma, close, [&] {
    ast::Field* field = bound != nullptr ? make_parameter(state, ident, bound)
                                         : ParameterReader(first, state, close).read(ident);
    ident = nullptr;
    bound = nullptr;
    if (field == nullptr) {
      return;
    }
    named += field->name != nullptr && field->type != nullptr;
    typed += field->type != nullptr;
    state.pending.push_back(field);
  });
  Pos end = state.list_end;
  ast::List<ast::Field> list = take_pending<ast::Field>(state, mark);
  if (named == 0 && !requires_names) {
    for (ast::Field* field : list) {
      if (field->name != nullptr) {
        field->type = std::exchange(field->name, nullptr);
      }
    }
    return list;
  }
  if (named == list.size()) {
    return list;
  }
  Pos fault = distribute_types(state, list);
  if (fault.is_known()) {
    bool lacks_constraint = requires_names && named == typed;
    state.syntax_error_at(first, lacks_constraint ? end : fault,
                          lacks_constraint ? "missing type constraint"
                          : requires_names ? "type parameters must be named"
                                           : "mixed named and unnamed parameters");
  }
  return list;
}

// Result = [ Parameters | Type ] .
static ast::List<ast::Field> read_result(Iterator& first, State& state) {
  if (state.got(first, Tok::Lparen)) {
    return read_parameters(first, state, Tok::Rparen, false);
  }
  Pos pos = state.pos(first);
  ast::Expr* result = run(type_or_nil, first, state);
  if (result == nullptr) {
    return {};
  }
  ast::Field* field = state.arena().make<ast::Field>();
  field->pos = pos;
  field->type = result;
  state.pending.push_back(field);
  return take_pending<ast::Field>(state, state.pending.size() - 1);
}

// Signature = [ TypeParameters ] Parameters [ Result ] .
ast::FuncType* read_signature(Iterator& first, State& state, const char* construct,
                              ast::List<ast::Field>* type_params) {
  ast::FuncType* node = state.make<ast::FuncType>(first);
  if (state.got(first, Tok::Lbrack)) {
    if (type_params == nullptr) {
      state.syntax_error_at(first, node->pos,
                            std::string(construct) + " must have no type parameters");
    }
    if (first->kind == Tok::Rbrack) {
      state.syntax_error(first, "empty type parameter list");
      ++first;
    } else {
      ast::List<ast::Field> list = read_parameters(first, state, Tok::Rbrack, true);
      if (type_params != nullptr) {
        *type_params = list;
      }
    }
  }
  state.want(first, Tok::Lparen);
  node->params = read_parameters(first, state, Tok::Rparen, false);
  node->results = read_result(first, state);
  return node;
}

}  // namespace prologo::grammar

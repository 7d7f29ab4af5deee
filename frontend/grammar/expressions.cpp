// Expressions.

#include "frontend/grammar/gofmt_checks.h"
#include "frontend/grammar/rules.h"

namespace prologo::grammar {

// ---- Unary and binary expressions ----

static constexpr bool is_unary(ast::Op op) {
  using ast::Op;
  return op == Op::Mul || op == Op::Add || op == Op::Sub || op == Op::Not || op == Op::Xor ||
         op == Op::Tilde || op == Op::And;
}

static bool at_unary_operator(Iterator at, State&) { return is_unary(at->op()); }

// Behind `&` a composite literal may be parenthesized; the parentheses are of no further use.
static void drop_parentheses_of_operand(Iterator&, State&, ast::Expr*& node) {
  auto* unary = static_cast<ast::Unary*>(node);
  if (unary->op == ast::Op::And) {
    unary->x = ast::unparen(unary->x);
  }
}

// The node is `<-` with an operand. Before a channel type the arrow belongs to the type:
// <-(chan T) is (<-chan T), and <-(chan<- T) is (<-chan (<-T)), where T must be a channel too.
static void finish_receive(Iterator& first, State& state, ast::Expr*& node) {
  auto* receive = static_cast<ast::Unary*>(node);
  receive->op = ast::Op::Recv;
  if (ast::as<ast::ChanType>(receive->x) == nullptr) {
    return;
  }
  ast::Expr* inner = receive->x;
  ast::ChanDir dir = ast::ChanDir::SendOnly;
  while (dir == ast::ChanDir::SendOnly) {
    auto* channel = ast::as<ast::ChanType>(inner);
    if (channel == nullptr) {
      state.syntax_error(first, "unexpected " + ast::expr_text(inner) + ", expecting chan");
      break;
    }
    dir = channel->dir;
    if (dir == ast::ChanDir::RecvOnly) {
      state.syntax_error(first, "unexpected <-, expecting chan");
    }
    channel->dir = ast::ChanDir::RecvOnly;
    inner = channel->element;
  }
  node = receive->x;
}

// UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
static auto const unary_expr_def = nested(
    peek(Tok::Operator, Tok::Star) >> test(at_unary_operator) >>
        start<ast::Unary>(Tok::Operator, Tok::Star) >> at(&ast::Unary::x, unary_expr) >>
        then(drop_parentheses_of_operand) |
    start<ast::Unary>(Tok::Arrow) >> at(&ast::Unary::x, unary_expr) >> then(finish_receive) |
    is(primary_expr));

// Expression = UnaryExpr | Expression binary_op Expression .
ast::Expr* finish_binary(Iterator& first, State& state, ast::Expr* left, int prec) {
  for (int depth = 0; first->kind == Tok::Operator || first->kind == Tok::Star; depth++) {
    int own = precedence(first->op());
    if (own <= prec || state.is_too_deep(first, depth)) {
      break;
    }
    ast::Binary* binary = state.make<ast::Binary>(first);
    binary->op = first->op();
    ++first;
    binary->x = left;
    ast::Expr* right = run(unary_expr, first, state);
    binary->y = finish_binary(first, state, right, own);
    left = binary;
  }
  return left;
}

static auto const expr_def = is(unary_expr) >>
                             then([](Iterator& first, State& state, ast::Expr*& node) {
                               node = finish_binary(first, state, node, 0);
                             });

// ---- Operands ----

// "(" Expression ")"
static auto const parenthesized = start<ast::Paren>(Tok::Lparen) >>
                                  bracketed(at(&ast::Paren::x, expr)) >>
                                  note(&ast::Paren::rparen) >> want(Tok::Rparen);

static void read_literal_signature(Iterator& first, State& state, ast::Expr*& node) {
  static_cast<ast::FuncLit*>(node)->signature =
      read_signature(first, state, "function type", nullptr);
}

static void keep_signature(Iterator&, State&, ast::Expr*& node) {
  node = static_cast<ast::FuncLit*>(node)->signature;
}

// FunctionLit = "func" Signature FunctionBody ; without a body it is a function type
static auto const function = start<ast::FuncLit>(Tok::Func) >> then(read_literal_signature) >>
                             (peek(Tok::Lbrace) >>
                                  bracketed(at(&ast::FuncLit::body, function_body)) |
                              then(keep_signature));

static constexpr TokSet kClosers = set_of({Tok::Rparen, Tok::Rbrack, Tok::Rbrace});

// Operand = identifier | BasicLit | "(" Expression ")" | FunctionLit | TypeLit .
static auto const operand = peek(Tok::Name) >> is(name) |
                            peek(Tok::Literal) >> is(literal) | parenthesized | function |
                            peek(Tok::Lbrack, Tok::Chan, Tok::Map, Tok::Struct,
                                 Tok::Interface) >>
                                is(type) |
                            here<ast::BadExpr>() >> complain("expecting expression", kClosers);

// ---- What may follow an operand ----

// Selector = "." identifier .
static auto const selector = wrap(&ast::Selector::x) >> at(&ast::Selector::sel, name);

// TypeSwitchGuard = "." "(" "type" ")" .
static auto const type_switch_guard = wrap(&ast::TypeSwitchGuard::x) >> tok(Tok::Lparen) >>
                                      tok(Tok::Type) >> note(&ast::TypeSwitchGuard::rparen) >>
                                      want(Tok::Rparen);

// TypeAssertion = "." "(" Type ")" .
static auto const type_assertion = wrap(&ast::TypeAssert::x) >> tok(Tok::Lparen) >>
                                   at(&ast::TypeAssert::asserted, type) >>
                                   note(&ast::TypeAssert::rparen) >> want(Tok::Rparen);

static bool dot_and_name(Iterator at, State&) { return at[1].kind == Tok::Name; }

static bool dot_and_parenthesis(Iterator at, State&) { return at[1].kind == Tok::Lparen; }

static bool dot_and_type_keyword(Iterator at, State&) { return at[2].kind == Tok::Type; }

static auto const after_dot = test(dot_and_name) >> selector |
                              test(dot_and_parenthesis) >>
                                  (test(dot_and_type_keyword) >> type_switch_guard |
                                   type_assertion) |
                              tok(Tok::Dot) >> complain("expecting name or (",
                                                        set_of({Tok::Semi, Tok::Rparen}));

// Behind "[" and the first operand, if there was one.
static ast::Expr* read_slice(Iterator& first, State& state, ast::Slice* slice) {
  if (!state.got(first, Tok::Colon)) {
    state.syntax_error(first, "expecting comma, : or ]");
    state.advance(first, set_of({Tok::Comma, Tok::Colon, Tok::Rbrack}));
  }
  Scoped deeper(state.expression_level, state.expression_level + 1);
  if (first->kind != Tok::Colon && first->kind != Tok::Rbrack) {
    slice->index[1] = run(expr, first, state);
  }
  if (first->kind == Tok::Colon) {
    slice->is_full = true;
    if (slice->index[1] == nullptr) {
      state.error(first, state.pos(first), "middle index required in 3-index slice");
      slice->index[1] = state.make<ast::BadExpr>(first);
    }
    ++first;
    if (first->kind == Tok::Rbrack) {
      state.error(first, state.pos(first), "final index required in 3-index slice");
      slice->index[2] = state.make<ast::BadExpr>(first);
    } else {
      slice->index[2] = run(expr, first, state);
    }
  }
  slice->rbrack = state.pos(first);
  state.want(first, Tok::Rbrack);
  return slice;
}

// Index = "[" TypeList "]" .
// Slice = "[" [ Expression ] ":" [ Expression ] [ ":" Expression ] "]" .
static void read_brackets(Iterator& first, State& state, ast::Expr*& node) {
  Iterator lbrack = first++;
  if (first->kind == Tok::Rbrack) {
    state.syntax_error(first, "expecting operand");
    ++first;
    return;
  }
  ast::List<ast::Expr> list;
  if (first->kind != Tok::Colon) {
    bool has_comma = false;
    list = read_type_list(first, state, has_comma);
    if (has_comma || first->kind == Tok::Rbrack) {
      ast::Index* index = state.make<ast::Index>(lbrack);
      index->x = node;
      index->indices = list;
      index->rbrack = state.pos(first);
      state.want(first, Tok::Rbrack);
      node = index;
      return;
    }
  }
  ast::Slice* slice = state.make<ast::Slice>(lbrack);
  slice->x = node;
  slice->index[0] = list.empty() ? nullptr : list[0];
  node = read_slice(first, state, slice);
}

static auto const end_of_arguments =
    then([](Iterator&, State& state) { state.list_is_done = true; });

// Arguments = "(" [ Expression { "," Expression } [ "..." ] [ "," ] ] ")" .
static auto const arguments =
    wrap(&ast::Call::fun) >>
    bracketed(collect(&ast::Call::args, listed("argument list", Tok::Comma, Tok::Rparen,
                                               push(expr) >> -(tok(Tok::DotDotDot) >>
                                                               mark(&ast::Call::has_dots) >>
                                                               end_of_arguments)))) >>
    note_list_end(&ast::Call::rparen);

bool is_value(const ast::Expr* x) {
  switch (x->kind) {
    case ast::ExprKind::BasicLit:
    case ast::ExprKind::CompositeLit:
    case ast::ExprKind::FuncLit:
    case ast::ExprKind::Slice:
    case ast::ExprKind::TypeAssert:
    case ast::ExprKind::TypeSwitchGuard:
    case ast::ExprKind::Call:
    case ast::ExprKind::Binary:
      return true;
    case ast::ExprKind::Unary:
      return static_cast<const ast::Unary*>(x)->op != ast::Op::Mul;
    case ast::ExprKind::Paren:
      return is_value(static_cast<const ast::Paren*>(x)->x);
    case ast::ExprKind::Index: {
      auto* index = static_cast<const ast::Index*>(x);
      return is_value(index->x) || (index->indices.size() == 1 && is_value(index->indices[0]));
    }
    default:
      return false;
  }
}

// Whether `{` behind `node` begins the value of a composite literal rather than a block.
static bool is_literal_type(Iterator, State& state, ast::Expr*& node) {
  const ast::Expr* x = ast::unparen(node);
  switch (x->kind) {
    case ast::ExprKind::Ident:
    case ast::ExprKind::Selector:
      return state.expression_level >= 0;
    case ast::ExprKind::Index:
      return state.expression_level >= 0 && !is_value(x);
    case ast::ExprKind::ArrayType:
    case ast::ExprKind::SliceType:
    case ast::ExprKind::StructType:
    case ast::ExprKind::MapType:
      return true;
    default:
      return false;
  }
}

static void read_composite_literal(Iterator& first, State& state, ast::Expr*& node) {
  if (ast::unparen(node) != node) {
    state.syntax_error(first, "cannot parenthesize type in composite literal");
  }
  auto* lit = static_cast<ast::CompositeLit*>(run(literal_value, first, state));
  lit->literal_type = node;
  node = lit;
}

// PrimaryExpr = Operand | PrimaryExpr ( Selector | TypeAssertion | Index | Slice | Arguments )
// |
//               LiteralType LiteralValue .
static auto const suffix = peek(Tok::Dot) >> after_dot | peek(Tok::Lparen) >> arguments |
                           peek(Tok::Lbrack) >> then(read_brackets) |
                           peek(Tok::Lbrace) >> test(is_literal_type) >>
                               then(read_composite_literal);

static auto const primary_rest_def = then([](Iterator& first, State& state, ast::Expr*& node) {
  static auto const one_suffix = suffix;
  check_open_array(first, state, node);
  Context context = x3::make_context<StateTag>(state);
  for (int depth = 0; one_suffix.parse(first, state.eof(), context, node, x3::unused);
       depth++) {
    if (state.is_too_deep(first, depth)) {
      return;
    }
  }
});

static auto const primary_expr_def = operand >> continue_with(primary_rest);

// ---- Composite literals ----

static void set_key_value(Iterator& first, State& state, ast::CompositeLit* lit) {
  auto read_part = [&] {
    return first->kind == Tok::Lbrace ? run(literal_value, first, state)
                                      : run(expr, first, state);
  };
  ast::Expr* element = read_part();
  if (first->kind == Tok::Colon) {
    ast::KeyValue* pair = state.make<ast::KeyValue>(first);
    ++first;
    pair->key = element;
    pair->value = read_part();
    element = pair;
    lit->key_count++;
  }
  state.pending.push_back(element);
}

// KeyedElement = [ Element ":" ] Element .  Element = Expression | LiteralValue .
static auto const keyed_element = then([](Iterator& first, State& state, ast::Expr*& node) {
  set_key_value(first, state, static_cast<ast::CompositeLit*>(node));
});

// LiteralValue = "{" [ KeyedElement { "," KeyedElement } [ "," ] ] "}" .
static auto const literal_value_def = nested(
    start<ast::CompositeLit>(Tok::Lbrace) >>
    bracketed(collect(&ast::CompositeLit::elements,
                      listed("composite literal", Tok::Comma, Tok::Rbrace, keyed_element))) >>
    note_list_end(&ast::CompositeLit::rbrace));

// ---- Lists ----

// ExpressionList = Expression { "," Expression } .
static auto const expr_list_def = made_by([](Iterator& first, State& state) {
  size_t mark = state.pending.size();
  do {
    ast::Expr* x = run(expr, first, state);
    state.pending.push_back(x);
  } while (state.got(first, Tok::Comma));
  return take_pending<ast::Expr>(state, mark);
});

ast::List<ast::Expr> read_type_list(Iterator& first, State& state, bool& has_comma) {
  Scoped deeper(state.expression_level, state.expression_level + 1);
  size_t mark = state.pending.size();
  state.pending.push_back(run(expr, first, state));
  has_comma = first->kind == Tok::Comma;
  while (state.got(first, Tok::Comma)) {
    ast::Expr* next = run(type_or_nil, first, state);
    if (next == nullptr) {
      break;
    }
    state.pending.push_back(next);
  }
  return take_pending<ast::Expr>(state, mark);
}

bool is_type_element(const ast::Expr* x) {
  switch (x->kind) {
    case ast::ExprKind::ArrayType:
    case ast::ExprKind::StructType:
    case ast::ExprKind::FuncType:
    case ast::ExprKind::InterfaceType:
    case ast::ExprKind::SliceType:
    case ast::ExprKind::MapType:
    case ast::ExprKind::ChanType:
      return true;
    case ast::ExprKind::Paren:
      return is_type_element(static_cast<const ast::Paren*>(x)->x);
    case ast::ExprKind::Unary: {
      auto* unary = static_cast<const ast::Unary*>(x);
      return unary->op == ast::Op::Tilde || is_type_element(unary->x);
    }
    case ast::ExprKind::Binary: {
      auto* binary = static_cast<const ast::Binary*>(x);
      return is_type_element(binary->x) || is_type_element(binary->y);
    }
    default:
      return false;
  }
}

BOOST_SPIRIT_DEFINE(expr, unary_expr, primary_expr, primary_rest, expr_list, literal_value)
BOOST_SPIRIT_INSTANTIATE(ExprRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(UnaryExprRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(PrimaryExprRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(PrimaryRestRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ExprListRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(LiteralValueRule, Iterator, Context)

}  // namespace prologo::grammar

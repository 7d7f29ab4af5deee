// Types, except structs and interfaces (structs.cpp) and signatures (parameters.cpp).

#include "frontend/grammar/gofmt_checks.h"
#include "frontend/grammar/rules.h"

namespace prologo::grammar {

// ---- Names ----

static ast::Expr* read_type_args(Iterator& first, State& state, ast::Expr* x) {
  ast::Index* index = state.make<ast::Index>(first);
  ++first;
  index->x = x;
  if (first->kind == Tok::Rbrack) {
    state.syntax_error(first, "expecting type");
    ast::Expr* bad[] = {state.make<ast::BadExpr>(first)};
    index->indices = state.arena().copy(std::span<ast::Expr* const>(bad));
  } else {
    bool has_comma = false;
    index->indices = read_type_list(first, state, has_comma);
    check_type_argument(first, state, index->indices[0], is_value(index->indices[0]));
  }
  index->rbrack = state.pos(first);
  state.want(first, Tok::Rbrack);
  return index;
}

ast::Expr* finish_type_name(Iterator& first, State& state, ast::Ident* ident) {
  ast::Expr* x = ident;
  if (first->kind == Tok::Dot) {
    ast::Selector* selector = state.make<ast::Selector>(first);
    ++first;
    selector->x = x;
    selector->sel = run(name, first, state);
    x = selector;
  }
  return first->kind == Tok::Lbrack ? read_type_args(first, state, x) : x;
}

// TypeName = ( identifier | QualifiedIdent ) [ TypeArgs ] .
static auto const qualified_name_def = made_by([](Iterator& first, State& state) {
  if (first->kind == Tok::Name) {
    ast::Ident* ident = run(name, first, state);
    return finish_type_name(first, state, ident);
  }
  ast::Ident* blank = state.make_ident(first, "_");
  state.syntax_error(first, "expecting name");
  state.advance(first, set_of({Tok::Dot, Tok::Semi, Tok::Rbrace}));
  return finish_type_name(first, state, blank);
});

// ---- Arrays and slices ----

ast::Expr* finish_array_type(Iterator& first, State& state, Pos lbrack, ast::Expr* length) {
  if (length == nullptr && !state.got(first, Tok::DotDotDot)) {
    Scoped deeper(state.expression_level, state.expression_level + 1);
    length = run(expr, first, state);
  }
  if (first->kind == Tok::Comma) {
    state.syntax_error(first, "unexpected comma; expecting ]");
    ++first;
  }
  state.want(first, Tok::Rbrack);
  ast::ArrayType* node = state.arena().make<ast::ArrayType>();
  node->pos = lbrack;
  node->length = length;
  node->element = run(type, first, state);
  return node;
}

ast::Expr* finish_slice_type(Iterator& first, State& state, Pos lbrack) {
  ast::SliceType* node = state.arena().make<ast::SliceType>();
  node->pos = lbrack;
  node->element = run(type, first, state);
  return node;
}

ast::Expr* read_array_or_type_args(Iterator& first, State& state) {
  Pos lbrack = state.pos(first);
  ++first;
  if (state.got(first, Tok::Rbrack)) {
    return finish_slice_type(first, state, lbrack);
  }
  bool has_comma = false;
  ast::List<ast::Expr> list = read_type_list(first, state, has_comma);
  Pos rbrack = state.pos(first);
  state.want(first, Tok::Rbrack);
  if (!has_comma) {
    if (ast::Expr* element = run(type_or_nil, first, state)) {
      ast::ArrayType* array = state.arena().make<ast::ArrayType>();
      array->pos = lbrack;
      array->length = list[0];
      array->element = element;
      return array;
    }
  }
  ast::Index* index = state.arena().make<ast::Index>();
  index->pos = lbrack;
  index->indices = list;
  index->rbrack = rbrack;
  return index;
}

// ArrayType = "[" ( Expression | "..." ) "]" Type .  SliceType = "[" "]" Type .
static auto const array_or_slice_type = peek(Tok::Lbrack) >>
                                        made_by([](Iterator& first, State& state) {
                                          Pos lbrack = state.pos(first);
                                          ++first;
                                          return state.got(first, Tok::Rbrack)
                                                     ? finish_slice_type(first, state, lbrack)
                                                     : finish_array_type(first, state, lbrack,
                                                                         nullptr);
                                        });

// ---- The others ----

// PointerType = "*" Type .
static auto const pointer_type = start<ast::Unary>(Tok::Star) >> at(&ast::Unary::x, type);

// FunctionType = "func" Signature .
static auto const function_type = tok(Tok::Func) >> made_by([](Iterator& first, State& state) {
                                    return read_signature(first, state, "function type",
                                                          nullptr);
                                  });

// MapType = "map" "[" Type "]" Type .
static auto const map_type = start<ast::MapType>(Tok::Map) >> want(Tok::Lbrack) >>
                             at(&ast::MapType::key, type) >> want(Tok::Rbrack) >>
                             at(&ast::MapType::value, type);

static auto set_direction(ast::ChanDir dir) {
  return then([dir](Iterator&, State&, ast::Expr*& node) {
    static_cast<ast::ChanType*>(node)->dir = dir;
  });
}

static void set_missing_element(Iterator& first, State& state, ast::Expr*& node) {
  static_cast<ast::ChanType*>(node)->element = state.make<ast::BadExpr>(first);
  state.syntax_error(first, "missing channel element type");
}

static auto const channel_element =
    at(&ast::ChanType::element, type_or_nil) | then(set_missing_element);

// ChannelType = ( "chan" [ "<-" ] | "<-" "chan" ) Type .
static auto const channel_type =
    start<ast::ChanType>(Tok::Chan) >>
        -(tok(Tok::Arrow) >> set_direction(ast::ChanDir::SendOnly)) >> channel_element
    | start<ast::ChanType>(Tok::Arrow) >> want(Tok::Chan) >>
          set_direction(ast::ChanDir::RecvOnly) >> channel_element;

// "(" Type ")" ; Go keeps no trace of the parentheses
static auto const parenthesized_type = tok(Tok::Lparen) >> is(type) >> want(Tok::Rparen);

// Type = TypeName | TypeLit | "(" Type ")" .
// TypeLit = ArrayType | StructType | PointerType | FunctionType | InterfaceType | SliceType |
//           MapType | ChannelType .
static auto const type_or_nil_def = peek(Tok::Name) >> is(qualified_name) |
                                    nested(pointer_type | array_or_slice_type | function_type |
                                           map_type | channel_type |
                                           peek(Tok::Struct) >> is(struct_type) |
                                           peek(Tok::Interface) >> is(interface_type) |
                                           parenthesized_type);

static constexpr TokSet kAfterType =
    set_of({Tok::Comma, Tok::Colon, Tok::Semi, Tok::Rparen, Tok::Rbrack, Tok::Rbrace});

static auto const type_def = is(type_or_nil) |
                             here<ast::BadExpr>() >> complain("expecting type", kAfterType);

BOOST_SPIRIT_DEFINE(type_or_nil, type, qualified_name)
BOOST_SPIRIT_INSTANTIATE(TypeOrNilRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(TypeRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(QualifiedNameRule, Iterator, Context)

}  // namespace prologo::grammar

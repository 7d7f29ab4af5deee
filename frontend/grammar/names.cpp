// Names and basic literals.

#include "frontend/grammar/rules.h"

namespace prologo::grammar {

static ast::Ident* read_name(Iterator& first, State& state) {
  ast::Ident* ident = state.make_ident(first, state.tokens().text(*first));
  ++first;
  return ident;
}

// identifier ; a blank one stands in for it where it is missing
static auto const name_def = peek(Tok::Name) >> made_by(read_name) |
                             made_by([](Iterator& first, State& state) {
                               return state.make_ident(first, "_");
                             }) >>
                                 complain("expecting name", 0);

static ast::BasicLit* read_literal(Iterator& first, State& state) {
  ast::BasicLit* node = state.make<ast::BasicLit>(first);
  node->lit = first->literal();
  node->is_bad = first->is_bad_literal();
  node->text = state.arena().intern(state.tokens().text(*first));
  ++first;
  return node;
}

// BasicLit = int_lit | float_lit | imaginary_lit | rune_lit | string_lit .
static auto const literal_def = peek(Tok::Literal) >> made_by(read_literal);

BOOST_SPIRIT_DEFINE(name, literal)
BOOST_SPIRIT_INSTANTIATE(NameRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(LiteralRule, Iterator, Context)

ast::List<ast::Ident> finish_names(Iterator& first, State& state, ast::Ident* first_name) {
  size_t mark = state.pending.size();
  state.pending.push_back(first_name);
  while (state.got(first, Tok::Comma)) {
    state.pending.push_back(run(name, first, state));
  }
  return take_pending<ast::Ident>(state, mark);
}

}  // namespace prologo::grammar

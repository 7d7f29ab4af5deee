#pragma once
// The X3 components the grammar is written with. Terminals match token kinds; the others build
// nodes in the rule's attribute (the `rcontext` of X3), keep the grammar's context, and
// complain as Go does: where a production has begun, it goes on after an error instead of
// failing.
//
//   // IncDecStmt = Expression ( "++" | "--" ) .
//   start<ast::IncDecStmt>(Tok::IncOp) >> at(&ast::IncDecStmt::x, expr)
//
// reads: on a token of that kind, make the node, skip the token, parse `expr` into the field x.

#include <boost/spirit/home/x3.hpp>
#include <type_traits>
#include <utility>

#include "frontend/grammar/state.h"
#include "support/deep_stack.h"

namespace prologo::grammar {

namespace x3 = boost::spirit::x3;

struct StateTag;
using Context = x3::context<StateTag, State>;

// Parses `rule` outside of X3's own calls; an empty attribute if it does not match.
template <typename Rule>
typename Rule::attribute_type run(const Rule& rule, Iterator& first, State& state) {
  typename Rule::attribute_type attribute{};
  Context context = x3::make_context<StateTag>(state);
  rule.parse(first, state.eof(), context, x3::unused, attribute);
  return attribute;
}

// A component yields no attribute of its own; what it makes goes into the rule's. Marking it as
// an action keeps X3 from looking for attributes to pass on.
template <typename Derived>
struct Component : x3::parser<Derived> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  static bool const has_action = true;
};

// ---- Terminals ----

// One token of a kind.
struct TokenParser : Component<TokenParser> {
  constexpr explicit TokenParser(Tok k) : kind(k) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const&, C const&, R&, A&) const {
    if (first->kind != kind) {
      return false;
    }
    ++first;
    return true;
  }

  Tok kind;
};

constexpr TokenParser tok(Tok kind) { return TokenParser(kind); }

// Looks at the next token without taking it.
struct PeekParser : Component<PeekParser> {
  constexpr explicit PeekParser(TokSet s) : set(s) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const&, C const&, R&, A&) const {
    return contains(set, first->kind);
  }

  TokSet set;
};

template <typename... Kinds>
constexpr PeekParser peek(Kinds... kinds) {
  return PeekParser((set_of(kinds) | ...));
}

// ---- Actions: functions on (first, state) or (first, state, node) ----

// Always succeeds.
template <typename F>
struct ThenParser : Component<ThenParser<F>> {
  constexpr explicit ThenParser(F f) : function(f) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const&, C const& context, R& node, A&) const {
    State& state = x3::get<StateTag>(context);
    if constexpr (std::is_invocable_v<F, Iterator&, State&, R&>) {
      function(first, state, node);
    } else {
      function(first, state);
    }
    return true;
  }

  F function;
};

template <typename F>
constexpr ThenParser<F> then(F function) {
  return ThenParser<F>(function);
}

// Succeeds if the function, which must not move on, says so.
template <typename F>
struct TestParser : Component<TestParser<F>> {
  constexpr explicit TestParser(F f) : function(f) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const&, C const& context, R& node, A&) const {
    State& state = x3::get<StateTag>(context);
    if constexpr (std::is_invocable_v<F, Iterator, State&, R&>) {
      return function(first, state, node);
    } else {
      return function(first, state);
    }
  }

  F function;
};

template <typename F>
constexpr TestParser<F> test(F function) {
  return TestParser<F>(function);
}

// The node is what the function returns.
template <typename F>
struct MadeByParser : Component<MadeByParser<F>> {
  constexpr explicit MadeByParser(F f) : function(f) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const&, C const& context, R& node, A&) const {
    node = function(first, x3::get<StateTag>(context));
    return true;
  }

  F function;
};

template <typename F>
constexpr MadeByParser<F> made_by(F function) {
  return MadeByParser<F>(function);
}

inline auto want(Tok kind) {
  return then([kind](Iterator& first, State& state) { state.want(first, kind); });
}

// Reports `message` and skips to a token of `follow`.
inline auto complain(const char* message, TokSet follow) {
  return then([message, follow](Iterator& first, State& state) {
    state.syntax_error(first, message);
    state.advance(first, follow);
  });
}

// Reports `message` and stays.
inline auto complain(const char* message) {
  return then([message](Iterator& first, State& state) { state.syntax_error(first, message); });
}

// ---- Nodes ----

// Takes a token of the set and makes a T that stands at it.
template <typename T>
struct StartParser : Component<StartParser<T>> {
  constexpr explicit StartParser(TokSet s) : set(s) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const&, C const& context, R& node, A&) const {
    if (!contains(set, first->kind)) {
      return false;
    }
    T* made = x3::get<StateTag>(context).template make<T>(first);
    if constexpr (requires { made->op = first->op(); }) {
      made->op = first->op();
    }
    node = made;
    ++first;
    return true;
  }

  TokSet set;
};

template <typename T, typename... Kinds>
constexpr StartParser<T> start(Kinds... kinds) {
  return StartParser<T>((set_of(kinds) | ...));
}

// Makes a T that stands at the next token, which is not taken.
template <typename T>
constexpr auto here() {
  return made_by([](Iterator& first, State& state) { return state.make<T>(first); });
}

// Makes a T around the node so far, which becomes its field `member`, and takes the token it
// stands at: x "." => Selector.
template <typename T, typename M>
constexpr auto wrap(M T::*member) {
  return then([member](Iterator& first, State& state, auto& node) {
    T* outer = state.make<T>(first);
    outer->*member = node;
    node = outer;
    ++first;
  });
}

// Parses `rule` into a field of the node.
template <typename T, typename M, typename Rule>
struct AtParser : Component<AtParser<T, M, Rule>> {
  constexpr AtParser(M T::*m, const Rule& r) : member(m), rule(r) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R& node, A&) const {
    typename Rule::attribute_type value{};
    if (!rule.parse(first, last, context, x3::unused, value)) {
      return false;
    }
    static_cast<T*>(node)->*member = static_cast<M>(value);
    return true;
  }

  M T::*member;
  Rule rule;
};

template <typename T, typename M, typename Rule>
constexpr AtParser<T, M, Rule> at(M T::*member, const Rule& rule) {
  return AtParser<T, M, Rule>(member, rule);
}

// The node is what `rule` yields.
template <typename Rule>
struct IsParser : Component<IsParser<Rule>> {
  constexpr explicit IsParser(const Rule& r) : rule(r) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R& node, A&) const {
    typename Rule::attribute_type value{};
    if (!rule.parse(first, last, context, x3::unused, value)) {
      return false;
    }
    node = value;
    return true;
  }

  Rule rule;
};

template <typename Rule>
constexpr IsParser<Rule> is(const Rule& rule) {
  return IsParser<Rule>(rule);
}

// Hands the node so far to `rule`, which may wrap it.
template <typename Rule>
struct ContinueParser : Component<ContinueParser<Rule>> {
  constexpr explicit ContinueParser(const Rule& r) : rule(r) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R& node, A&) const {
    return rule.parse(first, last, context, x3::unused, node);
  }

  Rule rule;
};

template <typename Rule>
constexpr ContinueParser<Rule> continue_with(const Rule& rule) {
  return ContinueParser<Rule>(rule);
}

// Sets a flag of the node.
template <typename T>
constexpr auto mark(bool T::*member) {
  return then(
      [member](Iterator&, State&, auto& node) { static_cast<T*>(node)->*member = true; });
}

// Keeps the position of the next token in a field of the node.
template <typename T>
constexpr auto note(Pos T::*member) {
  return then([member](Iterator& first, State& state, auto& node) {
    static_cast<T*>(node)->*member = state.pos(first);
  });
}

// ---- Lists ----

// list = [ element { separator element } [ separator ] ] close .
// `element` reads one; after it has set state.list_is_done no more are taken. Leaves the
// position of the closing token in state.list_end.
template <typename Element>
void read_list(Iterator& first, State& state, const char* name, Tok separator, Tok close,
               Element element) {
  bool done = false;
  while (first->kind != Tok::Eof && first->kind != close && !done) {
    state.list_is_done = false;
    element();
    done = std::exchange(state.list_is_done, false);
    if (!state.got(first, separator) && first->kind != close) {
      state.syntax_error(first, std::string("in ") + name + "; possibly missing " +
                                    token_name(separator) + " or " + token_name(close));
      state.advance(first, set_of({Tok::Rparen, Tok::Rbrack, Tok::Rbrace}));
      if (first->kind != close) {
        state.list_end = state.pos(first);
        return;
      }
    }
  }
  Pos end = state.pos(first);
  state.want(first, close);
  state.list_end = end;
}

template <typename Subject>
struct ListedParser : x3::unary_parser<Subject, ListedParser<Subject>> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  static bool const has_action = true;

  constexpr ListedParser(const Subject& inner, const char* n, Tok s, Tok c)
      : x3::unary_parser<Subject, ListedParser<Subject>>(inner),
        name(n),
        separator(s),
        close(c) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R& node, A&) const {
    read_list(first, x3::get<StateTag>(context), name, separator, close,
              [&] { this->subject.parse(first, last, context, node, x3::unused); });
    return true;
  }

  const char* name;
  Tok separator;
  Tok close;
};

template <typename Subject>
constexpr auto listed(const char* name, Tok separator, Tok close, const Subject& element) {
  return ListedParser<Subject>(element, name, separator, close);
}

// Keeps the position of the token that closed the list just read.
template <typename T>
constexpr auto note_list_end(Pos T::*member) {
  return then([member](Iterator&, State& state, auto& node) {
    static_cast<T*>(node)->*member = state.list_end;
  });
}

// Parses `rule` and adds what it yields to the list under construction.
template <typename Rule>
struct PushParser : Component<PushParser<Rule>> {
  constexpr explicit PushParser(const Rule& r) : rule(r) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R&, A&) const {
    typename Rule::attribute_type value{};
    if (!rule.parse(first, last, context, x3::unused, value)) {
      return false;
    }
    x3::get<StateTag>(context).pending.push_back(value);
    return true;
  }

  Rule rule;
};

template <typename Rule>
constexpr PushParser<Rule> push(const Rule& rule) {
  return PushParser<Rule>(rule);
}

// What was pushed since `mark` becomes a list of its own.
template <typename T>
ast::List<T> take_pending(State& state, size_t mark) {
  size_t count = state.pending.size() - mark;
  if (count == 0) {
    return {};
  }
  T** items = static_cast<T**>(state.arena().allocate(count * sizeof(T*), alignof(T*)));
  for (size_t i = 0; i < count; i++) {
    items[i] = static_cast<T*>(state.pending[mark + i]);
  }
  state.pending.resize(mark);
  return {items, count};
}

// Everything the subject pushes goes into the field `member`.
template <typename T, typename Item, typename Subject>
struct CollectParser : x3::unary_parser<Subject, CollectParser<T, Item, Subject>> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  static bool const has_action = true;

  constexpr CollectParser(ast::List<Item> T::*m, const Subject& inner)
      : x3::unary_parser<Subject, CollectParser<T, Item, Subject>>(inner), member(m) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R& node, A&) const {
    State& state = x3::get<StateTag>(context);
    size_t mark = state.pending.size();
    if (!this->subject.parse(first, last, context, node, x3::unused)) {
      return false;
    }
    static_cast<T*>(node)->*member = take_pending<Item>(state, mark);
    return true;
  }

  ast::List<Item> T::*member;
};

template <typename T, typename Item, typename Subject>
constexpr auto collect(ast::List<Item> T::*member, const Subject& subject) {
  return CollectParser<T, Item, Subject>(member, subject);
}

// ---- Context ----

// Changes a level of the state while the subject is read.
template <typename Subject>
struct LevelParser : x3::unary_parser<Subject, LevelParser<Subject>> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  static bool const has_action = true;

  constexpr LevelParser(int State::*l, const Subject& inner)
      : x3::unary_parser<Subject, LevelParser<Subject>>(inner), level(l) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R& node, A&) const {
    State& state = x3::get<StateTag>(context);
    Scoped deeper(state.*level, state.*level + 1);
    return this->subject.parse(first, last, context, node, x3::unused);
  }

  int State::*level;
};

// Inside brackets of some kind, where `{` after a name begins a composite literal.
template <typename Subject>
constexpr auto bracketed(const Subject& subject) {
  return LevelParser<Subject>(&State::expression_level, subject);
}

constexpr size_t kFirstStackUse = size_t{1} << 20;
constexpr size_t kStackSize = size_t{64} << 20;
constexpr size_t kStackUse = size_t{48} << 20;

// A production that may contain itself. Refuses what is nested too deep, and moves to a new
// stack when the one in use is nearly spent.
template <typename Subject>
struct NestedParser : x3::unary_parser<Subject, NestedParser<Subject>> {
  using attribute_type = x3::unused_type;
  static bool const has_attribute = false;
  static bool const has_action = true;

  constexpr explicit NestedParser(const Subject& inner)
      : x3::unary_parser<Subject, NestedParser<Subject>>(inner) {}

  template <typename C, typename R, typename A>
  bool parse(Iterator& first, Iterator const& last, C const& context, R& node, A&) const {
    State& state = x3::get<StateTag>(context);
    if (state.nesting >= State::kMaxNesting) {
      state.refuse_nesting(first);
      return this->subject.parse(first, last, context, node, x3::unused);
    }
    Scoped deeper(state.nesting, state.nesting + 1);
    auto here = static_cast<const char*>(__builtin_frame_address(0));
    if (static_cast<size_t>(state.stack_base - here) < state.stack_use) {
      return this->subject.parse(first, last, context, node, x3::unused);
    }
    bool matched = false;
    const char* base = state.stack_base;
    size_t use = state.stack_use;
    run_on_new_stack(kStackSize, [&] {
      state.stack_base = static_cast<const char*>(__builtin_frame_address(0));
      state.stack_use = kStackUse;
      matched = this->subject.parse(first, last, context, node, x3::unused);
    });
    state.stack_base = base;
    state.stack_use = use;
    return matched;
  }
};

template <typename Subject>
constexpr auto nested(const Subject& subject) {
  return NestedParser<Subject>(subject);
}

}  // namespace prologo::grammar

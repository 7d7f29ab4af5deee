// Struct and interface types.

#include "frontend/grammar/rules.h"

namespace prologo::grammar {

// ---- Structs ----

static ast::BasicLit* read_tag(Iterator& first, State& state) {
  return run(literal, first, state);
}

static void push_field(State& state, Pos pos, ast::Ident* ident, ast::Expr* field_type,
                       ast::BasicLit* tag) {
  ast::Field* field = state.arena().make<ast::Field>();
  field->pos = pos;
  field->name = ident;
  field->type = field_type;
  field->tag = tag;
  state.pending.push_back(field);
}

// FieldDecl that begins with a name: IdentifierList Type [ Tag ] | TypeName [ Tag ] .
static void read_named_field(Iterator& first, State& state) {
  Pos pos = state.pos(first);
  ast::Ident* ident = run(name, first, state);
  if (contains(set_of({Tok::Dot, Tok::Literal, Tok::Semi, Tok::Rbrace}), first->kind)) {
    ast::Expr* embedded = finish_type_name(first, state, ident);
    return push_field(state, pos, nullptr, embedded, read_tag(first, state));
  }
  ast::List<ast::Ident> names = finish_names(first, state, ident);
  ast::Expr* field_type;
  if (names.size() == 1 && first->kind == Tok::Lbrack) {
    field_type = read_array_or_type_args(first, state);
    if (auto* instance = ast::as<ast::Index>(field_type)) {
      instance->x = ident;
      return push_field(state, pos, nullptr, instance, read_tag(first, state));
    }
  } else {
    field_type = run(type, first, state);
  }
  ast::BasicLit* tag = read_tag(first, state);
  for (ast::Ident* each : names) {
    push_field(state, each->pos, each, field_type, tag);
  }
}

static ast::Expr* read_pointer_to_name(Iterator& first, State& state, Iterator star) {
  ast::Unary* pointer = state.make<ast::Unary>(star);
  pointer->op = ast::Op::Mul;
  pointer->x = run(qualified_name, first, state);
  return pointer;
}

// EmbeddedField = [ "*" ] TypeName [ Tag ] ; with parentheses read but refused
static void read_embedded_field(Iterator& first, State& state) {
  Iterator start = first;
  bool is_pointer = state.got(first, Tok::Star);
  bool is_parenthesized = first->kind == Tok::Lparen;
  if (is_parenthesized) {
    state.syntax_error(first, "cannot parenthesize embedded type");
    ++first;
  }
  Iterator star = is_pointer ? start : first;
  if (!is_pointer && first->kind == Tok::Star) {
    is_pointer = true;
    ++first;
  }
  ast::Expr* embedded =
      is_pointer ? read_pointer_to_name(first, state, star) : run(qualified_name, first, state);
  if (is_parenthesized) {
    state.got(first, Tok::Rparen);
  }
  push_field(state, state.pos(start), nullptr, embedded, read_tag(first, state));
}

// FieldDecl = ( IdentifierList Type | EmbeddedField ) [ Tag ] .
static auto const field_decl = peek(Tok::Name) >> then(read_named_field) |
                               peek(Tok::Star, Tok::Lparen) >> then(read_embedded_field) |
                               complain("expecting field name or embedded type",
                                        set_of({Tok::Semi, Tok::Rbrace}));

// StructType = "struct" "{" { FieldDecl ";" } "}" .
static auto const struct_type_def = start<ast::StructType>(Tok::Struct) >> want(Tok::Lbrace) >>
                                    collect(&ast::StructType::fields,
                                            listed("struct type", Tok::Semi, Tok::Rbrace,
                                                   field_decl)) >>
                                    note_list_end(&ast::StructType::rbrace);

// ---- Interfaces ----

static ast::FuncType* read_method_signature(Iterator& first, State& state) {
  return read_signature(first, state, "interface method", nullptr);
}

// The element `name [ ... ]`: a method with type parameters, which Go refuses, or an embedded
// instance. Which of them shows only behind the bracket.
static void read_bracketed_element(Iterator& first, State& state, ast::Field* field,
                                   ast::Ident* ident) {
  auto make_method = [&] {
    field->name = ident;
    field->type = read_method_signature(first, state);
  };
  Iterator lbrack = first++;
  if (first->kind == Tok::Rbrack) {
    Pos rbrack = state.pos(first);
    ++first;
    bool is_method = first->kind == Tok::Lparen;
    state.error(first, rbrack,
                is_method ? "empty type parameter list" : "empty type argument list");
    is_method ? make_method() : static_cast<void>(field->type = ident);
    return;
  }
  ast::List<ast::Field> list = read_parameters(first, state, Tok::Rbrack, false);
  if (list.empty()) {
    first->kind == Tok::Lparen ? make_method() : static_cast<void>(field->type = ident);
    return;
  }
  if (list[0]->name != nullptr) {
    make_method();
    state.error(first, state.pos(lbrack), "interface method must have no type parameters");
    return;
  }
  ast::Index* instance = state.make<ast::Index>(lbrack);
  instance->x = ident;
  size_t mark = state.pending.size();
  for (ast::Field* argument : list) {
    state.pending.push_back(argument->type);
  }
  instance->indices = take_pending<ast::Expr>(state, mark);
  instance->rbrack = state.list_end;
  field->type = instance;
}

// MethodSpec = MethodName Signature ; or an embedded type, which may begin the same way
static ast::Field* read_method_or_type(Iterator& first, State& state) {
  ast::Field* field = state.make<ast::Field>(first);
  ast::Ident* ident = run(name, first, state);
  if (first->kind == Tok::Lparen) {
    field->name = ident;
    field->type = read_method_signature(first, state);
  } else if (first->kind == Tok::Lbrack) {
    read_bracketed_element(first, state, field, ident);
  } else {
    field->type = finish_type_name(first, state, ident);
  }
  return field;
}

static void read_interface_element(Iterator& first, State& state) {
  ast::Field* field = nullptr;
  if (first->kind == Tok::Name) {
    field = read_method_or_type(first, state);
  }
  if (field == nullptr || field->name == nullptr) {
    field = read_embedded_element(first, state, field);
  }
  state.pending.push_back(field);
}

// InterfaceType = "interface" "{" { ( MethodSpec | EmbeddedElem ) ";" } "}" .
static auto const interface_type_def = start<ast::InterfaceType>(Tok::Interface) >>
                                       want(Tok::Lbrace) >>
                                       collect(&ast::InterfaceType::elements,
                                               listed("interface type", Tok::Semi, Tok::Rbrace,
                                                      then(read_interface_element))) >>
                                       note_list_end(&ast::InterfaceType::rbrace);

BOOST_SPIRIT_DEFINE(struct_type, interface_type)
BOOST_SPIRIT_INSTANTIATE(StructTypeRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(InterfaceTypeRule, Iterator, Context)

}  // namespace prologo::grammar

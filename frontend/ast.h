#pragma once
// The syntax tree of one Go file: plain structs, owned by an Arena, linked by pointers and
// spans.
//
// `pos` of every node is the position cmd/compile gives it (it reaches line tables and
// schedules): the operator of a binary expression, assignment or send; `(` of a call; `[` of an
// index or slice; `.` of a selector or assertion; `{` of a composite literal; `:` of a
// key-value pair or label; the token after `func` of a function type or declaration (but `func`
// of a literal); the first name of other declarations; the first token of everything else.
// start_pos() gives the position where Go reports most errors about an expression.
//
// The parser leaves the annotation fields (type, info, object, target) null; the checker fills
// them.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "frontend/arena.h"
#include "support/source.h"

namespace prologo::types {
struct Type;
}

namespace prologo::check {
struct ExprInfo;
struct Object;
struct Scope;
}  // namespace prologo::check

namespace prologo::ast {

template <typename T>
using List = std::span<T*>;

// Operators, unary and binary. A few serve both ways: Add, Sub, Xor, Mul (dereference), And
// (address).
enum class Op : uint8_t {
  None,
  Not,     // !
  Recv,    // <-
  Tilde,   // ~
  OrOr,    // ||
  AndAnd,  // &&
  Eql,     // ==
  Neq,     // !=
  Lss,     // <
  Leq,     // <=
  Gtr,     // >
  Geq,     // >=
  Add,     // +
  Sub,     // -
  Or,      // |
  Xor,     // ^
  Mul,     // *
  Div,     // /
  Rem,     // %
  And,     // &
  AndNot,  // &^
  Shl,     // <<
  Shr,     // >>
};

const char* op_text(Op op);

// ---- Expressions and types ----

enum class ExprKind : uint8_t {
  Bad,
  Ident,
  BasicLit,
  CompositeLit,
  KeyValue,
  FuncLit,
  Paren,
  Selector,
  Index,
  Slice,
  TypeAssert,
  TypeSwitchGuard,
  Unary,
  Binary,
  Call,
  ArrayType,
  SliceType,
  DotsType,
  StructType,
  FuncType,
  InterfaceType,
  MapType,
  ChanType,
};

struct Expr {
  ExprKind kind;
  Pos pos;
  const types::Type* type = nullptr;  // set by the checker
  check::ExprInfo* info = nullptr;    // set by the checker

 protected:
  explicit Expr(ExprKind k) : kind(k) {}
};

// Gives each node its tag: `as<Call>(expr)` is the call, or null if `expr` is something else.
template <ExprKind K>
struct ExprOf : Expr {
  static constexpr ExprKind kKind = K;

  ExprOf() : Expr(K) {}
};

struct Field;
struct FuncType;
struct Block;

// What the parser could not read; an error was reported.
struct BadExpr : ExprOf<ExprKind::Bad> {};

struct Ident : ExprOf<ExprKind::Ident> {
  std::string_view name;            // interned: equal names in one arena have equal data()
  check::Object* object = nullptr;  // what it declares or refers to; set by the checker

  bool is_blank() const { return name == "_"; }
};

enum class LitKind : uint8_t { Int, Float, Imag, Rune, String };

struct BasicLit : ExprOf<ExprKind::BasicLit> {
  LitKind lit = LitKind::Int;
  bool is_bad = false;    // the lexer reported an error in it
  std::string_view text;  // exactly as in the source, quotes and backquotes included
};

struct CompositeLit : ExprOf<ExprKind::CompositeLit> {
  Expr* literal_type = nullptr;  // null: elided inside another literal
  List<Expr> elements;           // KeyValue or value
  uint32_t key_count = 0;        // elements that are KeyValue
  Pos rbrace;
};

struct KeyValue : ExprOf<ExprKind::KeyValue> {
  Expr* key = nullptr;
  Expr* value = nullptr;
};

struct FuncLit : ExprOf<ExprKind::FuncLit> {
  FuncType* signature = nullptr;
  Block* body = nullptr;
};

struct Paren : ExprOf<ExprKind::Paren> {
  Expr* x = nullptr;
  Pos rparen;
};

struct Selector : ExprOf<ExprKind::Selector> {
  Expr* x = nullptr;
  Ident* sel = nullptr;
};

// x[i], or an instantiation x[T1, T2].
struct Index : ExprOf<ExprKind::Index> {
  Expr* x = nullptr;
  List<Expr> indices;  // one, or several type arguments
  Pos rbrack;
};

// x[low:high] or x[low:high:max]; absent indices are null.
struct Slice : ExprOf<ExprKind::Slice> {
  Expr* x = nullptr;
  Expr* index[3] = {};
  bool is_full = false;  // has the second colon
  Pos rbrack;
};

// x.(T)
struct TypeAssert : ExprOf<ExprKind::TypeAssert> {
  Expr* x = nullptr;
  Expr* asserted = nullptr;
  Pos rparen;
};

// x.(type), or `v := x.(type)`. Legal only as the guard of a TypeSwitch.
struct TypeSwitchGuard : ExprOf<ExprKind::TypeSwitchGuard> {
  Ident* bind = nullptr;  // null: binds no variable
  Expr* x = nullptr;
  Pos rparen;
};

// op x: Add Sub Not Xor Mul And Recv, and Tilde in constraints.
struct Unary : ExprOf<ExprKind::Unary> {
  Op op = Op::None;
  Expr* x = nullptr;
};

struct Binary : ExprOf<ExprKind::Binary> {
  Op op = Op::None;
  Expr* x = nullptr;
  Expr* y = nullptr;
};

// Calls and conversions alike: only the checker can tell.
struct Call : ExprOf<ExprKind::Call> {
  Expr* fun = nullptr;
  List<Expr> args;
  bool has_dots = false;  // f(x...)
  Pos rparen;
};

struct ArrayType : ExprOf<ExprKind::ArrayType> {
  Expr* length = nullptr;  // null: [...]T
  Expr* element = nullptr;
};

struct SliceType : ExprOf<ExprKind::SliceType> {
  Expr* element = nullptr;
};

// ...T as the type of the last parameter.
struct DotsType : ExprOf<ExprKind::DotsType> {
  Expr* element = nullptr;
};

struct StructType : ExprOf<ExprKind::StructType> {
  List<Field> fields;
  Pos rbrace;
};

struct FuncType : ExprOf<ExprKind::FuncType> {
  List<Field> params;
  List<Field> results;
};

// Elements: a Field with a name and a FuncType is a method; one without a name is an embedded
// interface or a union of (~)terms, written with Unary Tilde and Binary Or.
struct InterfaceType : ExprOf<ExprKind::InterfaceType> {
  List<Field> elements;
  Pos rbrace;
};

struct MapType : ExprOf<ExprKind::MapType> {
  Expr* key = nullptr;
  Expr* value = nullptr;
};

enum class ChanDir : uint8_t { Both, SendOnly, RecvOnly };

struct ChanType : ExprOf<ExprKind::ChanType> {
  ChanDir dir = ChanDir::Both;
  Expr* element = nullptr;
};

// A struct field, parameter, result, receiver, type parameter or interface element. Names that
// are declared together (`a, b int`) have a Field each and share the identical `type` pointer.
struct Field {
  Pos pos;                  // of the name, or of the type if there is no name
  Ident* name = nullptr;    // null: embedded field, unnamed parameter, embedded element
  Expr* type = nullptr;     // of an embedded field: T, *T or either instantiated or qualified
  BasicLit* tag = nullptr;  // struct fields only
};

// ---- Statements ----

enum class StmtKind : uint8_t {
  Empty,
  Labeled,
  Block,
  Expr,
  Send,
  Decl,
  Assign,
  IncDec,
  Branch,
  Call,
  Return,
  If,
  For,
  Range,
  Switch,
  TypeSwitch,
  Select,
};

struct Stmt {
  StmtKind kind;
  Pos pos;

 protected:
  explicit Stmt(StmtKind k) : kind(k) {}
};

template <StmtKind K>
struct StmtOf : Stmt {
  static constexpr StmtKind kKind = K;

  StmtOf() : Stmt(K) {}
};

struct Decl;

struct EmptyStmt : StmtOf<StmtKind::Empty> {};

struct LabeledStmt : StmtOf<StmtKind::Labeled> {
  Ident* label = nullptr;
  Stmt* stmt = nullptr;  // never null; an EmptyStmt before `}`
};

struct Block : StmtOf<StmtKind::Block> {
  List<Stmt> stmts;
  Pos rbrace;
};

struct ExprStmt : StmtOf<StmtKind::Expr> {
  Expr* x = nullptr;
};

struct SendStmt : StmtOf<StmtKind::Send> {
  Expr* channel = nullptr;
  Expr* value = nullptr;
};

// One keyword's declarations: `var x int` or `const ( ... )`.
struct DeclStmt : StmtOf<StmtKind::Decl> {
  List<Decl> decls;
};

// lhs = rhs, lhs := rhs (define), x op= y (op, one expression each side).
struct AssignStmt : StmtOf<StmtKind::Assign> {
  Op op = Op::None;
  bool define = false;
  List<Expr> lhs;
  List<Expr> rhs;
};

// x++ or x--
struct IncDecStmt : StmtOf<StmtKind::IncDec> {
  Op op = Op::Add;  // Add or Sub
  Expr* x = nullptr;
};

enum class Jump : uint8_t { Break, Continue, Goto, Fallthrough };

struct BranchStmt : StmtOf<StmtKind::Branch> {
  Jump jump = Jump::Break;
  Ident* label = nullptr;
  Stmt* target = nullptr;  // the statement left or gone to; set by the checker
};

// go or defer
struct CallStmt : StmtOf<StmtKind::Call> {
  bool is_go = false;
  Call* call = nullptr;  // never null, without parentheses around it
};

struct ReturnStmt : StmtOf<StmtKind::Return> {
  List<Expr> results;
};

struct IfStmt : StmtOf<StmtKind::If> {
  Stmt* init = nullptr;
  Expr* cond = nullptr;
  Block* then = nullptr;
  Stmt* otherwise = nullptr;  // null, Block or IfStmt
};

struct ForStmt : StmtOf<StmtKind::For> {
  Stmt* init = nullptr;
  Expr* cond = nullptr;
  Stmt* post = nullptr;
  Block* body = nullptr;
};

// for lhs = range x, for lhs := range x, for range x.
struct RangeStmt : StmtOf<StmtKind::Range> {
  List<Expr> lhs;  // none, key, or key and value; more is for the checker to refuse
  bool define = false;
  Expr* x = nullptr;
  Pos range_pos;  // of the keyword `range`
  Block* body = nullptr;
};

struct CaseClause {
  Pos pos;  // of `case` or `default`
  bool is_default = false;
  List<Expr> exprs;  // values, or types (nil included) in a type switch
  List<Stmt> body;
  Pos colon;
  check::Object* object = nullptr;  // type switch: this clause's variable; set by the checker
};

struct SwitchStmt : StmtOf<StmtKind::Switch> {
  Stmt* init = nullptr;
  Expr* tag = nullptr;
  List<CaseClause> clauses;
  Pos rbrace;
};

struct TypeSwitchStmt : StmtOf<StmtKind::TypeSwitch> {
  Stmt* init = nullptr;
  TypeSwitchGuard* guard = nullptr;
  List<CaseClause> clauses;
  Pos rbrace;
};

struct CommClause {
  Pos pos;
  bool is_default = false;
  Stmt* comm = nullptr;  // any simple statement; the checker admits send and receive only
  List<Stmt> body;
  Pos colon;
};

struct SelectStmt : StmtOf<StmtKind::Select> {
  List<CommClause> clauses;
  Pos rbrace;
};

// ---- Declarations ----

// A directive comment: `//go:noinline` has the text "go:noinline"; `//prologo:abi abi0` has
// "prologo:abi abi0". pos is where the text begins, after the slashes.
struct Pragma {
  Pos pos;
  std::string_view text;
};

// The parentheses around several specifications; equal pointers mean the same group.
struct Group {
  Pos lparen;
  Pos rparen;
};

enum class DeclKind : uint8_t { Import, Const, Type, Var, Func };

struct Decl {
  DeclKind kind;
  Pos pos;  // first token after the keyword: a name, an import path, `(` of a receiver
  Group* group = nullptr;  // null: not in parentheses
  std::span<Pragma> pragmas;

 protected:
  explicit Decl(DeclKind k) : kind(k) {}
};

template <DeclKind K>
struct DeclOf : Decl {
  static constexpr DeclKind kKind = K;

  DeclOf() : Decl(K) {}
};

struct ImportDecl : DeclOf<DeclKind::Import> {
  Ident* name = nullptr;     // the local name, "." and "_" included; null: the package's own
  BasicLit* path = nullptr;  // null after an error
};

// In a group, neither type nor values means: repeat the previous specification's.
struct ConstDecl : DeclOf<DeclKind::Const> {
  uint32_t iota_value = 0;  // index within the group
  List<Ident> names;
  Expr* type = nullptr;
  List<Expr> values;
};

struct TypeDecl : DeclOf<DeclKind::Type> {
  Ident* name = nullptr;
  List<Field> type_params;
  bool is_alias = false;
  Expr* type = nullptr;
};

struct VarDecl : DeclOf<DeclKind::Var> {
  List<Ident> names;
  Expr* type = nullptr;
  List<Expr> values;
};

struct FuncDecl : DeclOf<DeclKind::Func> {
  Field* receiver = nullptr;  // null: a function
  Ident* name = nullptr;
  List<Field> type_params;
  FuncType* signature = nullptr;
  Block* body = nullptr;  // null: declared only
};

struct File {
  Pos pos;  // of `package`
  Ident* package_name = nullptr;
  List<Decl> decls;                 // imports first, in source order; groups are flattened
  std::span<Pragma> pragmas;        // before the package clause, `//go:build` lines included
  std::span<Pragma> loose_pragmas;  // bound to no declaration: go:linkname, go:cgo_*
  Pos eof;
  uint32_t line_count = 0;
};

// ---- Helpers ----

// The node as T, or null if it is absent or of another kind: `if (auto* call = as<Call>(x))`.
template <typename T, typename Base>
T* as(Base* node) {
  return node != nullptr && node->kind == T::kKind ? static_cast<T*>(node) : nullptr;
}

template <typename T, typename Base>
const T* as(const Base* node) {
  return node != nullptr && node->kind == T::kKind ? static_cast<const T*>(node) : nullptr;
}

// `x` without any parentheses around it.
Expr* unparen(Expr* x);

// Where an expression or statement begins, as far as Go follows it: through calls, selectors,
// indices, assertions and binary operators to the left operand, but not through slices.
Pos start_pos(const Expr* x);
Pos start_pos(const Stmt* s);

}  // namespace prologo::ast

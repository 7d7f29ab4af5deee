#pragma once
// The checker's shared state. Its member functions stand in several files, one per concern;
// the groups below name them. The way of working is types2's: expressions are checked top down
// into Operands, package-level objects on first use, function bodies after all declarations.

#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "frontend/ast.h"
#include "frontend/check/check.h"
#include "frontend/check/info.h"
#include "frontend/check/instances.h"
#include "frontend/check/monomorph.h"
#include "frontend/check/operand.h"
#include "frontend/types/relations.h"
#include "frontend/types/type_params.h"
#include "support/diagnostic.h"
#include "support/source.h"

namespace prologo::check {

using types::Type;

// Whether an expression may stand as a statement.
enum class ExprClass : uint8_t { Conversion, Expression, Statement };

// How a package-level object is declared.
struct Declaration {
  Scope* file = nullptr;
  std::vector<Object*> lhs;  // of `var a, b = f()`; else empty
  ast::Expr* type = nullptr;
  ast::Expr* init = nullptr;
  bool inherited = false;  // a constant that repeats an earlier initialiser
  ast::TypeDecl* type_decl = nullptr;
  ast::FuncDecl* func_decl = nullptr;
  std::set<Object*> dependencies;  // objects the initialiser or body refers to
};

// What the code being checked stands in.
struct Environment {
  Declaration* declaration = nullptr;
  Scope* scope = nullptr;
  constant::Value iota;  // known inside constant declarations
  Pos error_pos;         // replaces all positions while an inherited initialiser is checked
  const types::Signature* signature = nullptr;
  Function* function = nullptr;
  bool has_call_or_receive = false;
  bool in_type_params = false;  // in the constraints of a list of type parameters
};

// The outcome of looking for a field or method.
struct Found {
  const types::Field* field = nullptr;
  Object* method = nullptr;
  std::vector<PathStep> path;
  bool is_indirect = false;
  bool is_ambiguous = false;
  bool needs_pointer = false;  // there is such a method, but with a pointer receiver

  explicit operator bool() const { return field != nullptr || method != nullptr; }
};

// Finds a field or method as a selector does. `fold_case`: any capitalisation will do.
Found find_member(const Type* type, bool addressable, std::string_view name,
                  bool fold_case = false);

// Why a type lacks a method: the method wanted and, maybe, one that nearly is it.
struct MissingMethod {
  const types::Method* wanted = nullptr;
  Object* alternative = nullptr;
};

// Object::color: not resolved, resolved; from kGrey on: being resolved, kGrey + place on the
// path.
inline constexpr uint32_t kWhite = 0;
inline constexpr uint32_t kBlack = 1;
inline constexpr uint32_t kGrey = 2;

class Checker : public InstanceHooks {
 public:
  Checker(const SourceFiles& sources, const Options& options, Diagnostics& diagnostics,
          Package& package);

  void run(std::span<ast::File* const> files);

  void need(Object* object) override { resolve_object(object); }

  void met_cycle(const std::vector<Object*>& cycle) override { report_cycle(cycle); }

  void met_twice(Pos at, const types::Method* method, Pos other_at, const types::Method* other,
                 bool is_explicit) override;

 private:
  using ExprList = std::span<ast::Expr* const>;

  // errors.cpp
  void error(Pos pos, std::string text);
  void error(const ast::Expr* at, std::string text);
  void error(const Operand& at, std::string text);
  std::string other_declaration(const Object* object) const;
  void not_supported(Pos pos, std::string_view what);
  Pos operand_pos(const Operand& x) const;

  // resolve.cpp
  void collect_objects(std::span<ast::File* const> files);
  void collect_declaration(ast::Decl* decl, Scope* file_scope);
  void collect_import(ast::ImportDecl* decl, Scope* file_scope);
  void collect_constants(ast::ConstDecl* decl, Scope* file_scope);
  void collect_variables(ast::VarDecl* decl, Scope* file_scope);
  void collect_type(ast::TypeDecl* decl, Scope* file_scope);
  void collect_function(ast::FuncDecl* decl, Scope* file_scope);
  void collect_method(ast::FuncDecl* decl, Object* method);
  void declare_in_package(ast::Ident* name, Object* object, Declaration* declaration);
  void check_file_scopes();
  void bind_methods();
  Object* receiver_base(ast::Expr* type, bool& is_pointer);
  void check_package_objects();
  void report_unused_imports();
  void check_arity(Pos pos, ast::List<ast::Ident> names, ExprList values, bool constants,
                   bool inherited);
  Declaration* new_declaration(Scope* file_scope);
  void register_object(Object* object, Declaration* declaration);

  // declarations.cpp
  Object* new_object(ObjectKind kind, std::string_view name, Pos pos);
  Object* new_variable(VarKind kind, ast::Ident* name, const Type* type);
  void declare(Scope* scope, Object* object);
  Scope* open_scope(const ast::Stmt* owner = nullptr);
  void close_scope();
  Object* lookup(std::string_view name) const;
  void use_dot_import(std::string_view name);
  void resolve_object(Object* object, types::Named* defining = nullptr);
  void resolve_by_kind(Object* object, Declaration* declaration, types::Named* defining);
  void meet_again(Object* object);
  bool is_valid_cycle(Object* object);
  void report_cycle(const std::vector<Object*>& cycle);
  void declare_constant(Object* object, ast::Expr* type, ast::Expr* init, bool inherited);
  void declare_variable(Object* object, std::span<Object* const> lhs, ast::Expr* type,
                        ast::Expr* init);
  void declare_type(Object* object, ast::TypeDecl* decl, types::Named* defining);
  void declare_function(Object* object, Declaration* declaration);
  void collect_methods(Object* type_name);
  void check_field_uniqueness(types::Named* base);
  void add_dependency(Object* object);
  void set_underlying(types::Named* defining, const Type* type);
  void check_valid_type(types::Named* named);
  using Nest = std::vector<const types::Named*>;
  bool is_valid_type(const Type* type, Nest& nest, Nest& path);
  bool is_valid_named(const types::Named* named, Nest& nest, Nest& path);

  // local_declarations.cpp
  void declare_locals(ast::DeclStmt* stmt);
  void declare_local_constants(ast::ConstDecl* decl, ast::ConstDecl*& last);
  void declare_local_variables(ast::VarDecl* decl);
  void declare_local_type(ast::TypeDecl* decl);

  // type_expressions.cpp
  const Type* check_type(ast::Expr* expr, types::Named* defining = nullptr);
  const Type* check_variable_type(ast::Expr* expr);
  void require_variable_type(ast::Expr* expr, const Type* type);
  const Type* type_expression(ast::Expr* expr, types::Named* defining);
  const Type* type_literal(ast::Expr* expr, types::Named* defining);
  const Type* type_name(ast::Expr* expr, types::Named* defining);
  const Type* array_type(ast::ArrayType* expr, types::Named* defining);
  const Type* pointer_type(ast::Unary* expr, types::Named* defining);
  const Type* map_type(ast::MapType* expr, types::Named* defining);
  const Type* chan_type(ast::ChanType* expr, types::Named* defining);
  int64_t array_length(ast::Expr* expr);

  // type_params.cpp
  using TypeParams = std::vector<const types::TypeParam*>;
  using TypeArgs = std::vector<const Type*>;

  types::TypeParam* declare_type_param(ast::Ident* name);
  void collect_type_params(TypeParams& params, std::span<ast::Field* const> list);
  const Type* constraint(ast::Expr* expr);
  void declare_receiver_params(types::Signature* signature, ast::Field* receiver);
  bool is_in_generic_function() const;
  const Type* generic_type(ast::Expr* expr, bool report);
  const Type* instantiated_type(ast::Index* expr, types::Named* defining);
  // The types of a list of type arguments; false after an error.
  bool type_list(ExprList list, TypeArgs& types);
  void verify_instance(Pos pos, const TypeParams& params, const TypeArgs& args,
                       ExprList written);
  void reject_generic(Operand& x);
  void instantiate_function(Operand& x, ast::Index* expr);
  const types::Signature* instantiate_signature(Pos pos, const types::Signature* generic,
                                                const TypeArgs& args, ExprList written);
  void record_instance(ast::Expr* function, const TypeArgs& args,
                       const types::Signature* signature);

  // infer.cpp
  bool infer(Pos pos, const TypeParams& params, TypeArgs& args, std::vector<const Type*> wanted,
             const std::vector<Operand>& operands);
  bool infer_from_constraints(Pos pos, const TypeParams& params, TypeArgs& args);

  // type_members.cpp, interfaces.cpp
  void struct_type(types::Struct* type, ast::StructType* expr);
  void add_field(std::vector<types::Field>& fields, types::Field field, ast::Ident* name);
  void check_embedded(const Type* type, Pos pos);
  void interface_type(types::Interface* type, ast::InterfaceType* expr, types::Named* defining);
  void add_interface_method(types::Interface* type, ast::Field* field, types::Named* defining);
  void add_interface_element(types::Interface* type, ast::Expr* element);
  const Type* union_type(ast::Expr* element);
  types::UnionTerm union_term(ast::Expr* element);
  void check_union(const std::vector<ast::Expr*>& written, const types::Terms& terms);
  void check_union_interface(ast::Expr* at, const types::UnionTerm& term);
  void function_type(types::Signature* signature, ast::Field* receiver,
                     std::span<ast::Field* const> type_params, ast::FuncType* expr);
  std::vector<types::Param> parameters(Scope* scope, std::span<ast::Field* const> fields,
                                       VarKind kind, bool* variadic);
  void check_receiver(const types::Signature* signature, types::Param receiver);

  // identifiers.cpp
  void resolve_identifier(Operand& x, ast::Ident* ident, types::Named* defining,
                          bool want_type);
  void use_variable(Object* variable);

  // type_sets.cpp
  void report_duplicate_method(Pos at, const types::Method* method, Pos other);
  MissingMethod missing_method(const Type* type, const types::Interface* wanted,
                               bool is_static);
  std::string missing_method_reason(const Type* type, const Type* wanted,
                                    const MissingMethod& missing);
  bool implements(const Type* type, const Type* wanted, std::string* reason);
  bool satisfies(const Type* type, const Type* wanted, std::string* reason);
  std::string method_text(const Object* method) const;

  // expressions.cpp
  ExprClass raw_expression(Operand& x, ast::Expr* expr, const Type* hint = nullptr,
                           bool allow_generic = false);
  ExprClass expression_by_kind(Operand& x, ast::Expr* expr, const Type* hint);
  void expression(Operand& x, ast::Expr* expr);
  void multi_expression(Operand& x, ast::Expr* expr);
  void expression_with_hint(Operand& x, ast::Expr* expr, const Type* hint);
  void expression_or_type(Operand& x, ast::Expr* expr, bool allow_generic = false);
  void exclude(Operand& x, bool no_value, bool builtin, bool type);
  void require_single_value(Operand& x);
  void use(ast::Expr* expr);
  void use_all(ExprList list);
  void literal(Operand& x, ast::BasicLit* expr);
  void function_literal(Operand& x, ast::FuncLit* expr);
  void type_assertion_expression(Operand& x, ast::TypeAssert* expr);
  void check_assertion(ast::Expr* at, const Operand& x, const Type* target, bool in_switch);

  // unary.cpp
  ExprClass unary(Operand& x, ast::Unary* expr);
  void indirection(Operand& x, ast::Unary* expr);
  void address(Operand& x, ast::Unary* expr);
  void receive(Operand& x);
  void mark_address_taken(ast::Expr* expr);

  // operators.cpp
  bool check_operator(const Operand& x, ast::Op op, unsigned flags);
  void check_overflow(Operand& x);
  void binary(Operand& x, ast::Binary* expr, ast::Expr* lhs, ast::Expr* rhs, ast::Op op);
  bool match_operands(Operand& x, Operand& y);
  void fold(Operand& x, const Operand& y, ast::Binary* expr, ast::Op op);
  bool check_divisor(const Operand& x, const Operand& y, ast::Op op);
  void comparison(Operand& x, Operand& y, ast::Op op, bool in_switch);
  bool check_comparable(const Operand& x, const Operand& y, ast::Op op, const Operand*& culprit,
                        std::string& cause);
  std::string incomparable_cause(const Type* type) const;

  // shifts.cpp
  void shift(Operand& x, Operand& y, ast::Expr* expr, ast::Op op);
  bool check_shift_count(Operand& y);
  void constant_shift(Operand& x, const Operand& y, const constant::Value& left,
                      ast::Expr* expr, ast::Op op);

  // untyped.cpp
  enum class Failure : uint8_t { None, Truncated, Overflow, Invalid };

  struct Untyped {
    bool is_shift_operand = false;
    Mode mode = Mode::Invalid;
    const Type* type = nullptr;
    constant::Value value;
  };

  ExprInfo* info(ast::Expr* expr);
  void record(const Operand& x);
  void record_type(ast::Expr* expr, Mode mode, const Type* type, const constant::Value& value);
  void record_remaining_untyped();
  void update_type(ast::Expr* expr, const Type* type, bool is_final,
                   ast::Expr* parent = nullptr);
  void update_operands(ast::Expr* expr, const Untyped& old, const Type* type, bool is_final);
  void update_value(ast::Expr* expr, const constant::Value& value);
  void convert_untyped(Operand& x, const Type* target);
  Failure implicit_type(const Operand& x, const Type* target, const Type*& type,
                        constant::Value& value);
  void require_representable(Operand& x, const types::Basic* type);
  Failure represent(const Operand& x, const types::Basic* type, constant::Value& value);
  void report_conversion(Failure failure, const Operand& x, const Type* target);

  // literals.cpp
  void composite_literal(Operand& x, ast::CompositeLit* expr, const Type* hint);
  bool literal_elements(ast::CompositeLit* expr, const Type* type, const Type* base);
  void struct_literal(ast::CompositeLit* expr, const Type* type, const types::Struct* fields);
  void keyed_field(ast::Expr* element, const Type* base, const types::Struct* fields,
                   std::vector<bool>& seen);
  void map_literal(ast::CompositeLit* expr, const types::Map* map);
  int64_t indexed_elements(ExprList elements, const Type* elem, int64_t length);

  // indexing.cpp
  // True: not an index but type arguments of the generic function x, still to be applied.
  bool index_expression(Operand& x, ast::Index* expr);
  bool map_index(Operand& x, ast::Index* expr, const Type* key, const Type* elem);
  bool indexable(Operand& x, int64_t& length, const Type*& key);
  bool indexable_param(Operand& x, int64_t& length, const Type*& key);
  ast::Expr* single_index(ast::Index* expr);
  void slice_expression(Operand& x, ast::Slice* expr);
  bool sliceable(Operand& x, ast::Slice* expr, int64_t& length);
  void check_slice_bounds(ast::Slice* expr, int64_t length);
  // Type and, if constant, value of an index; Invalid type after an error.
  const Type* check_index(ast::Expr* expr, int64_t limit, int64_t& value);
  bool is_valid_index(Operand& x, std::string_view what, bool allow_negative);

  // selectors.cpp
  void selector(Operand& x, ast::Selector* expr, types::Named* defining);
  bool qualified_identifier(Operand& x, ast::Selector* expr);
  void report_missing_member(const Operand& x, ast::Selector* expr, const Found& found);
  void method_expression(Operand& x, ast::Selector* expr, Found& found);
  void member_selector(Operand& x, ast::Selector* expr, Found& found);
  Selection* record_selection(ast::Selector* expr, SelectionKind kind, const Type* receiver,
                              const Found& found);

  // calls.cpp
  ExprClass call(Operand& x, ast::Call* expr);
  ExprClass conversion_call(Operand& x, ast::Call* expr);
  void set_call_result(Operand& x, ast::Call* expr, const types::Signature* signature);
  // The operands of an expression list; a lone call may yield several, a lone comma-ok
  // expression two if allowed.
  std::vector<Operand> expression_list(ExprList list, bool allow_comma_ok, bool* comma_ok);
  // The signature is replaced by that of the instance called; null if there is none.
  void arguments(ast::Call* expr, const types::Signature*& signature,
                 std::vector<Operand>& args, const TypeArgs& type_args = {});
  bool callee(Operand& x, ast::Call* expr);
  bool callee_type_args(ast::Call* expr, const types::Signature* signature, TypeArgs& types);
  bool adjust_variadic(ast::Call* expr, const types::Signature* signature, size_t arg_count,
                       std::vector<const Type*>& types, size_t& wanted);
  std::string types_summary(const std::vector<const Type*>& types, bool variadic) const;

  // builtins.cpp
  bool builtin_call(Operand& x, ast::Call* expr, Builtin id);
  bool check_builtin(Operand& x, ast::Call* expr, Builtin id, std::vector<Operand>& args);
  bool builtin_append(Operand& x, ast::Call* expr, std::vector<Operand>& args);
  bool builtin_length(Operand& x, Builtin id);
  bool builtin_close(Operand& x);
  bool builtin_complex(Operand& x, ast::Call* expr, Operand y);
  bool builtin_part(Operand& x, Builtin id);
  const Type* map_terms(const Type* (*function)(const Type*), const Operand& x, Builtin id);
  bool builtin_copy(Operand& x, const Operand& y);
  bool builtin_delete(Operand& x, Operand key);
  bool builtin_make(Operand& x, ast::Call* expr);
  bool builtin_new(Operand& x, ast::Call* expr);
  bool builtin_print(Operand& x, ast::Call* expr, Builtin id, std::vector<Operand>& args);

  // unsafe_builtins.cpp
  bool unsafe_add(Operand& x, Operand y);
  bool unsafe_slice(Operand& x, Operand y);
  bool unsafe_size(Operand& x, Builtin id);
  static bool has_variable_size(const Type* type, std::vector<const types::Named*>& open);
  static bool has_variable_size(const Type* type);
  bool unsafe_offsetof(Operand& x, ast::Call* expr);

  // conversions.cpp
  void conversion(Operand& x, const Type* target);
  bool convert_constant(const Operand& x, const Type* target, constant::Value& value);
  bool is_convertible(const Operand& x, const Type* target, std::string* cause);
  bool is_assignable(const Operand& x, const Type* target, std::string* reason);
  bool is_assignable_by_terms(const Operand& x, const Type* target, std::string* reason);
  bool is_convertible_by_terms(const Operand& x, const Type* target, std::string* cause);
  bool convert_constant_to_param(const Operand& x, const types::TypeParam* target,
                                 std::string& cause);

  // assignments.cpp
  void assignment(Operand& x, const Type* target, std::string_view context);
  void convert_for_assignment(Operand& x, const Type* target, std::string_view context);
  void init_constant(Object* lhs, Operand& x);
  const Type* init_variable(Object* lhs, Operand& x, std::string_view context);
  const Type* assign_variable(ast::Expr* lhs, Operand& x);
  bool check_assignable(Operand& z);
  void init_variables(std::span<Object* const> lhs, ExprList rhs, ast::Stmt* return_stmt);
  void report_return_count(std::span<Object* const> lhs, const std::vector<Operand>& values,
                           ast::Stmt* stmt);
  void assign_variables(ExprList lhs, ExprList rhs);
  void report_assignment_count(ExprList rhs, size_t variables, size_t values);
  void short_declaration(ast::AssignStmt* stmt);
  Object* short_declared(ast::Expr* lhs, std::set<std::string_view>& seen,
                         std::vector<Object*>& fresh, bool& failed);
  void record_comma_ok(ast::Expr* expr, const Type* value, const Type* ok);

  // statements.cpp
  void function_body(Function* function, Declaration* declaration, ast::Block* body,
                     constant::Value iota);
  void report_unused_variables(const Function* function);
  void statements(ast::List<ast::Stmt> list);
  void statement(ast::Stmt* stmt);
  void statement_by_kind(ast::Stmt* stmt);
  void expression_statement(ast::ExprStmt* stmt);
  void send_statement(ast::SendStmt* stmt);
  void assign_statement(ast::AssignStmt* stmt);
  void inc_dec_statement(ast::IncDecStmt* stmt);
  void call_statement(ast::CallStmt* stmt);
  void return_statement(ast::ReturnStmt* stmt);
  void if_statement(ast::IfStmt* stmt);
  void for_statement(ast::ForStmt* stmt);
  void condition(ast::Expr* expr, std::string_view where);
  void range_statement(ast::RangeStmt* stmt);
  void range_types(ast::RangeStmt* stmt, Operand& x, const Type*& key, const Type*& value);
  void range_variables(ast::RangeStmt* stmt, Operand& x, const Type* const (&types)[2]);

  // switches.cpp
  void switch_statement(ast::SwitchStmt* stmt);
  void switch_tag(ast::SwitchStmt* stmt, Operand& x);
  struct CaseValue;
  void case_values(Operand& x, ExprList values, std::multimap<std::string, CaseValue>& seen);
  void type_switch_statement(ast::TypeSwitchStmt* stmt);
  const Type* case_types(const Operand* x, ExprList types,
                         std::vector<std::pair<const Type*, ast::Expr*>>& seen);
  void select_statement(ast::SelectStmt* stmt);
  bool names_nil(ast::Expr* expr) const;
  template <typename Clause>
  void report_second_default(ast::List<Clause> clauses);

  // init_order.cpp
  void find_init_cycles();
  void order_initialization();
  void report_init_cycle(const std::vector<Object*>& cycle);

  // walk_bodies.cpp
  void walk_bodies();
  Declaration* declaration_of_value(const ast::VarDecl* decl, size_t i);

  // pragmas.cpp
  void check_pragmas(std::span<ast::File* const> files);
  void check_linkname(const ast::File* file, const ast::Pragma& pragma,
                      std::set<std::string>& linked);
  void check_bodies(std::span<ast::File* const> files);

  void later(std::function<void()> action) { delayed_.push_back(std::move(action)); }

  void process_delayed(size_t from);
  void check_main();
  void check_printed();
  void report_instantiation_cycle();

  const SourceFiles& sources_;
  const Options& options_;
  Diagnostics& diagnostics_;
  Package& package_;
  Environment env_;
  bool has_error_ = false;
  bool has_refusals_ = false;       // of what is not supported yet
  bool has_unknown_names_ = false;  // a package that could not be imported was dot-imported
  std::vector<Object*> path_;       // objects being resolved, outermost first
  std::vector<std::function<void()>> delayed_;
  std::unordered_map<Object*, Declaration*> declarations_;
  std::vector<Object*> in_order_;  // the keys of declarations_, by Object::order
  std::unordered_map<Object*, std::vector<Object*>> methods_;  // by base type name
  std::unordered_map<Object*, types::Method*> method_records_;
  std::vector<std::pair<Object*, ast::FuncDecl*>> unbound_methods_;
  std::vector<Scope*> file_scopes_;
  std::vector<Object*> imports_;
  std::unordered_map<ast::Expr*, Untyped> untyped_;
  std::unordered_map<const types::Signature*, Scope*> signature_scopes_;
  std::unordered_map<const ast::Ident*, types::TypeParam*> blank_receiver_params_;
  std::vector<Pos> types_in_generic_functions_;  // local declarations of types, refused
  Monomorph monomorph_;
  std::unordered_set<const types::Named*> valid_types_;
  std::unordered_set<Object*> broken_aliases_;
  std::unordered_set<const ast::Call*> panics_;
  // Arguments of print that the language allows and the compiler does not know how to print.
  std::vector<std::pair<const ast::Call*, const Type*>> unprintable_;
  // Of functions, and expressions that make a value of a type: their types must have a size.
  uint32_t next_order_ = 1;
  ast::ConstDecl* last_constants_ = nullptr;  // that has a type or values, in this group
};

// terminating.cpp: does control never reach what follows the statement?
bool is_terminating(const ast::Stmt* stmt, std::string_view label,
                    const std::unordered_set<const ast::Call*>& panics);

// branches.cpp: labels, goto, break, continue and fallthrough of one function body. Reports
// their errors and sets the targets.
void check_branches(ast::Block* body, const SourceFiles& sources, Diagnostics& diagnostics);

// Scope of package unsafe.
Scope* unsafe_scope();

}  // namespace prologo::check

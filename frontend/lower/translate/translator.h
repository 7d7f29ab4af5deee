#pragma once
// From the checked syntax tree to lowering's typed tree: names become variables in Go's order
// of declaration, implicit conversions and dereferences become nodes, method calls become
// calls with the receiver as first argument.

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontend/ast.h"
#include "frontend/lower/context.h"
#include "frontend/lower/conversions.h"

namespace prologo::lower {

class Translator {
 public:
  explicit Translator(Context& context) : cx_(context) {}

  // All declared functions and package variables, into the unit. The initialisation of package
  // variables becomes the body of the function `init`; init_function() is null without any.
  void run();

  Func* init_function() const { return init_; }

  // `func init()` of the source, in order.
  const std::vector<Func*>& declared_inits() const { return declared_inits_; }

  // ---- Instances of generic functions (instances.cpp) ----
  // Translates the bodies of instances that were asked for, and of those they ask for in turn.
  void translate_instances();

  bool has_pending_instances() const { return !pending_.empty(); }

  // Interface calls whose dynamic type is evident become direct calls (devirtualise.cpp).
  void devirtualise(Func* fn);

  // ---- Wrappers (wrappers.cpp) ----
  // The function to call for a method of exactly this receiver type; made if it is a promoted
  // method or a value method called through a pointer.
  Name* method_function(const types::Type* receiver, std::string_view method);
  // The code an itab or descriptor refers to.
  void make_wrapper(const WrapperRequest& request);
  // `T.m-fm`, the closure body of a method value of this receiver type.
  Name* method_value_wrapper(const Node* method_value);

 private:
  struct NamedParam {
    std::string name;
    const ir::Type* type;
  };

  // ---- Instances (instances.cpp) ----
  // The instance of a function with type parameters, or of a method of a generic type; its body
  // is translated later.
  Name* function_instance(const check::Object* generic,
                          const std::vector<const types::Type*>& args);
  Name* method_instance(const check::Object* method);
  static bool has_generic_args(const ast::Call* e);
  Name* instance_named(const std::string& link_name, const check::Object* generic,
                       const types::Signature* signature,
                       const std::vector<const types::TypeParam*>& params,
                       const std::vector<const types::Type*>& args);
  // A type in the body at hand, with the type arguments of the instance at hand.
  const types::Type* concrete(const types::Type* type);

  const ir::Type* type_of(const types::Type* type) { return cx_.types.of(concrete(type)); }

  // False: a value of the interface type never holds one of this type. Only code that was
  // checked for all type arguments at once may ask in vain.
  bool can_hold(const ir::Type* interface, const ir::Type* type);
  Node* type_assertion(const ast::TypeAssert* e, const ir::Type* type);
  Node* unsafe_query(const ast::Call* e, const ir::Type* type);

  // ---- Declarations (declarations.cpp) ----
  Func* declare_function(const check::Object* object, const std::string& link_name,
                         const types::Signature* signature);
  void declare_globals();
  void declare_functions();
  void translate_file(const ast::File* file);
  void translate_function(const ast::FuncDecl* decl);
  void translate_init();
  Node* init_step(const check::InitStep& step);
  void note_declarations();
  void declare_params(Func* fn, const types::Signature* sig);
  void declare_param(Func* fn, const types::Param& param, bool is_result);
  void body(Func* fn, const ast::Block* block);
  void apply_pragmas(Func* fn, std::span<ast::Pragma> pragmas);
  std::string function_link_name(const check::Object* object);
  std::string closure_name();
  Name* declare_local(const check::Object* object, Pos pos);
  Name* name_of(const check::Object* object);
  Name* capture(Name* name, Pos pos);
  Name* capture_in(Func* fn, Name* name, Pos pos);
  void finish_captures(Func* fn, Func* outer);
  Node* use(const check::Object* object, Pos pos);

  // ---- Statements (statements.cpp) ----
  void stmt(const ast::Stmt* s, Nodes& out);
  Node* one_stmt(const ast::Stmt* s);
  Nodes stmts(ast::List<ast::Stmt> list);
  void assign(const ast::AssignStmt* s, Nodes& out);
  void assign_op(const ast::AssignStmt* s, Nodes& out);
  void inc_dec(const ast::IncDecStmt* s, Nodes& out);
  void var_decl(const ast::VarDecl* decl, Nodes& out);
  void return_stmt(const ast::ReturnStmt* s, Nodes& out);
  void if_stmt(const ast::IfStmt* s, Nodes& out);
  void for_stmt(const ast::ForStmt* s, Nodes& out);
  void range_stmt(const ast::RangeStmt* s, Nodes& out);
  void switch_stmt(const ast::SwitchStmt* s, Nodes& out);
  void type_switch(const ast::TypeSwitchStmt* s, Nodes& out);
  void send_stmt(const ast::SendStmt* s, Nodes& out);
  void select_stmt(const ast::SelectStmt* s, Nodes& out);
  void branch(const ast::BranchStmt* s, Nodes& out);
  void labeled(const ast::LabeledStmt* s, Nodes& out);
  void call_stmt(const ast::CallStmt* s, Nodes& out);
  std::vector<Name*> assign_targets(ast::List<ast::Expr> list, bool define, Nodes& out);
  void define(Node* by, const std::vector<Name*>& names);
  // Picks the form of an assignment with several left sides and converts the right ones.
  void finish_assign2(Node* n);
  void rewrite_multi_value(Node* assign);

  // ---- Expressions (expressions.cpp) ----
  Node* expr(const ast::Expr* e);

  Node* expr_or_null(const ast::Expr* e) { return e == nullptr ? nullptr : expr(e); }

  Nodes exprs(ast::List<ast::Expr> list);
  Node* plain_expr(const ast::Expr* e, const ir::Type* type);
  Node* ident(const ast::Ident* e, const ir::Type* type);
  Node* unary(const ast::Unary* e, const ir::Type* type);
  Node* binary(const ast::Binary* e, const ir::Type* type);
  Node* comparison(const ast::Binary* e, Op op, const ir::Type* type);
  Node* add_strings(Node* x, Node* y, Pos pos);
  Node* index(const ast::Index* e, const ir::Type* type);
  Node* slice(const ast::Slice* e, const ir::Type* type);
  Node* selector(const ast::Selector* e, const ir::Type* type);
  Node* method_selector(const ast::Selector* e, const check::Object* selected, Node* x,
                        const ir::Type* type);
  Node* interface_method(Node* x, std::string_view name, Pos pos);
  Node* func_literal(const ast::FuncLit* e);
  Node* implicit_star(Node* x);
  Node* field(Node* x, int index, Pos pos);

  // ---- Constants and composite literals (literals.cpp) ----
  Node* constant(const constant::Value& value, const ir::Type* type, Pos pos);
  Node* composite(const ast::CompositeLit* e, const types::Type* type, Pos pos);
  void struct_elements(const ast::CompositeLit* e, Node* lit);
  void array_elements(const ast::CompositeLit* e, Node* lit);
  void map_elements(const ast::CompositeLit* e, Node* lit);
  Node* runes_literal(Node* conversion);

  // ---- Conversions and calls (calls.cpp) ----
  Node* assign_conv(Node* n, const ir::Type* type) { return lower::assign_conv(cx_, n, type); }

  Node* conversion(const ast::Call* e, const ir::Type* type);
  Node* call(const ast::Call* e, const ir::Type* type);
  Node* finish_call(Node* n, const ir::Signature& sig, bool variadic);
  Node* builtin(const ast::Call* e, const ir::Type* type);
  Node* append_call(const ast::Call* e, const ir::Type* type);
  Node* make_call(const ast::Call* e, const ir::Type* type);
  void name_callee(Node* call, Node*& callee);
  void spread_results(Node* holder, Nodes& args);

  void devirtualise_call(Node* call);

  // ---- Wrapper bodies (wrappers.cpp) ----
  struct Wrapper {
    Func* fn;
    Nodes args;
  };

  Wrapper begin_wrapper(const std::string& link_name, const types::Type* receiver,
                        const types::Signature* method);
  void wrapper_call(Wrapper& wrapper, Node* receiver, const check::Lookup& lookup,
                    std::string_view method, const types::Signature* sig);
  Name* build_method_wrapper(const std::string& link_name, const types::Type* receiver,
                             std::string_view method, const check::Lookup& lookup);
  std::string method_link_name(const types::Type* receiver, std::string_view method);

  Context& cx_;
  Func* init_ = nullptr;
  std::vector<Func*> declared_inits_;
  std::unordered_map<const check::Object*, Name*> names_;   // globals and functions
  std::unordered_map<const check::Object*, Name*> locals_;  // of the function at hand
  std::unordered_map<const check::Object*, Func*> functions_;
  std::unordered_map<Name*, Name*> innermost_;
  std::map<std::string, Name*> wrappers_;

  // An instance whose body is still to be translated.
  struct PendingInstance {
    Func* fn = nullptr;
    const check::Object* generic = nullptr;
    const types::Signature* signature = nullptr;
    std::vector<const types::TypeParam*> params;
    std::vector<const types::Type*> args;
  };

  std::vector<PendingInstance> pending_;
  std::unordered_map<std::string, Name*> instances_;  // by link name
  // Type parameters and arguments of the instance at hand; empty elsewhere.
  std::vector<const types::TypeParam*> params_;
  std::vector<const types::Type*> args_;
  std::unordered_map<const types::Type*, const types::Type*> concrete_;
  std::map<Pos, Pos> declaration_pos_;  // of each name in a package-level var
};

// Left sides that are map elements are assigned to, not read.
void mark_assigned(Node* target);
// The operation of a binary operator, also of one that assigns.
Op binary_op(ast::Op op);

}  // namespace prologo::lower

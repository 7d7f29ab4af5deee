// file_text: the syntax tree as an indented list of its nodes.

#include "frontend/ast_printer.h"
#include "support/deep_stack.h"
#include "support/ensure.h"

namespace prologo::ast {

namespace {

constexpr size_t kStackSize = size_t{256} << 20;

class TreePrinter {
 public:
  void print(const File* file);

  std::string take() { return std::move(out_); }

 private:
  // Starts the line of a node; what is printed until the end of the scope is below it.
  class Node {
   public:
    Node(TreePrinter& owner, const char* role, const char* kind, Pos pos) : owner_(owner) {
      owner.out_.append(static_cast<size_t>(owner.level_++) * 2, ' ');
      if (*role != '\0') {
        owner.out_ += std::string(role) + ": ";
      }
      owner.out_ += kind;
      if (pos.is_known()) {
        owner.out_ += " " + place(pos);
      }
      owner.out_ += "\n";
    }

    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    ~Node() { owner_.level_--; }

    // Adds to the node's own line; before its children.
    Node& add(std::string_view text) {
      if (!text.empty()) {
        owner_.out_.back() = ' ';
        owner_.out_ += text;
        owner_.out_ += '\n';
      }
      return *this;
    }

    Node& to(Pos end) { return add("to " + place(end)); }

   private:
    TreePrinter& owner_;
  };

  static std::string place(Pos pos) {
    return std::to_string(pos.line) + ":" + std::to_string(pos.column);
  }

  void expr(const char* role, const Expr* x);
  void operand(const char* role, const Expr* x);
  void type(const char* role, const Expr* x);
  void stmt(const char* role, const Stmt* s);
  void control(const char* role, const Stmt* s);
  void decl(const Decl* d);
  void func_decl(const FuncDecl& d);
  void pragmas(std::span<const Pragma> list);

  template <typename T>
  void exprs(const char* role, List<T> list) {
    for (const T* x : list) {
      expr(role, x);
    }
  }

  void stmts(List<Stmt> list) {
    for (const Stmt* s : list) {
      stmt("", s);
    }
  }

  void fields(const char* role, List<Field> list) {
    for (const Field* field : list) {
      Node node(*this, role, "Field", field->pos);
      node.add(field->name != nullptr ? field->name->name : "");
      expr("", field->type);
      expr("tag", field->tag);
    }
  }

  template <typename Switch>
  void cases(const Switch& s) {
    for (const CaseClause* clause : s.clauses) {
      Node node(*this, "", clause->is_default ? "Default" : "Case", clause->pos);
      exprs("", clause->exprs);
      stmts(clause->body);
    }
  }

  template <typename D>
  void names_type_values(const D& d) {
    exprs("name", d.names);
    expr("type", d.type);
    exprs("value", d.values);
  }

  std::string out_;
  int level_ = 0;
};

template <typename T>
const T& to(const Expr* x) {
  return *static_cast<const T*>(x);
}

template <typename T>
const T& to(const Stmt* s) {
  return *static_cast<const T*>(s);
}

void TreePrinter::expr(const char* role, const Expr* x) {
  if (x == nullptr) {
    return;
  }
  switch (x->kind) {
    case ExprKind::Bad:
      Node(*this, role, "BadExpr", x->pos);
      return;
    case ExprKind::Ident:
      Node(*this, role, "Ident", x->pos).add(to<Ident>(x).name);
      return;
    case ExprKind::BasicLit:
      Node(*this, role, "BasicLit", x->pos).add(to<BasicLit>(x).text);
      return;
    case ExprKind::Unary: {
      Node node(*this, role, "Unary", x->pos);
      node.add(op_text(to<Unary>(x).op));
      return expr("", to<Unary>(x).x);
    }
    case ExprKind::Binary: {
      Node node(*this, role, "Binary", x->pos);
      node.add(op_text(to<Binary>(x).op));
      expr("", to<Binary>(x).x);
      return expr("", to<Binary>(x).y);
    }
    case ExprKind::KeyValue: {
      Node node(*this, role, "KeyValue", x->pos);
      expr("key", to<KeyValue>(x).key);
      return expr("value", to<KeyValue>(x).value);
    }
    default:
      return x->kind < ExprKind::ArrayType ? operand(role, x) : type(role, x);
  }
}

void TreePrinter::operand(const char* role, const Expr* x) {
  static constexpr const char* kNames[] = {
      "CompositeLit", "KeyValue",   "FuncLit",         "Paren", "Selector", "Index",
      "Slice",        "TypeAssert", "TypeSwitchGuard", "",      "",         "Call"};
  size_t index = static_cast<size_t>(x->kind) - static_cast<size_t>(ExprKind::CompositeLit);
  Node node(*this, role, kNames[index], x->pos);
  switch (x->kind) {
    case ExprKind::CompositeLit:
      node.to(to<CompositeLit>(x).rbrace);
      expr("type", to<CompositeLit>(x).literal_type);
      return exprs("", to<CompositeLit>(x).elements);
    case ExprKind::FuncLit:
      expr("signature", to<FuncLit>(x).signature);
      return stmt("body", to<FuncLit>(x).body);
    case ExprKind::Paren:
      return expr("", to<Paren>(x).x);
    case ExprKind::Selector:
      node.add(to<Selector>(x).sel->name);
      return expr("", to<Selector>(x).x);
    case ExprKind::Index:
      expr("", to<Index>(x).x);
      return exprs("index", to<Index>(x).indices);
    case ExprKind::Slice:
      expr("", to<Slice>(x).x);
      expr("low", to<Slice>(x).index[0]);
      expr("high", to<Slice>(x).index[1]);
      return expr("max", to<Slice>(x).index[2]);
    case ExprKind::TypeAssert:
      expr("", to<TypeAssert>(x).x);
      return expr("type", to<TypeAssert>(x).asserted);
    case ExprKind::TypeSwitchGuard:
      expr("bind", to<TypeSwitchGuard>(x).bind);
      return expr("", to<TypeSwitchGuard>(x).x);
    case ExprKind::Call:
      node.to(to<Call>(x).rparen).add(to<Call>(x).has_dots ? "dots" : "");
      expr("fun", to<Call>(x).fun);
      return exprs("arg", to<Call>(x).args);
    default:
      UNREACHABLE("kind of operand");
  }
}

void TreePrinter::type(const char* role, const Expr* x) {
  static constexpr const char* kNames[] = {"ArrayType",  "SliceType", "DotsType",
                                           "StructType", "FuncType",  "InterfaceType",
                                           "MapType",    "ChanType"};
  static constexpr const char* kDirs[] = {"", "send", "receive"};
  size_t index = static_cast<size_t>(x->kind) - static_cast<size_t>(ExprKind::ArrayType);
  Node node(*this, role, kNames[index], x->pos);
  switch (x->kind) {
    case ExprKind::ArrayType:
      expr("length", to<ArrayType>(x).length);
      return expr("", to<ArrayType>(x).element);
    case ExprKind::SliceType:
      return expr("", to<SliceType>(x).element);
    case ExprKind::DotsType:
      return expr("", to<DotsType>(x).element);
    case ExprKind::StructType:
      return fields("", to<StructType>(x).fields);
    case ExprKind::FuncType:
      fields("param", to<FuncType>(x).params);
      return fields("result", to<FuncType>(x).results);
    case ExprKind::InterfaceType:
      return fields("", to<InterfaceType>(x).elements);
    case ExprKind::MapType:
      expr("key", to<MapType>(x).key);
      return expr("value", to<MapType>(x).value);
    case ExprKind::ChanType:
      node.add(kDirs[static_cast<size_t>(to<ChanType>(x).dir)]);
      return expr("", to<ChanType>(x).element);
    default:
      UNREACHABLE("kind of type");
  }
}

void TreePrinter::stmt(const char* role, const Stmt* s) {
  if (s == nullptr) {
    return;
  }
  static constexpr const char* kNames[] = {
      "EmptyStmt", "LabeledStmt", "Block",      "ExprStmt",   "SendStmt", "DeclStmt",
      "Assign",    "IncDec",      "BranchStmt", "CallStmt",   "Return",   "If",
      "For",       "Range",       "Switch",     "TypeSwitch", "Select"};
  static constexpr const char* kJumps[] = {"break", "continue", "goto", "fallthrough"};
  if (s->kind >= StmtKind::If) {
    return control(role, s);
  }
  Node node(*this, role, kNames[static_cast<size_t>(s->kind)], s->pos);
  switch (s->kind) {
    case StmtKind::Labeled:
      node.add(to<LabeledStmt>(s).label->name);
      return stmt("", to<LabeledStmt>(s).stmt);
    case StmtKind::Block:
      node.to(to<Block>(s).rbrace);
      return stmts(to<Block>(s).stmts);
    case StmtKind::Expr:
      return expr("", to<ExprStmt>(s).x);
    case StmtKind::Send:
      expr("channel", to<SendStmt>(s).channel);
      return expr("value", to<SendStmt>(s).value);
    case StmtKind::Decl:
      for (const Decl* d : to<DeclStmt>(s).decls) {
        decl(d);
      }
      return;
    case StmtKind::Assign:
      node.add(std::string(to<AssignStmt>(s).define ? ":" : op_text(to<AssignStmt>(s).op)) +
               "=");
      exprs("lhs", to<AssignStmt>(s).lhs);
      return exprs("rhs", to<AssignStmt>(s).rhs);
    case StmtKind::IncDec:
      node.add(to<IncDecStmt>(s).op == Op::Add ? "++" : "--");
      return expr("", to<IncDecStmt>(s).x);
    case StmtKind::Branch:
      node.add(kJumps[static_cast<size_t>(to<BranchStmt>(s).jump)]);
      node.add(to<BranchStmt>(s).label != nullptr ? to<BranchStmt>(s).label->name : "");
      return;
    case StmtKind::Call:
      node.add(to<CallStmt>(s).is_go ? "go" : "defer");
      return expr("", to<CallStmt>(s).call);
    case StmtKind::Return:
      return exprs("", to<ReturnStmt>(s).results);
    default:
      return;
  }
}

void TreePrinter::control(const char* role, const Stmt* s) {
  static constexpr const char* kNames[] = {"If",     "For",        "Range",
                                           "Switch", "TypeSwitch", "Select"};
  size_t index = static_cast<size_t>(s->kind) - static_cast<size_t>(StmtKind::If);
  Node node(*this, role, kNames[index], s->pos);
  switch (s->kind) {
    case StmtKind::If:
      stmt("init", to<IfStmt>(s).init);
      expr("cond", to<IfStmt>(s).cond);
      stmt("then", to<IfStmt>(s).then);
      return stmt("else", to<IfStmt>(s).otherwise);
    case StmtKind::For:
      stmt("init", to<ForStmt>(s).init);
      expr("cond", to<ForStmt>(s).cond);
      stmt("post", to<ForStmt>(s).post);
      return stmt("body", to<ForStmt>(s).body);
    case StmtKind::Range:
      node.add("range " + place(to<RangeStmt>(s).range_pos));
      node.add(to<RangeStmt>(s).define ? ":=" : "");
      exprs("lhs", to<RangeStmt>(s).lhs);
      expr("over", to<RangeStmt>(s).x);
      return stmt("body", to<RangeStmt>(s).body);
    case StmtKind::Switch:
      stmt("init", to<SwitchStmt>(s).init);
      expr("tag", to<SwitchStmt>(s).tag);
      return cases(to<SwitchStmt>(s));
    case StmtKind::TypeSwitch:
      stmt("init", to<TypeSwitchStmt>(s).init);
      expr("guard", to<TypeSwitchStmt>(s).guard);
      return cases(to<TypeSwitchStmt>(s));
    case StmtKind::Select:
      for (const CommClause* clause : to<SelectStmt>(s).clauses) {
        Node each(*this, "", clause->is_default ? "Default" : "Case", clause->pos);
        stmt("comm", clause->comm);
        stmts(clause->body);
      }
      return;
    default:
      UNREACHABLE("kind of statement");
  }
}

void TreePrinter::pragmas(std::span<const Pragma> list) {
  for (const Pragma& pragma : list) {
    Node(*this, "", "Pragma", pragma.pos).add(pragma.text);
  }
}

void TreePrinter::func_decl(const FuncDecl& d) {
  Node node(*this, "", "FuncDecl", d.pos);
  node.add(d.name->name);
  pragmas(d.pragmas);
  if (d.receiver != nullptr) {
    Field* receiver[] = {d.receiver};
    fields("receiver", receiver);
  }
  fields("type_param", d.type_params);
  expr("signature", d.signature);
  stmt("body", d.body);
}

void TreePrinter::decl(const Decl* d) {
  static constexpr const char* kNames[] = {"ImportDecl", "ConstDecl", "TypeDecl", "VarDecl"};
  if (auto* fn = as<FuncDecl>(d)) {
    return func_decl(*fn);
  }
  Node node(*this, "", kNames[static_cast<size_t>(d->kind)], d->pos);
  auto* constant = as<ConstDecl>(d);
  auto* named = as<TypeDecl>(d);
  if (named != nullptr) {
    node.add(named->name->name).add(named->is_alias ? "alias" : "");
  }
  node.add(d->group != nullptr ? "group " + place(d->group->lparen) : "");
  if (constant != nullptr) {
    node.add("iota " + std::to_string(constant->iota_value));
  }
  pragmas(d->pragmas);
  if (auto* import = as<ImportDecl>(d)) {
    expr("name", import->name);
    expr("path", import->path);
  } else if (constant != nullptr) {
    names_type_values(*constant);
  } else if (named != nullptr) {
    fields("type_param", named->type_params);
    expr("", named->type);
  } else if (auto* var = as<VarDecl>(d)) {
    names_type_values(*var);
  }
}

void TreePrinter::print(const File* file) {
  Node node(*this, "", "File", file->pos);
  node.add(file->package_name->name).to(file->eof);
  pragmas(file->pragmas);
  pragmas(file->loose_pragmas);
  for (const Decl* d : file->decls) {
    decl(d);
  }
}

}  // namespace

std::string file_text(const File* file) {
  TreePrinter printer;
  run_on_new_stack(kStackSize, [&] { printer.print(file); });
  return printer.take();
}

}  // namespace prologo::ast

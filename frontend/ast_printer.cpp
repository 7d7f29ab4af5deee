#include "frontend/ast_printer.h"

namespace prologo::ast {

namespace {

// Deeper parts are shown as "…": a message that long helps nobody, and the stack is finite.
constexpr int kMaxDepth = 200;

class ExprPrinter {
 public:
  void print(const Expr* x) {
    if (x == nullptr) {
      return;
    }
    if (++depth_ > kMaxDepth) {
      out_ += "…";
    } else {
      print_kind(x);
    }
    depth_--;
  }

  void print_list(std::span<Expr* const> list) {
    for (size_t i = 0; i < list.size(); i++) {
      out_ += i > 0 ? ", " : "";
      print(list[i]);
    }
  }

  void print_stmt(const Stmt* s);

  std::string take() { return std::move(out_); }

 private:
  void print_kind(const Expr* x);
  void print_operand_kind(const Expr* x);
  void print_type_kind(const Expr* x);
  void print_slice(const Slice& x);
  void print_call(const Call& x);
  void print_chan(const ChanType& x);
  void print_fields(List<Field> fields);
  void print_elements(List<Field> elements);
  void print_parameters(List<Field> list);
  void print_signature(const FuncType& x);

  template <typename... Parts>
  void put(const Parts&... parts) {
    (put_one(parts), ...);
  }

  void put_one(const char* text) { out_ += text; }

  void put_one(std::string_view text) { out_ += text; }

  void put_one(const Expr* x) { print(x); }

  std::string out_;
  int depth_ = 0;
};

template <typename T>
const T& to(const Expr* x) {
  return *static_cast<const T*>(x);
}

void ExprPrinter::print_kind(const Expr* x) {
  switch (x->kind) {
    case ExprKind::Bad:
      return put("<bad expr>");
    case ExprKind::Ident:
      return put(to<Ident>(x).name);
    case ExprKind::BasicLit:
      return put(to<BasicLit>(x).text);
    case ExprKind::CompositeLit: {
      auto& lit = to<CompositeLit>(x);
      return put(lit.literal_type, lit.elements.empty() ? "{}" : "{…}");
    }
    case ExprKind::KeyValue:
      return put(to<KeyValue>(x).key, ": ", to<KeyValue>(x).value);
    case ExprKind::FuncLit: {
      auto& lit = to<FuncLit>(x);
      bool is_empty = lit.body == nullptr || lit.body->stmts.empty();
      return put(static_cast<const Expr*>(lit.signature), is_empty ? " {}" : " {…}");
    }
    case ExprKind::Unary:
      return put(op_text(to<Unary>(x).op), to<Unary>(x).x);
    case ExprKind::Binary: {
      auto& binary = to<Binary>(x);
      return put(binary.x, " ", op_text(binary.op), " ", binary.y);
    }
    default:
      return x->kind < ExprKind::ArrayType ? print_operand_kind(x) : print_type_kind(x);
  }
}

void ExprPrinter::print_operand_kind(const Expr* x) {
  switch (x->kind) {
    case ExprKind::Paren:
      return put("(", to<Paren>(x).x, ")");
    case ExprKind::Selector:
      return put(to<Selector>(x).x, ".", to<Selector>(x).sel->name);
    case ExprKind::Index:
      put(to<Index>(x).x, "[");
      print_list(to<Index>(x).indices);
      return put("]");
    case ExprKind::Slice:
      return print_slice(to<Slice>(x));
    case ExprKind::TypeAssert:
      return put(to<TypeAssert>(x).x, ".(", to<TypeAssert>(x).asserted, ")");
    case ExprKind::TypeSwitchGuard: {
      auto& guard = to<TypeSwitchGuard>(x);
      if (guard.bind != nullptr) {
        put(guard.bind->name, " := ");
      }
      return put(guard.x, ".(type)");
    }
    default:
      return print_call(to<Call>(x));
  }
}

void ExprPrinter::print_slice(const Slice& x) {
  put(x.x, "[", x.index[0], ":", x.index[1]);
  if (x.index[2] != nullptr) {
    put(":", x.index[2]);
  }
  put("]");
}

void ExprPrinter::print_call(const Call& x) {
  put(x.fun, "(");
  print_list(x.args);
  put(x.has_dots ? "...)" : ")");
}

void ExprPrinter::print_type_kind(const Expr* x) {
  switch (x->kind) {
    case ExprKind::ArrayType: {
      auto& array = to<ArrayType>(x);
      return array.length != nullptr ? put("[", array.length, "]", array.element)
                                     : put("[...]", array.element);
    }
    case ExprKind::SliceType:
      return put("[]", to<SliceType>(x).element);
    case ExprKind::DotsType:
      return put("...", to<DotsType>(x).element);
    case ExprKind::StructType:
      return print_fields(to<StructType>(x).fields);
    case ExprKind::FuncType:
      put("func");
      return print_signature(to<FuncType>(x));
    case ExprKind::InterfaceType:
      return print_elements(to<InterfaceType>(x).elements);
    case ExprKind::MapType:
      return put("map[", to<MapType>(x).key, "]", to<MapType>(x).value);
    default:
      return print_chan(to<ChanType>(x));
  }
}

void ExprPrinter::print_chan(const ChanType& x) {
  put(x.dir == ChanDir::RecvOnly   ? "<-chan "
      : x.dir == ChanDir::SendOnly ? "chan<- "
                                   : "chan ");
  auto* inner = as<ChanType>(static_cast<const Expr*>(x.element));
  if (x.dir == ChanDir::Both && inner != nullptr && inner->dir == ChanDir::RecvOnly) {
    return put("(", x.element, ")");
  }
  put(x.element);
}

// Names that were declared together are shown together.
void ExprPrinter::print_fields(List<Field> fields) {
  put("struct{");
  for (size_t i = 0; i < fields.size(); i++) {
    const Field& field = *fields[i];
    bool continues = i > 0 && field.name != nullptr && fields[i - 1]->type == field.type;
    bool has_more = i + 1 < fields.size() && fields[i + 1]->name != nullptr &&
                    fields[i + 1]->type == field.type;
    put(i == 0 ? "" : continues ? ", " : "; ");
    if (field.name != nullptr) {
      put(field.name->name);
    }
    if (has_more) {
      continue;
    }
    put(field.name != nullptr ? " " : "", field.type);
    if (field.tag != nullptr) {
      put(" ", field.tag->text);
    }
  }
  put("}");
}

void ExprPrinter::print_elements(List<Field> elements) {
  put("interface{");
  for (size_t i = 0; i < elements.size(); i++) {
    const Field& element = *elements[i];
    put(i > 0 ? "; " : "");
    auto* method = as<FuncType>(static_cast<const Expr*>(element.type));
    if (element.name != nullptr && method != nullptr) {
      put(element.name->name);
      print_signature(*method);
    } else {
      put(element.type);
    }
  }
  put("}");
}

void ExprPrinter::print_parameters(List<Field> list) {
  put("(");
  for (size_t i = 0; i < list.size(); i++) {
    const Field& field = *list[i];
    put(i > 0 ? ", " : "");
    if (field.name != nullptr) {
      put(field.name->name);
      if (i + 1 < list.size() && list[i + 1]->name != nullptr &&
          list[i + 1]->type == field.type) {
        continue;
      }
      put(" ");
    }
    put(static_cast<const Expr*>(unparen(field.type)));
  }
  put(")");
}

void ExprPrinter::print_signature(const FuncType& x) {
  print_parameters(x.params);
  if (x.results.size() == 1 && x.results[0]->name == nullptr) {
    put(" ", x.results[0]->type);
  } else if (!x.results.empty()) {
    put(" ");
    print_parameters(x.results);
  }
}

void ExprPrinter::print_stmt(const Stmt* s) {
  if (auto* plain = as<ExprStmt>(s)) {
    put(plain->x);
  } else if (auto* send = as<SendStmt>(s)) {
    put(send->channel, " <- ", send->value);
  } else if (auto* step = as<IncDecStmt>(s)) {
    put(step->x, step->op == Op::Add ? "++" : "--");
  } else if (auto* assign = as<AssignStmt>(s)) {
    print_list(assign->lhs);
    put(" ", assign->define ? ":" : op_text(assign->op), "= ");
    print_list(assign->rhs);
  }
}

}  // namespace

std::string expr_text(const Expr* x) {
  ExprPrinter printer;
  printer.print(x);
  return printer.take();
}

std::string list_text(List<Expr> list) {
  ExprPrinter printer;
  printer.print_list(list);
  return printer.take();
}

std::string stmt_text(const Stmt* s) {
  ExprPrinter printer;
  printer.print_stmt(s);
  return printer.take();
}

}  // namespace prologo::ast

#include "frontend/ast.h"

namespace prologo::ast {

const char* op_text(Op op) {
  static constexpr const char* kTexts[] = {"",  "!",  "<-", "~",  "||", "&&", "==", "!=",
                                           "<", "<=", ">",  ">=", "+",  "-",  "|",  "^",
                                           "*", "/",  "%",  "&",  "&^", "<<", ">>"};
  return kTexts[static_cast<size_t>(op)];
}

Expr* unparen(Expr* x) {
  while (auto* paren = as<Paren>(x)) {
    x = paren->x;
  }
  return x;
}

Pos start_pos(const Expr* x) {
  for (;;) {
    const Expr* left = nullptr;
    switch (x->kind) {
      case ExprKind::CompositeLit:
        left = static_cast<const CompositeLit*>(x)->literal_type;
        break;
      case ExprKind::Selector:
        left = static_cast<const Selector*>(x)->x;
        break;
      case ExprKind::Index:
        left = static_cast<const Index*>(x)->x;
        break;
      case ExprKind::TypeAssert:
        left = static_cast<const TypeAssert*>(x)->x;
        break;
      case ExprKind::Binary:
        left = static_cast<const Binary*>(x)->x;
        break;
      case ExprKind::Call:
        left = static_cast<const Call*>(x)->fun;
        break;
      case ExprKind::TypeSwitchGuard: {
        auto* guard = static_cast<const TypeSwitchGuard*>(x);
        left = guard->bind != nullptr ? guard->bind : guard->x;
        break;
      }
      default:
        break;
    }
    if (left == nullptr) {
      return x->pos;
    }
    x = left;
  }
}

Pos start_pos(const Stmt* s) {
  switch (s->kind) {
    case StmtKind::Send:
      return start_pos(static_cast<const SendStmt*>(s)->channel);
    case StmtKind::Assign:
      return start_pos(static_cast<const AssignStmt*>(s)->lhs[0]);
    case StmtKind::IncDec:
      return start_pos(static_cast<const IncDecStmt*>(s)->x);
    default:
      return s->pos;
  }
}

}  // namespace prologo::ast

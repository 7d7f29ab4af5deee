#include "frontend/lower/tree_printer.h"

#include <cstdio>

#include "support/text.h"

namespace prologo::lower {

namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::string constant(const Node* n) {
  const Constant& c = *n->value;
  switch (c.kind) {
    case Constant::Kind::Bool:
      return c.i != 0 ? "true" : "false";
    case Constant::Kind::Float:
      return number(c.re);
    case Constant::Kind::Complex:
      return "(" + number(c.re) + "+" + number(c.im) + "i)";
    case Constant::Kind::String:
      return quote(c.s);
    default:
      return n->type != nullptr && n->type->is_integer() && !n->type->is_signed()
                 ? std::to_string(static_cast<uint64_t>(c.i))
                 : std::to_string(c.i);
  }
}

bool shows_type(Op op) {
  switch (op) {
    case Op::Conv:
    case Op::ConvNop:
    case Op::ConvIface:
    case Op::New:
    case Op::MakeSlice:
    case Op::MakeMap:
    case Op::DotType:
    case Op::DotType2:
    case Op::StructLit:
    case Op::ArrayLit:
    case Op::SliceLit:
    case Op::MapLit:
    case Op::PtrLit:
    case Op::Nil:
    case Op::EFace:
    case Op::SliceHeader:
    case Op::Result:
    case Op::Empty:
    case Op::BytesToStr:
    case Op::StrToBytes:
    case Op::RunesToStr:
    case Op::StrToRunes:
    case Op::RuneToStr:
    case Op::SliceToArrayPtr:
      return true;
    default:
      return false;
  }
}

std::string flags(const Node* n) {
  std::string out;
  const auto add = [&out](bool on, std::string_view name) {
    if (on) {
      out += " #";
      out += name;
    }
  };
  add(n->bounded, "bounded");
  add(n->nonnil, "nonnil");
  add(n->assigned, "assigned");
  add(n->transient, "transient");
  add(n->esc == Node::Esc::None, "stack");
  add(n->esc == Node::Esc::Heap, "heap");
  add(n->stack_record, "record");
  add(n->likely == Node::Likely::Yes, "likely");
  return out;
}

// The list holds statements, which stand on lines of their own.
bool has_statement_list(const Node* n) {
  return n->op == Op::Block || n->op == Op::Switch || n->op == Op::TypeSwitch ||
         n->op == Op::Select;
}

class Printer {
 public:
  std::string text;

  void list(const Nodes& nodes, int depth, std::string_view title) {
    if (nodes.empty()) {
      return;
    }
    line(depth, std::string(title) + ":");
    for (const Node* n : nodes) {
      stmt(n, depth + 1);
    }
  }

  void stmt(const Node* n, int depth) {
    if (n == nullptr) {
      return;
    }
    inits(n, depth);
    line(depth, head_of(n));
    switch (n->op) {
      case Op::Block:
        list(n->list, depth + 1, "list");
        break;
      case Op::Switch:
      case Op::TypeSwitch:
      case Op::Select:
        for (const Node* clause : n->list) {
          stmt(clause, depth + 1);
        }
        break;
      default:
        break;
    }
    if (n->op == Op::For || n->op == Op::ForUntil) {
      list(n->y != nullptr ? Nodes{n->y} : Nodes{}, depth + 1, "post");
    }
    list(n->body, depth + 1, n->op == Op::Return ? "set" : "body");
    list(n->else_body, depth + 1, "else");
    list(n->late, depth + 1, "late");
  }

  void line(int depth, const std::string& what) {
    text.append(2 * static_cast<size_t>(depth), ' ');
    text += what;
    text += '\n';
  }

 private:
  // Statements that run before this one, those of its expressions included.
  void inits(const Node* n, int depth) {
    list(n->init, depth, "init");
    for (const Node* part :
         {n->x, n->op == Op::For || n->op == Op::ForUntil ? nullptr : n->y}) {
      expr_inits(part, depth);
    }
    for (const Node* part : n->lhs) {
      expr_inits(part, depth);
    }
    if (!has_statement_list(n)) {
      for (const Node* part : n->list) {
        expr_inits(part, depth);
      }
    }
  }

  void expr_inits(const Node* n, int depth) {
    if (n == nullptr) {
      return;
    }
    if (!n->init.empty()) {
      list(n->init, depth, "with " + print_expr(n));
    }
    expr_inits(n->x, depth);
    expr_inits(n->y, depth);
    for (const Node* part : n->list) {
      expr_inits(part, depth);
    }
  }

  static std::string head_of(const Node* n) {
    std::string out(op_name(n->op));
    if (n->op == Op::AsOp) {
      out += " " + std::string(op_name(n->sub_op));
    }
    const auto operands = [&out](const Nodes& nodes) {
      for (const Node* part : nodes) {
        out += " " + print_expr(part);
      }
    };
    if (n->op == Op::CallFunc || n->op == Op::CallInter || n->op == Op::CheckNil) {
      return print_expr(n);
    }
    if (n->name != nullptr) {
      out += " " + n->name->name;
    }
    operands(n->lhs);
    if (!n->lhs.empty()) {
      out += " =";
    }
    if (n->x != nullptr) {
      out += " " + print_expr(n->x);
    }
    if (n->y != nullptr && n->op != Op::For && n->op != Op::ForUntil) {
      out += " " + print_expr(n->y);
    }
    if (!has_statement_list(n)) {
      operands(n->list);
    }
    if (!n->label.empty()) {
      out += " " + n->label.str();
    }
    return out + flags(n);
  }
};

std::string name_text(const Name& name) {
  std::string out = name.name + " " + (name.type != nullptr ? name.type->name : "?");
  switch (name.cls) {
    case Name::Class::Param:
      out += " param";
      break;
    case Name::Class::Result:
      out += " result";
      break;
    default:
      break;
  }
  if (name.address_taken) {
    out += " addrtaken";
  }
  if (name.esc_heap) {
    out += " heap";
  }
  return out;
}

}  // namespace

std::string print_expr(const Node* n) {
  if (n == nullptr) {
    return "_";
  }
  switch (n->op) {
    case Op::Name:
      return n->name->name;
    case Op::Literal:
      return constant(n);
    case Op::LinkSym: {
      const std::string at = n->offset != 0 ? "+" + std::to_string(n->offset) : "";
      return n->sym->name + at;
    }
    default:
      break;
  }
  std::string out = "(" + std::string(op_name(n->op));
  if (shows_type(n->op) && n->type != nullptr) {
    out += "<" + n->type->name + ">";
  }
  if (n->func != nullptr && n->op == Op::Closure) {
    out += " " + n->func->name;
  }
  if (n->name != nullptr) {
    out += " " + n->name->name;
  }
  if (n->op == Op::Result || n->op == Op::DotInter) {
    out += " " + std::to_string(n->op == Op::Result ? n->index : n->offset);
  }
  if (!n->label.empty()) {
    out += " ." + n->label.str();
  }
  for (const Node* part : {n->x, n->y}) {
    if (part != nullptr) {
      out += " " + print_expr(part);
    }
  }
  for (const Node* part : n->list) {
    out += " " + print_expr(part);
  }
  return out + flags(n) + ")";
}

std::string print_func(const Func& fn) {
  Printer printer;
  printer.line(0, "func " + fn.name);
  for (const Name* name : fn.dcl) {
    printer.line(1, "dcl " + name_text(*name));
  }
  for (const Name* var : fn.closure_vars) {
    printer.line(1, "captures " + name_text(*var) + (var->by_value ? " by value" : ""));
  }
  for (const Node* n : fn.body) {
    printer.stmt(n, 1);
  }
  return printer.text;
}

std::string print_unit(const Unit& unit) {
  std::string out;
  for (const Func* fn : unit.funcs) {
    out += print_func(*fn);
  }
  return out;
}

}  // namespace prologo::lower

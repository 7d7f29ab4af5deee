// The text form of a checked package.

#include <sstream>

#include "frontend/ast_printer.h"
#include "frontend/check/check.h"
#include "frontend/types/relations.h"

namespace prologo::check {

using namespace types;

static std::string signature_text(const Type* type) {
  constexpr std::string_view kKeyword = "func";
  return type_text(type).substr(kKeyword.size());
}

static void print_function(std::ostream& out, const Object* object) {
  out << "func ";
  const Signature* signature = as<Signature>(object->type);
  if (signature->has_receiver) {
    out << "(" << type_text(signature->receiver.type) << ").";
  }
  out << object->name << signature_text(signature) << "\n";
}

static void print_type(std::ostream& out, const Object* object) {
  out << "type " << object->name << (object->is_alias ? " = " : " ");
  out << type_text(object->is_alias ? object->type : underlying(object->type)) << "\n";
}

static void print_object(std::ostream& out, const Object* object) {
  switch (object->kind) {
    case ObjectKind::Const:
      out << "const " << object->name << " " << type_text(object->type) << " = "
          << constant::exact_text(object->value) << "\n";
      return;
    case ObjectKind::Var:
      out << "var " << object->name << " " << type_text(object->type) << "\n";
      return;
    case ObjectKind::TypeName:
      return print_type(out, object);
    case ObjectKind::Func:
      return print_function(out, object);
    default:
      return;
  }
}

static void print_variable(std::ostream& out, const Object* object) {
  static constexpr const char* kKinds[] = {"package", "local",    "param",
                                           "result",  "receiver", "field"};
  out << kKinds[static_cast<int>(object->var_kind)] << " "
      << (object->name.empty() ? "_" : object->name) << " " << type_text(object->type);
  out << (object->is_captured ? " captured" : "")
      << (object->is_address_taken ? " address" : "")
      << (object->is_reassigned ? " reassigned" : "") << "\n";
}

static void print_body(std::ostream& out, const Function* function, const std::string& name,
                       int depth) {
  std::string indent(static_cast<size_t>(depth) * 2, ' ');
  out << indent << "body " << name << "\n";
  for (const Object* variable : function->variables) {
    out << indent << "  ";
    print_variable(out, variable);
  }
  for (const Capture& used : function->captures) {
    out << indent << "  captures " << used.variable->name << "\n";
  }
  int count = 0;
  for (const Function* literal : function->literals) {
    print_body(out, literal, name + ".func" + std::to_string(++count), depth + 1);
  }
}

std::string package_text(const Package& package) {
  std::ostringstream out;
  out << "package " << package.name << "\n";
  for (const Object* object : package.objects) {
    print_object(out, object);
  }
  for (const Named* named : package.named_types) {
    if (named->local_index != 0) {
      out << "local type " << link_string(named) << " " << type_text(named->underlying) << "\n";
    }
  }
  for (const InitStep& step : package.init_order) {
    out << "init";
    for (const Object* variable : step.lhs) {
      out << " " << variable->name;
    }
    out << " = " << ast::expr_text(step.rhs) << "\n";
  }
  for (const Function* function : package.functions) {
    print_body(out, function, std::string(function->object->name), 0);
  }
  int count = 0;
  for (const Function* literal : package.literals_of_globals) {
    print_body(out, literal, "glob.func" + std::to_string(++count), 0);
  }
  return out.str();
}

}  // namespace prologo::check

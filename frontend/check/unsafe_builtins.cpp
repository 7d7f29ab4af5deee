// The functions of package unsafe.

#include <algorithm>

#include "frontend/check/checker.h"
#include "frontend/types/sizes.h"

namespace prologo::check {

using namespace types;

bool Checker::unsafe_add(Operand& x, Operand y) {
  assignment(x, basic(BasicKind::UnsafePointer), "argument to unsafe.Add");
  if (!x.is_valid() || !is_valid_index(y, "length", true)) {
    return false;
  }
  x.mode = Mode::Value;
  x.type = basic(BasicKind::UnsafePointer);
  return true;
}

bool Checker::unsafe_slice(Operand& x, Operand y) {
  const Pointer* pointer = under<Pointer>(x.type);
  if (pointer == nullptr) {
    error(x, message("invalid argument: ", x, " is not a pointer"));
    return false;
  }
  if (!is_valid_index(y, "length", false)) {
    return false;
  }
  x.mode = Mode::Value;
  x.type = package_.arena.make<Slice>(pointer->elem);
  return true;
}

// Does the size depend on type parameters?
bool Checker::has_variable_size(const Type* type, std::vector<const Named*>& open) {
  if (const Named* named = as<Named>(type)) {
    if (std::find(open.begin(), open.end(), named) != open.end()) {
      return true;
    }
    open.push_back(named);
  }
  bool is_variable = is_type_param(type);
  if (const Array* array = under<Array>(type)) {
    is_variable = has_variable_size(array->elem, open);
  } else if (const Struct* fields = under<Struct>(type)) {
    is_variable = std::any_of(fields->fields.begin(), fields->fields.end(),
                              [&](const Field& f) { return has_variable_size(f.type, open); });
  }
  if (as<Named>(type) != nullptr) {
    open.pop_back();
  }
  return is_variable;
}

bool Checker::has_variable_size(const Type* type) {
  std::vector<const Named*> open;
  return has_variable_size(type, open);
}

bool Checker::unsafe_size(Operand& x, Builtin id) {
  bool is_size = id == Builtin::UnsafeSizeof;
  assignment(x, nullptr, is_size ? "argument to unsafe.Sizeof" : "argument to unsafe.Alignof");
  if (!x.is_valid()) {
    return false;
  }
  if (has_variable_size(x.type)) {
    x.mode = Mode::Value;
    x.type = basic(BasicKind::Uintptr);
    return true;
  }
  x.value = constant::make_int(is_size ? size_of(x.type) : align_of(x.type));
  x.mode = Mode::Constant;
  x.type = basic(BasicKind::Uintptr);
  return true;
}

bool Checker::unsafe_offsetof(Operand& x, ast::Call* expr) {
  ast::Expr* written = expr->args[0];
  auto* selected = ast::as<ast::Selector>(ast::unparen(written));
  if (selected == nullptr) {
    error(written, message("invalid argument: ", written, " is not a selector expression"));
    use(written);
    return false;
  }
  expression(x, selected->x);
  if (!x.is_valid()) {
    return false;
  }
  const Pointer* pointer = under<Pointer>(x.type);
  const Type* base =
      pointer != nullptr && under<Struct>(pointer->elem) != nullptr ? pointer->elem : x.type;
  std::string_view name = selected->sel->name;
  Found found = find_member(base, false, name);
  if (found.method != nullptr) {
    error(written, message("invalid argument: ", written, " is a method value"));
    return false;
  }
  if (found.field == nullptr) {
    error(x, message("invalid argument: ", base, " has no single field ", name));
    return false;
  }
  if (found.is_indirect) {
    error(x, message("invalid argument: field ", name, " is embedded via a pointer in ", base));
    return false;
  }
  record_selection(selected, SelectionKind::Field, base, found);
  record_type(selected, Mode::Variable, found.field->type, {});
  if (has_variable_size(base)) {
    x.mode = Mode::Value;
    x.type = basic(BasicKind::Uintptr);
    return true;
  }
  int64_t offset = 0;
  for (const PathStep& step : found.path) {
    offset += field_offsets(step.in)[static_cast<size_t>(step.index)];
  }
  x.mode = Mode::Constant;
  x.value = constant::make_int(offset);
  x.type = basic(BasicKind::Uintptr);
  return true;
}

}  // namespace prologo::check

// Calls of builtin functions; those on complex numbers are in complex_builtins.

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;
using constant::Value;

namespace {

struct Arity {
  Builtin builtin;
  size_t least;
  bool variadic;
};

}  // namespace

static constexpr Arity kArities[] = {
    {Builtin::Append, 1, true},         {Builtin::Cap, 1, false},
    {Builtin::Close, 1, false},         {Builtin::Complex, 2, false},
    {Builtin::Copy, 2, false},          {Builtin::Delete, 2, false},
    {Builtin::Imag, 1, false},          {Builtin::Len, 1, false},
    {Builtin::Make, 1, true},           {Builtin::New, 1, false},
    {Builtin::Panic, 1, false},         {Builtin::Print, 0, true},
    {Builtin::Println, 0, true},        {Builtin::Real, 1, false},
    {Builtin::Recover, 0, false},       {Builtin::UnsafeAdd, 2, false},
    {Builtin::UnsafeAlignof, 1, false}, {Builtin::UnsafeOffsetof, 1, false},
    {Builtin::UnsafeSizeof, 1, false},  {Builtin::UnsafeSlice, 2, false},
};

static Arity arity_of(Builtin id) {
  for (const Arity& arity : kArities) {
    if (arity.builtin == id) {
      return arity;
    }
  }
  return {id, 0, true};
}

// x becomes the result. False after an error.
bool Checker::builtin_call(Operand& x, ast::Call* expr, Builtin id) {
  if (expr->has_dots && id != Builtin::Append) {
    std::string_view name = builtin_name(id);
    error(expr, message("invalid operation: invalid use of ... with built-in ", name));
    use_all(expr->args);
    return false;
  }
  // len and cap of an array are constant if evaluating it has no effect.
  bool measures = id == Builtin::Len || id == Builtin::Cap;
  bool outer_effect = env_.has_call_or_receive;
  if (measures) {
    env_.has_call_or_receive = false;
  }
  bool takes_type = id == Builtin::Make || id == Builtin::New || id == Builtin::UnsafeOffsetof;
  std::vector<Operand> args;
  size_t count = expr->args.size();
  bool is_valid = true;
  if (!takes_type) {
    args = expression_list(expr->args, false, nullptr);
    count = args.size();
    info(expr)->spreads_results = count > expr->args.size();
    if (!args.empty()) {
      x = args[0];
      is_valid = x.is_valid();
    }
  }
  Arity arity = arity_of(id);
  bool is_short = count < arity.least;
  if (is_valid && (is_short || (!arity.variadic && count > arity.least))) {
    error(expr, message("invalid operation: ", is_short ? "not enough" : "too many",
                        " arguments for ", static_cast<ast::Expr*>(expr), " (expected ",
                        static_cast<int64_t>(arity.least), ", found ",
                        static_cast<int64_t>(count), ")"));
    is_valid = false;
  }
  is_valid = is_valid && check_builtin(x, expr, id, args);
  if (measures) {
    env_.has_call_or_receive = outer_effect;
  }
  return is_valid;
}

bool Checker::check_builtin(Operand& x, ast::Call* expr, Builtin id,
                            std::vector<Operand>& args) {
  switch (id) {
    case Builtin::Append:
      return builtin_append(x, expr, args);
    case Builtin::Cap:
    case Builtin::Len:
      return builtin_length(x, id);
    case Builtin::Close:
      return builtin_close(x);
    case Builtin::Complex:
      return builtin_complex(x, expr, args[1]);
    case Builtin::Copy:
      return builtin_copy(x, args[1]);
    case Builtin::Delete:
      return builtin_delete(x, args[1]);
    case Builtin::Imag:
    case Builtin::Real:
      return builtin_part(x, id);
    case Builtin::Make:
      return builtin_make(x, expr);
    case Builtin::New:
      return builtin_new(x, expr);
    case Builtin::Panic:
      panics_.insert(expr);
      assignment(x, empty_interface(), "argument to panic");
      if (!x.is_valid()) {
        return false;
      }
      x.mode = Mode::NoValue;
      return true;
    case Builtin::Print:
    case Builtin::Println:
      return builtin_print(x, expr, id, args);
    case Builtin::Recover:
      if (env_.function != nullptr) {
        env_.function->has_recover = true;
      }
      x.mode = Mode::Value;
      x.type = empty_interface();
      return true;
    case Builtin::UnsafeAdd:
      return unsafe_add(x, args[1]);
    case Builtin::UnsafeSlice:
      return unsafe_slice(x, args[1]);
    case Builtin::UnsafeAlignof:
    case Builtin::UnsafeSizeof:
      return unsafe_size(x, id);
    case Builtin::UnsafeOffsetof:
      return unsafe_offsetof(x, expr);
    case Builtin::None:
      break;
  }
  return false;
}

bool Checker::builtin_append(Operand& x, ast::Call* expr, std::vector<Operand>& args) {
  const Type* result = x.type;
  const Slice* slice = core<Slice>(result);
  if (slice == nullptr) {
    const Type* found = core_type(result);
    std::string cause = x.is_nil()               ? "have untyped nil"
                        : !is_type_param(result) ? message("have ", x)
                        : found == nullptr       ? message(x, " has no core type")
                                                 : message(x, " has core type ", found);
    error(x, message("first argument to append must be a slice; ", cause));
    return false;
  }
  // append([]byte, string...) is the one special case.
  bool takes_string = args.size() == 2 && expr->has_dots &&
                      is_assignable(x, package_.arena.make<Slice>(byte_type()), nullptr);
  if (takes_string && !args[1].is_valid()) {
    return false;
  }
  if (takes_string && core_or_string(args[1].type) != nullptr &&
      is_string(core_or_string(args[1].type))) {
    convert_untyped(args[1], basic(BasicKind::String));
  } else {
    Signature* made = package_.arena.make<Signature>();
    made->params.push_back({"", result, {}, nullptr});
    made->params.push_back({"", package_.arena.make<Slice>(slice->elem), {}, nullptr});
    made->results.push_back({"", result, {}, nullptr});
    made->variadic = true;
    const Signature* signature = made;
    arguments(expr, signature, args);
  }
  x.mode = Mode::Value;
  x.type = result;
  return true;
}

// Is len, or else cap, defined on values of a type with this underlying type?
static bool has_length(const Type* u, bool is_len) {
  const Pointer* pointer = as<Pointer>(u);
  const Type* base = pointer != nullptr && under<Array>(pointer->elem) != nullptr
                         ? underlying(pointer->elem)
                         : u;
  return base->kind == Kind::Array || base->kind == Kind::Slice || base->kind == Kind::Chan ||
         (is_len && (base->kind == Kind::Map || is_string(base)));
}

bool Checker::builtin_length(Operand& x, Builtin id) {
  const Type* u = underlying(x.type);
  if (const Pointer* pointer = as<Pointer>(u)) {
    if (const Array* array = under<Array>(pointer->elem)) {
      u = array;
    }
  }
  Mode mode = Mode::Invalid;
  Value value;
  bool is_len = id == Builtin::Len;
  if (is_string(u) && is_len) {
    mode = x.is_constant() ? Mode::Constant : Mode::Value;
    if (x.is_constant() && x.value.is_known()) {
      value = constant::make_int(static_cast<int64_t>(constant::string_value(x.value).size()));
    }
  } else if (const Array* array = as<Array>(u)) {
    mode = env_.has_call_or_receive ? Mode::Value : Mode::Constant;
    if (mode == Mode::Constant && array->length >= 0) {
      value = constant::make_int(array->length);
    }
  } else if (as<Slice>(u) != nullptr || as<Chan>(u) != nullptr ||
             (as<Map>(u) != nullptr && is_len)) {
    mode = Mode::Value;
  }
  if (is_type_param(x.type) && under_is(x.type, [is_len](const Type* term) {
        return term != nullptr && has_length(term, is_len);
      })) {
    mode = Mode::Value;
  }
  if (mode == Mode::Invalid) {
    if (!is_invalid(u)) {
      error(x, message("invalid argument: ", x, " for ", builtin_name(id)));
    }
    return false;
  }
  x.mode = mode;
  x.type = basic(BasicKind::Int);
  x.value = value;
  return true;
}

bool Checker::builtin_close(Operand& x) {
  bool is_closable = under_is(x.type, [&](const Type* u) {
    const Chan* chan = as<Chan>(u);
    if (chan == nullptr) {
      error(x, message("invalid operation: cannot close non-channel ", x));
      return false;
    }
    if (chan->dir == ChanDir::RecvOnly) {
      error(x, message("invalid operation: cannot close receive-only channel ", x));
      return false;
    }
    return true;
  });
  if (!is_closable) {
    return false;
  }
  x.mode = Mode::NoValue;
  return true;
}

bool Checker::builtin_copy(Operand& x, const Operand& y) {
  if (!y.is_valid()) {
    return false;
  }
  const Slice* to = core<Slice>(x.type);
  const Type* source = core_or_string(y.type);
  const Slice* from = as<Slice>(source);
  bool from_string = source != nullptr && is_string(source);
  if (to == nullptr || (from == nullptr && !from_string)) {
    error(x, message("invalid argument: copy expects slice arguments; found ", x, " and ", y));
    return false;
  }
  const Type* elem = from_string ? byte_type() : from->elem;
  if (!identical(to->elem, elem)) {
    error(x, message("invalid argument: arguments to copy ", x, " and ", y,
                     " have different element types ", to->elem, " and ", elem));
    return false;
  }
  update_type(y.expr, default_type(y.type), true);
  x.mode = Mode::Value;
  x.type = basic(BasicKind::Int);
  return true;
}

bool Checker::builtin_delete(Operand& x, Operand key) {
  const Type* key_type = nullptr;
  bool is_map = under_is(x.type, [&](const Type* u) {
    const Map* map = as<Map>(u);
    if (map == nullptr) {
      error(x, message("invalid argument: ", x, " is not a map"));
      return false;
    }
    if (key_type != nullptr && !identical(map->key, key_type)) {
      error(x, message("invalid argument: maps of ", x, " must have identical key types"));
      return false;
    }
    key_type = map->key;
    return true;
  });
  if (!is_map) {
    return false;
  }
  if (key.is_valid()) {
    assignment(key, key_type, "argument to delete");
  }
  x.mode = Mode::NoValue;
  return key.is_valid();
}

bool Checker::builtin_make(Operand& x, ast::Call* expr) {
  ast::Expr* written = expr->args[0];
  const Type* type = check_variable_type(written);
  if (is_invalid(type)) {
    return false;
  }
  const Type* u = core_type(type);
  if (u == nullptr) {
    error(written, message("invalid argument: cannot make ", written, ": no core type"));
    return false;
  }
  bool is_slice = as<Slice>(u) != nullptr;
  if (!is_slice && as<Map>(u) == nullptr && as<Chan>(u) == nullptr) {
    error(written, message("invalid argument: cannot make ", written,
                           "; type must be slice, map, or channel"));
    return false;
  }
  size_t least = is_slice ? 2 : 1;
  size_t count = expr->args.size();
  if (count < least || count > least + 1) {
    error(expr, message("invalid operation: ", static_cast<ast::Expr*>(expr), " expects ",
                        static_cast<int64_t>(least), " or ", static_cast<int64_t>(least + 1),
                        " arguments; found ", static_cast<int64_t>(count)));
    return false;
  }
  std::vector<int64_t> sizes;
  for (ast::Expr* arg : expr->args.subspan(1)) {
    int64_t size = -1;
    check_index(arg, -1, size);
    if (size >= 0) {
      sizes.push_back(size);
    }
  }
  if (sizes.size() == 2 && sizes[0] > sizes[1]) {
    error(expr->args[1], "invalid argument: length and capacity swapped");
  }
  x.mode = Mode::Value;
  x.type = type;
  return true;
}

bool Checker::builtin_new(Operand& x, ast::Call* expr) {
  const Type* type = check_variable_type(expr->args[0]);
  if (is_invalid(type)) {
    return false;
  }
  x.mode = Mode::Value;
  x.type = package_.arena.make<Pointer>(type);
  return true;
}

bool Checker::builtin_print(Operand& x, ast::Call* expr, Builtin id,
                            std::vector<Operand>& args) {
  std::string context = message("argument to ", builtin_name(id));
  for (Operand& arg : args) {
    assignment(arg, nullptr, context);
    if (!arg.is_valid()) {
      return false;
    }
    if (under<Struct>(arg.type) != nullptr || under<Array>(arg.type) != nullptr) {
      unprintable_.emplace_back(expr, arg.type);
    }
  }
  x.mode = Mode::NoValue;
  return true;
}

}  // namespace prologo::check

// Type arguments that are not written: from the arguments of a call, from the core types of
// constraints, from the default types of untyped constants, in this order.

#include <algorithm>
#include <optional>

#include "frontend/check/checker.h"
#include "frontend/check/unify.h"

namespace prologo::check {

using namespace types;

namespace {

// What inference goes by: arguments, and the types of the parameters they are for.
struct Inference {
  std::vector<const TypeParam*> params;
  std::vector<const Type*> wanted;
  std::vector<Operand> operands;

  void rename_params(Instances& instances);
  void sort_by_names();
  std::optional<size_t> unify_typed(Unifier& unifier, std::vector<size_t>& untyped) const;
  std::string mismatch_text(Instances& instances, const std::vector<const Type*>& known,
                            size_t i, std::string_view kind, const Type* have) const;
};

// Takes back inferred types that contain themselves.
class CycleBreaker {
 public:
  CycleBreaker(const std::vector<const TypeParam*>& params, std::vector<const Type*>& args)
      : params_(params), args_(args) {}

  void visit(const Type* type);

 private:
  void visit_parts(const Type* type);
  void visit_all(const std::vector<Param>& list);

  const std::vector<const TypeParam*>& params_;
  std::vector<const Type*>& args_;
  std::vector<const Type*> open_;
};

}  // namespace

// A function that calls itself: its parameters inside the arguments are not those looked for.
void Inference::rename_params(Instances& instances) {
  std::vector<TypeParam*> fresh;
  std::vector<const Type*> names;
  for (const TypeParam* param : params) {
    TypeParam* copy = instances.arena().make<TypeParam>();
    copy->name = param->name;
    copy->object = param->object;
    copy->index = param->index;
    copy->around.source = &instances;
    fresh.push_back(copy);
    names.push_back(copy);
  }
  for (size_t i = 0; i < fresh.size(); i++) {
    fresh[i]->constraint = instances.substitute(params[i]->constraint, params, names);
  }
  for (const Type*& type : wanted) {
    type = instances.substitute(type, params, names);
  }
  params.assign(fresh.begin(), fresh.end());
}

// Arguments whose types have names decide first: what they say is more specific.
void Inference::sort_by_names() {
  std::vector<size_t> order;
  for (bool named : {true, false}) {
    for (size_t i = 0; i < operands.size(); i++) {
      if (has_name(operands[i].type) == named) {
        order.push_back(i);
      }
    }
  }
  std::vector<const Type*> sorted_types;
  std::vector<Operand> sorted;
  for (size_t i : order) {
    sorted_types.push_back(wanted[i]);
    sorted.push_back(operands[i]);
  }
  wanted = std::move(sorted_types);
  operands = std::move(sorted);
}

void CycleBreaker::visit_all(const std::vector<Param>& list) {
  for (const Param& param : list) {
    visit(param.type);
  }
}

void CycleBreaker::visit(const Type* type) {
  if (std::find(open_.begin(), open_.end(), type) != open_.end()) {
    if (int index = param_index(params_, type); index >= 0) {
      args_[static_cast<size_t>(index)] = nullptr;
    }
    return;
  }
  open_.push_back(type);
  visit_parts(type);
  open_.pop_back();
}

void CycleBreaker::visit_parts(const Type* type) {
  if (int index = param_index(params_, type); index >= 0) {
    if (const Type* arg = args_[static_cast<size_t>(index)]) {
      visit(arg);
    }
  } else if (const Pointer* pointer = as<Pointer>(type)) {
    visit(pointer->elem);
  } else if (const Array* array = as<Array>(type)) {
    visit(array->elem);
  } else if (const Slice* slice = as<Slice>(type)) {
    visit(slice->elem);
  } else if (const Chan* chan = as<Chan>(type)) {
    visit(chan->elem);
  } else if (const Map* map = as<Map>(type)) {
    visit(map->key);
    visit(map->elem);
  } else if (const Struct* fields = as<Struct>(type)) {
    for (const Field& field : fields->fields) {
      visit(field.type);
    }
  } else if (const Signature* signature = as<Signature>(type)) {
    visit_all(signature->params);
    visit_all(signature->results);
  } else if (const Named* named = as<Named>(type)) {
    for (const Type* arg : named->type_args) {
      visit(arg);
    }
  } else if (const Union* whole = as<Union>(type)) {
    for (const UnionTerm& term : whole->terms) {
      visit(term.type);
    }
  } else if (const Interface* interface = as<Interface>(type)) {
    for (const Method* method : interface->methods) {
      visit(method->type);
    }
    for (const Type* embedded : interface->embedded) {
      visit(embedded);
    }
  }
}

static bool all_known(const std::vector<const Type*>& args) {
  return std::find(args.begin(), args.end(), nullptr) == args.end();
}

// "P", "P and Q", "P, Q, and R"
static std::string names_of(const std::vector<const TypeParam*>& params) {
  std::string text;
  for (size_t i = 0; i < params.size(); i++) {
    if (i > 0) {
      text += params.size() > 2 ? ", " : " ";
      text += i + 1 == params.size() ? "and " : "";
    }
    text += params[i]->name;
  }
  return text;
}

std::string Inference::mismatch_text(Instances& instances,
                                     const std::vector<const Type*>& known, size_t i,
                                     std::string_view kind, const Type* have) const {
  std::string text = message(kind, " ", have, " of ", operands[i].expr, " does not match ");
  const Type* inferred = instances.substitute(wanted[i], params, known);
  bool none_known =
      std::all_of(known.begin(), known.end(), [](const Type* type) { return type == nullptr; });
  if (none_known) {
    return text + message(wanted[i], " (cannot infer ") + names_of(params) + ")";
  }
  return text + (inferred != wanted[i] ? message("inferred type ", inferred, " for ", wanted[i])
                                       : message(wanted[i]));
}

// The first operand whose type does not fit, if any does not. Constants without a type for a
// plain parameter are left to `untyped`.
std::optional<size_t> Inference::unify_typed(Unifier& unifier,
                                             std::vector<size_t>& untyped) const {
  for (size_t i = 0; i < operands.size(); i++) {
    const Operand& arg = operands[i];
    if (!mentions(params, wanted[i]) || !arg.is_valid()) {
      continue;
    }
    if (!is_untyped(arg.type)) {
      if (!unifier.unify(wanted[i], arg.type)) {
        return i;
      }
    } else if (is_type_param(wanted[i])) {
      untyped.push_back(i);
    }
  }
  return std::nullopt;
}

// The term of a constraint that decides its core type.
struct CoreTerm {
  const Type* type = nullptr;
  bool is_tilde = false;
  bool is_single = false;  // the only term
};

static CoreTerm core_term(const TypeParam* param) {
  size_t count = 0;
  CoreTerm core;
  all_terms(param, [&](const UnionTerm* term) {
    if (term == nullptr) {
      return false;
    }
    count++;
    core.type = term->type;
    core.is_tilde = core.is_tilde || term->is_tilde;
    return true;
  });
  core.is_single = count == 1;
  if (!core.is_single) {
    core.type = core_type(param);
  }
  return core;
}

// Completes `args` as far as the core types of the constraints tell. False after an error.
bool Checker::infer_from_constraints(Pos pos, const TypeParams& params, TypeArgs& args) {
  Unifier unifier(params, args, true);
  for (size_t unknown = unifier.unknown_count(), before = 0;
       unknown > 0 && unknown != before;) {
    before = unknown;
    for (size_t i = 0; i < params.size() && unknown > 0; i++) {
      CoreTerm core = core_term(params[i]);
      if (core.type == nullptr) {
        continue;
      }
      if (const Type* known = unifier.at(i)) {
        known = core.is_tilde && !is_type_param(known) ? underlying(known) : known;
        if (!unifier.unify(known, core.type)) {
          error(pos, message(params[i]->name, " does not match ", core.is_tilde ? "~" : "",
                             core.type));
          return false;
        }
      } else if (core.is_single && !core.is_tilde) {
        unifier.set(i, core.type);
      }
      unknown = unifier.unknown_count();
    }
  }
  TypeArgs types = unifier.types();
  CycleBreaker breaker(params, types);
  for (const TypeParam* param : params) {
    breaker.visit(param);
  }
  // Inferred types may mention other parameters that are known by now.
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < types.size(); i++) {
      if (types[i] == nullptr || args[i] != nullptr) {
        continue;
      }
      const Type* before =
          std::exchange(types[i], package_.instances->substitute(types[i], params, types));
      again = again || before != types[i];
    }
  }
  for (size_t i = 0; i < types.size(); i++) {
    bool is_open = types[i] != nullptr && mentions(params, types[i]);
    args[i] = is_open ? nullptr : types[i];
  }
  return true;
}

// Completes the type arguments of a call of a function with these type parameters; `wanted` are
// the types of the parameters for `operands`. False after an error.
bool Checker::infer(Pos pos, const TypeParams& type_params, TypeArgs& args,
                    std::vector<const Type*> wanted, const std::vector<Operand>& operands) {
  if (args.size() == type_params.size()) {
    return true;
  }
  Inference call{type_params, std::move(wanted), operands};
  if (env_.signature != nullptr && !env_.signature->type_params.empty() &&
      env_.signature->type_params[0] == type_params[0]) {
    call.rename_params(*package_.instances);
  }
  call.sort_by_names();
  const TypeParams& params = call.params;
  args.resize(params.size());
  for (const Type*& type : call.wanted) {
    type = package_.instances->substitute(type, params, args);
  }
  Unifier unifier(params, args, false);
  auto mismatch = [&](std::string_view kind, const Type* have, size_t i) {
    error(call.operands[i],
          call.mismatch_text(*package_.instances, unifier.types(), i, kind, have));
    return false;
  };
  std::vector<size_t> untyped;
  if (std::optional<size_t> i = call.unify_typed(unifier, untyped)) {
    return mismatch("type", call.operands[*i].type, *i);
  }
  args = unifier.types();
  if (all_known(args)) {
    return true;
  }
  if (!infer_from_constraints(pos, params, args)) {
    return false;
  }
  if (all_known(args)) {
    return true;
  }
  // Untyped constants have a say only about parameters of which nothing else is known.
  for (size_t i : untyped) {
    auto index = static_cast<size_t>(param_index(params, call.wanted[i]));
    const Type* type = default_type(call.operands[i].type);
    if (args[index] == nullptr && !is_untyped(type) && !unifier.unify(call.wanted[i], type)) {
      return mismatch("default type", type, i);
    }
  }
  args = unifier.types();
  if (!all_known(args) && !infer_from_constraints(pos, params, args)) {
    return false;
  }
  auto missing = std::find(args.begin(), args.end(), nullptr);
  if (missing == args.end()) {
    return true;
  }
  const TypeParam* param = params[static_cast<size_t>(missing - args.begin())];
  error(pos, message("cannot infer ", param->name, " (") +
                 sources_.describe(param->object->pos) + ")");
  return false;
}

}  // namespace prologo::check

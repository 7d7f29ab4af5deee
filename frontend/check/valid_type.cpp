// Types that contain themselves other than through pointers and the like have no size: an
// error.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

void Checker::check_valid_type(Named* named) {
  Nest nest;
  Nest path;
  is_valid_type(named, nest, path);
}

// Does a value of the type not contain itself? Reports the cycle if it does. `nest` are the
// types around this place, `path` those on the way here: the way into a type argument leaves
// the instance it is an argument of.
bool Checker::is_valid_type(const Type* type, Nest& nest, Nest& path) {
  auto all_valid = [&](const auto& list) {
    return std::all_of(list.begin(), list.end(),
                       [&](const auto& item) { return is_valid_type(item.type, nest, path); });
  };
  if (const Array* array = as<Array>(type)) {
    return is_valid_type(array->elem, nest, path);
  }
  if (const Struct* fields = as<Struct>(type)) {
    return all_valid(fields->fields);
  }
  if (const Union* whole = as<Union>(type)) {
    return all_valid(whole->terms);
  }
  if (const Interface* interface = as<Interface>(type)) {
    return std::all_of(
        interface->embedded.begin(), interface->embedded.end(),
        [&](const Type* embedded) { return is_valid_type(embedded, nest, path); });
  }
  if (is_type_param(type) && !nest.empty() && nest.back()->origin != nullptr) {
    const Named* instance = nest.back();
    int index = param_index(instance->origin->type_params, type);
    if (index < 0 || static_cast<size_t>(index) >= instance->type_args.size()) {
      return true;
    }
    Nest outer(nest.begin(), nest.end() - 1);
    return is_valid_type(instance->type_args[static_cast<size_t>(index)], outer, path);
  }
  const Named* named = as<Named>(type);
  return named == nullptr || is_valid_named(named, nest, path);
}

bool Checker::is_valid_named(const Named* named, Nest& nest, Nest& path) {
  const Named* declared = named->origin == nullptr ? named : named->origin;
  if (declared->object == nullptr || valid_types_.count(named) != 0) {
    return true;
  }
  if (is_invalid(underlying(named))) {
    return false;
  }
  auto same = [named](const Named* other) { return identical(other, named); };
  if (std::any_of(nest.begin(), nest.end(), same)) {
    const_cast<Named*>(named)->underlying = invalid_type();
    std::vector<Object*> cycle;
    for (auto again = std::find_if(path.begin(), path.end(), same); again != path.end();
         ++again) {
      cycle.push_back((*again)->object);
    }
    report_cycle(cycle);
    return false;
  }
  nest.push_back(named);
  path.push_back(named);
  bool is_valid = is_valid_type(declared->from, nest, path);
  path.pop_back();
  nest.pop_back();
  if (is_valid) {
    valid_types_.insert(named);
  }
  return is_valid;
}

}  // namespace prologo::check

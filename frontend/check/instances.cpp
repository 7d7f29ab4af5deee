#include "frontend/check/instances.h"

#include <algorithm>

#include "frontend/types/relations.h"
#include "frontend/types/type_params.h"

namespace prologo::check {

using namespace types;

namespace {

// One substitution, applied to any number of types.
class Substitution {
 public:
  Substitution(Instances& instances, const std::vector<const TypeParam*>& params,
               const std::vector<const Type*>& args)
      : instances_(instances), params_(params), args_(args) {}

  const Type* apply(const Type* type);
  Signature* copy(const Signature* type);

 private:
  const Type* apply_to_named(const Named* type);
  const Type* apply_to_struct(const Struct* type);
  const Type* apply_to_signature(const Signature* type);
  const Type* apply_to_interface(const Interface* type);
  const Type* apply_to_union(const Union* type);
  const Type* apply_to_tuple(const Tuple* type);
  bool apply_to_all(std::vector<Param>& params);

  // A type of the same sort around another element.
  template <typename T>
  const Type* around(const T* type) {
    const Type* elem = apply(type->elem);
    if (elem == type->elem) {
      return type;
    }
    T* copy = instances_.arena().make<T>(*type);
    copy->elem = elem;
    return copy;
  }

  Instances& instances_;
  const std::vector<const TypeParam*>& params_;
  const std::vector<const Type*>& args_;
};

}  // namespace

const Type* Substitution::apply(const Type* type) {
  if (type == nullptr) {
    return nullptr;
  }
  switch (type->kind) {
    case Kind::Basic:
      return type;
    case Kind::Named:
      return apply_to_named(as<Named>(type));
    case Kind::Pointer:
      return around(as<Pointer>(type));
    case Kind::Array:
      return around(as<Array>(type));
    case Kind::Slice:
      return around(as<Slice>(type));
    case Kind::Chan:
      return around(as<Chan>(type));
    case Kind::Map: {
      auto* map = as<Map>(type);
      const Type* key = apply(map->key);
      const Type* elem = apply(map->elem);
      if (key == map->key && elem == map->elem) {
        return type;
      }
      Map* copy = instances_.arena().make<Map>();
      copy->key = key;
      copy->elem = elem;
      return copy;
    }
    case Kind::Struct:
      return apply_to_struct(as<Struct>(type));
    case Kind::Signature:
      return apply_to_signature(as<Signature>(type));
    case Kind::Interface:
      return apply_to_interface(as<Interface>(type));
    case Kind::Tuple:
      return apply_to_tuple(as<Tuple>(type));
    case Kind::Union:
      return apply_to_union(as<Union>(type));
    case Kind::TypeParam: {
      int index = param_index(params_, type);
      const Type* arg = index < 0 ? nullptr : args_[static_cast<size_t>(index)];
      return arg == nullptr ? type : arg;
    }
  }
  return type;
}

const Type* Substitution::apply_to_named(const Named* type) {
  if (type->origin != nullptr && type->type_args.size() != type->origin->type_params.size()) {
    return invalid_type();  // reported where it was written
  }
  std::vector<const Type*> args;
  bool is_changed = false;
  for (const Type* arg : type->type_args) {
    args.push_back(apply(arg));
    is_changed = is_changed || args.back() != arg;
  }
  return is_changed ? instances_.instance(type->origin, args) : type;
}

const Type* Substitution::apply_to_struct(const Struct* type) {
  std::vector<Field> fields = type->fields;
  bool is_changed = false;
  for (Field& field : fields) {
    const Type* before = std::exchange(field.type, apply(field.type));
    is_changed = is_changed || before != field.type;
  }
  if (!is_changed) {
    return type;
  }
  Struct* copy = instances_.arena().make<Struct>();
  copy->fields = std::move(fields);
  copy->complete = type->complete;
  return copy;
}

bool Substitution::apply_to_all(std::vector<Param>& params) {
  bool is_changed = false;
  for (Param& param : params) {
    const Type* before = std::exchange(param.type, apply(param.type));
    is_changed = is_changed || before != param.type;
  }
  return is_changed;
}

const Type* Substitution::apply_to_signature(const Signature* type) {
  std::vector<Param> params = type->params;
  std::vector<Param> results = type->results;
  bool is_changed = apply_to_all(params);
  is_changed = apply_to_all(results) || is_changed;
  if (!is_changed) {
    return type;
  }
  Signature* made = instances_.arena().make<Signature>(*type);
  made->params = std::move(params);
  made->results = std::move(results);
  return made;
}

// Always a new one, and the receiver as well.
Signature* Substitution::copy(const Signature* type) {
  Signature* made = instances_.arena().make<Signature>(*type);
  apply_to_all(made->params);
  apply_to_all(made->results);
  made->receiver.type = apply(type->receiver.type);
  made->type_params.clear();
  made->receiver_type_params.clear();
  return made;
}

const Type* Substitution::apply_to_interface(const Interface* type) {
  std::vector<const Signature*> signatures;
  std::vector<const Type*> embedded;
  bool is_changed = false;
  for (const Method* method : type->methods) {
    signatures.push_back(as<Signature>(apply(method->type)));
    is_changed = is_changed || signatures.back() != method->type;
  }
  for (const Type* element : type->embedded) {
    embedded.push_back(apply(element));
    is_changed = is_changed || embedded.back() != element;
  }
  if (!is_changed) {
    return type;
  }
  Interface* copy = instances_.arena().make<Interface>();
  copy->embedded = std::move(embedded);
  copy->embedded_positions = type->embedded_positions;
  copy->implicit = type->implicit;
  copy->complete = type->complete;
  copy->source = &instances_;
  for (size_t i = 0; i < type->methods.size(); i++) {
    Method* method = instances_.arena().make<Method>(*type->methods[i]);
    Object* object = instances_.arena().make<Object>(*method->object);
    object->type = method->type = signatures[i];
    object->receiver_base = copy;
    method->object = object;
    copy->methods.push_back(method);
  }
  return copy;
}

const Type* Substitution::apply_to_union(const Union* type) {
  Terms terms = type->terms;
  bool is_changed = false;
  for (UnionTerm& term : terms) {
    const Type* before = std::exchange(term.type, apply(term.type));
    is_changed = is_changed || before != term.type;
  }
  if (!is_changed) {
    return type;
  }
  Union* copy = instances_.arena().make<Union>();
  copy->terms = std::move(terms);
  return copy;
}

const Type* Substitution::apply_to_tuple(const Tuple* type) {
  std::vector<Param> items = type->items;
  if (!apply_to_all(items)) {
    return type;
  }
  Tuple* copy = instances_.arena().make<Tuple>();
  copy->items = std::move(items);
  return copy;
}

const Named* Instances::instance(const Named* generic, const std::vector<const Type*>& args,
                                 Pos pos) {
  std::vector<Named*>& known = by_generic_[generic];
  for (const Named* other : known) {
    if (std::equal(args.begin(), args.end(), other->type_args.begin(), other->type_args.end(),
                   identical)) {
      return other;
    }
  }
  Named* made = arena_.make<Named>();
  made->name = generic->name;
  made->object = arena_.make<Object>(*generic->object);
  made->object->type = made;
  made->object->pos = pos.is_known() ? pos : generic->object->pos;
  made->package = generic->package;
  made->origin = generic;
  made->type_args = args;
  made->local_index = generic->local_index;
  made->source = this;
  known.push_back(made);
  all_.push_back(made);
  return made;
}

const Type* Instances::substitute(const Type* type, const std::vector<const TypeParam*>& params,
                                  const std::vector<const Type*>& args) {
  return params.empty() ? type : Substitution(*this, params, args).apply(type);
}

const Signature* Instances::instantiate(const Signature* generic,
                                        const std::vector<const Type*>& args) {
  return Substitution(*this, generic->type_params, args).copy(generic);
}

// type ( N[P any] M[P]; M[P any] N[P] ): an instance of the same generic type is being
// expanded.
bool Instances::is_defined_as_itself(const Named* instance) {
  const auto first =
      std::find_if(expanding_.begin(), expanding_.end(),
                   [&](const Named* outer) { return outer->origin == instance->origin; });
  if (first == expanding_.end()) {
    return false;
  }
  if (hooks != nullptr) {
    std::vector<Object*> cycle;
    for (auto at = first; at != expanding_.end(); ++at) {
      cycle.push_back((*at)->object);
    }
    hooks->met_cycle(cycle);
  }
  return true;
}

void Instances::expand(const Named* instance) {
  const Named* generic = instance->origin;
  if (!generic->is_declared) {
    return;
  }
  auto* target = const_cast<Named*>(instance);
  if (is_defined_as_itself(instance)) {
    target->underlying = invalid_type();
    return;
  }
  expanding_.push_back(instance);
  const Type* whole = underlying(generic);
  expanding_.pop_back();
  if (whole == nullptr || generic->type_params.size() != instance->type_args.size()) {
    target->underlying = invalid_type();
    return;
  }
  target->underlying = substitute(whole, generic->type_params, instance->type_args);
}

void Instances::add_methods(const Named* instance) {
  const Named* generic = instance->origin;
  if (!generic->is_declared) {
    return;
  }
  auto* target = const_cast<Named*>(instance);
  target->is_declared = true;
  for (const Method* method : generic->methods) {
    Method* record = arena_.make<Method>(*method);
    Object* object = arena_.make<Object>();
    object->kind = ObjectKind::Func;
    object->name = method->name;
    object->pos = method->pos;
    object->is_method = true;
    object->has_pointer_receiver = method->object->has_pointer_receiver;
    object->receiver_base = instance;
    object->body = method->object->body;
    object->generic = method->object;
    record->object = object;
    record->type = nullptr;
    target->methods.push_back(record);
    records_[object] = record;
    if (hooks == nullptr) {
      complete_method(object);
    }
  }
}

void Instances::complete_method(Object* method) {
  if (method->type != nullptr) {
    return;
  }
  if (hooks != nullptr) {
    hooks->need(method->generic);
  }
  const Signature* generic = as<Signature>(method->generic->type);
  const Named* base = as<Named>(method->receiver_base);
  if (generic == nullptr || generic->receiver_type_params.size() != base->type_args.size()) {
    method->type = invalid_type();
    return;
  }
  Substitution substitution(*this, generic->receiver_type_params, base->type_args);
  Signature* signature = substitution.copy(generic);
  method->type = signature;
  records_.at(method)->type = signature;
}

void Instances::finish() {
  for (size_t i = 0; i < all_.size(); i++) {
    if (all_[i]->is_declared) {
      for (const Method* method : all_[i]->methods) {
        complete_method(method->object);
      }
    }
  }
  hooks = nullptr;
}

}  // namespace prologo::check

#pragma once
// Instances of generic types, and substitution of type arguments for type parameters. Belongs
// to the package and outlives the checker: lowering substitutes too, once for every instance of
// a function.
//
// Instances are made empty and get their underlying type and methods on first need, so that
// types may refer to instances of themselves.

#include <unordered_map>
#include <vector>

#include "frontend/check/info.h"
#include "frontend/types/type.h"

namespace prologo::check {

// What instances need of the checker while it is at work.
class InstanceHooks {
 public:
  // Makes sure that the object has its type.
  virtual void need(Object* object) = 0;
  // Two methods of one name in an interface at `at`; only embedded ones may be alike.
  virtual void met_twice(Pos at, const types::Method* method, Pos other_at,
                         const types::Method* other, bool is_explicit) = 0;
  // Instances that are defined as each other.
  virtual void met_cycle(const std::vector<Object*>& cycle) = 0;

 protected:
  ~InstanceHooks() = default;
};

class Instances : public types::Completion {
 public:
  explicit Instances(types::Arena& arena) : arena_(arena) {}

  InstanceHooks* hooks = nullptr;  // null once checking is over

  // The one instance of a generic type with these arguments, and where it was first asked for.
  const types::Named* instance(const types::Named* generic,
                               const std::vector<const types::Type*>& args, Pos pos = {});

  // The type with arguments put in the place of parameters; a null argument leaves its
  // parameter. The type itself if nothing changes.
  const types::Type* substitute(const types::Type* type,
                                const std::vector<const types::TypeParam*>& params,
                                const std::vector<const types::Type*>& args);

  // The type of a generic function with its type arguments.
  const types::Signature* instantiate(const types::Signature* generic,
                                      const std::vector<const types::Type*>& args);

  // Gives a method of an instance its type.
  void complete_method(Object* method);
  // Checking is over: completes what was only begun.
  void finish();

  const types::TypeSet* compute(const types::Interface* type) override;
  void expand(const types::Named* instance) override;
  void add_methods(const types::Named* instance) override;

  types::Arena& arena() { return arena_; }

 private:
  bool is_defined_as_itself(const types::Named* instance);

  types::Arena& arena_;
  std::unordered_map<const types::Named*, std::vector<types::Named*>> by_generic_;
  std::vector<types::Named*> all_;
  std::vector<const types::Named*> expanding_;
  std::unordered_map<const Object*, types::Method*> records_;  // of instances' methods
};

}  // namespace prologo::check

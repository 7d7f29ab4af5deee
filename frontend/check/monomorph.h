#pragma once
// Finds functions and types that would need infinitely many instances: a type parameter that is
// handed on, over one or more instantiations, as part of a larger type in its own place.

#include <unordered_map>
#include <vector>

#include "frontend/types/type.h"
#include "support/source.h"

namespace prologo::check {

class Monomorph {
 public:
  // One instantiation on a cycle.
  struct Step {
    const types::TypeParam* param = nullptr;
    Pos pos;
    const types::Type* arg = nullptr;
  };

  // A method's name for a type parameter of its receiver's type.
  void rename(const types::TypeParam* name, const types::TypeParam* param) {
    renamed_[name] = param;
  }

  // `param` is instantiated with `arg` at `pos`.
  void assign(Pos pos, const types::TypeParam* param, const types::Type* arg);

  // The steps of a cycle in which types grow; empty if there is none.
  std::vector<Step> find_cycle();

 private:
  struct Edge {
    size_t from = 0;
    size_t to = 0;
    int growth = 0;  // 1: inside a larger type
    Pos pos;
    const types::Type* arg = nullptr;
  };

  struct Vertex {
    const types::TypeParam* param = nullptr;
    int weight = 0;
    size_t last_edge = 0;
    size_t length = 0;
  };

  size_t vertex(const types::TypeParam* param);
  void collect(const types::Type* type, std::vector<const types::TypeParam*>& params) const;
  std::vector<Step> trace(size_t at) const;

  std::unordered_map<const types::TypeParam*, const types::TypeParam*> renamed_;
  std::unordered_map<const types::TypeParam*, size_t> index_;
  std::vector<Vertex> vertices_;
  std::vector<Edge> edges_;
};

}  // namespace prologo::check

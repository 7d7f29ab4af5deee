#include "frontend/check/monomorph.h"

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

size_t Monomorph::vertex(const TypeParam* param) {
  if (auto found = renamed_.find(param); found != renamed_.end()) {
    param = found->second;
  }
  auto [place, is_new] = index_.emplace(param, vertices_.size());
  if (is_new) {
    vertices_.push_back({param, 0, 0, 0});
  }
  return place->second;
}

// The type parameters that occur in a type, each as often as it does.
void Monomorph::collect(const Type* type, std::vector<const TypeParam*>& params) const {
  auto collect_all = [&](const std::vector<Param>& list) {
    for (const Param& param : list) {
      collect(param.type, params);
    }
  };
  if (const TypeParam* param = as<TypeParam>(type)) {
    params.push_back(param);
  } else if (const Named* named = as<Named>(type)) {
    for (const Type* arg : named->type_args) {
      collect(arg, params);
    }
  } else if (const Pointer* pointer = as<Pointer>(type)) {
    collect(pointer->elem, params);
  } else if (const Array* array = as<Array>(type)) {
    collect(array->elem, params);
  } else if (const Slice* slice = as<Slice>(type)) {
    collect(slice->elem, params);
  } else if (const Chan* chan = as<Chan>(type)) {
    collect(chan->elem, params);
  } else if (const Map* map = as<Map>(type)) {
    collect(map->key, params);
    collect(map->elem, params);
  } else if (const Signature* signature = as<Signature>(type)) {
    collect_all(signature->params);
    collect_all(signature->results);
  } else if (const Struct* fields = as<Struct>(type)) {
    for (const Field& field : fields->fields) {
      collect(field.type, params);
    }
  } else if (const Interface* interface = as<Interface>(type)) {
    for (const Method* method : type_set_of(interface)->methods) {
      collect(method->type, params);
    }
  }
}

void Monomorph::assign(Pos pos, const TypeParam* param, const Type* arg) {
  std::vector<const TypeParam*> sources;
  collect(arg, sources);
  for (const TypeParam* source : sources) {
    size_t to = vertex(param);
    edges_.push_back({vertex(source), to, source == arg ? 0 : 1, pos, arg});
  }
}

// The heaviest way to each vertex, edge by edge; a way longer than there are vertices goes in a
// circle.
std::vector<Monomorph::Step> Monomorph::find_cycle() {
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < edges_.size(); i++) {
      const Edge& edge = edges_[i];
      const Vertex& from = vertices_[edge.from];
      Vertex& to = vertices_[edge.to];
      if (from.weight + edge.growth <= to.weight) {
        continue;
      }
      to.last_edge = i;
      to.length = from.length + 1;
      if (to.length == vertices_.size()) {
        return trace(edge.to);
      }
      to.weight = from.weight + edge.growth;
      again = true;
    }
  }
  return {};
}

std::vector<Monomorph::Step> Monomorph::trace(size_t at) const {
  std::vector<size_t> way;
  std::vector<bool> seen(vertices_.size());
  for (; !seen[at]; at = edges_[vertices_[at].last_edge].from) {
    way.push_back(at);
    seen[at] = true;
  }
  std::vector<Step> steps;
  bool is_on_cycle = false;
  for (size_t place : way) {
    is_on_cycle = is_on_cycle || place == at;
    if (is_on_cycle) {
      const Edge& edge = edges_[vertices_[place].last_edge];
      steps.push_back({vertices_[place].param, edge.pos, edge.arg});
    }
  }
  return steps;
}

void Checker::report_instantiation_cycle() {
  std::vector<Monomorph::Step> cycle = monomorph_.find_cycle();
  if (cycle.empty()) {
    return;
  }
  std::string text = "instantiation cycle:";
  for (const Monomorph::Step& step : cycle) {
    text += "\n\t" + sources_.describe(step.pos) + ": " +
            message(step.param->name, " instantiated as ", step.arg);
  }
  error(cycle[0].param->object->pos, text);
}

}  // namespace prologo::check

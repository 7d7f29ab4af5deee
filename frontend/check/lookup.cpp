// Finding fields and methods through embedded fields: breadth first, the shallowest wins, two
// at one depth are ambiguous.

#include <algorithm>

#include "frontend/check/checker.h"

namespace prologo::check {

using namespace types;

namespace {

// A type whose members are searched at the current depth.
struct Candidate {
  const Type* type = nullptr;
  std::vector<PathStep> path;
  bool is_indirect = false;
  bool is_pointer = false;   // the value reached by the path is a pointer to `type`
  bool is_multiple = false;  // reached several times at this depth
};

class Search {
 public:
  Search(std::string_view name, bool fold_case) : name_(name), fold_case_(fold_case) {}

  Found run(const Type* type);

 private:
  bool matches(std::string_view name) const;
  bool visit(const Candidate& candidate);
  bool visit_named(const Candidate& candidate, const Named* named);
  bool visit_struct(const Candidate& candidate, const Struct* type);
  bool visit_interface(const Candidate& candidate, const Interface* type);
  bool found(const Candidate& candidate, const Field* field, Object* method);
  void merge_next();

  std::string_view name_;
  bool fold_case_;
  Found result_;
  bool is_collision_ = false;
  std::vector<const Named*> seen_;
  std::vector<Candidate> next_;
};

}  // namespace

static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool Search::matches(std::string_view name) const {
  if (!fold_case_) {
    return name == name_;
  }
  return std::equal(name.begin(), name.end(), name_.begin(), name_.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

// Notes a match; false if it is the second one at this depth.
bool Search::found(const Candidate& candidate, const Field* field, Object* method) {
  if (result_ || candidate.is_multiple) {
    is_collision_ = true;
    return false;
  }
  result_.field = field;
  result_.method = method;
  result_.path = candidate.path;
  result_.is_indirect = candidate.is_indirect;
  return true;
}

bool Search::visit_named(const Candidate& candidate, const Named* named) {
  for (const Method* method : methods_of(named)) {
    if (matches(method->name)) {
      return found(candidate, nullptr, method->object);
    }
  }
  return true;
}

static PathStep step(const Candidate& from, const Struct* type, size_t index) {
  return {static_cast<int>(index), &type->fields[index], type, from.is_pointer};
}

bool Search::visit_struct(const Candidate& candidate, const Struct* type) {
  for (size_t i = 0; i < type->fields.size(); i++) {
    const Field& field = type->fields[i];
    if (field.name == name_) {
      if (!found(candidate, &field, nullptr)) {
        return false;
      }
      result_.path.push_back(step(candidate, type, i));
      continue;
    }
    if (!result_ && field.embedded) {
      bool is_pointer = false;
      Candidate next;
      next.type = strip_pointer(field.type, &is_pointer);
      next.path = candidate.path;
      next.path.push_back(step(candidate, type, i));
      next.is_indirect = candidate.is_indirect || is_pointer;
      next.is_pointer = is_pointer;
      next.is_multiple = candidate.is_multiple;
      next_.push_back(std::move(next));
    }
  }
  return true;
}

bool Search::visit_interface(const Candidate& candidate, const Interface* type) {
  for (const Method* method : type_set_of(type)->methods) {
    if (matches(method->name)) {
      return found(candidate, nullptr, method->object);
    }
  }
  return true;
}

bool Search::visit(const Candidate& candidate) {
  if (const Named* named = as<Named>(candidate.type)) {
    if (std::any_of(seen_.begin(), seen_.end(),
                    [named](const Named* other) { return identical(other, named); })) {
      return true;
    }
    seen_.push_back(named);
    bool had_result = static_cast<bool>(result_);
    if (!visit_named(candidate, named)) {
      return false;
    }
    if (static_cast<bool>(result_) != had_result) {
      return true;
    }
  }
  if (const Struct* fields = under<Struct>(candidate.type)) {
    return visit_struct(candidate, fields);
  }
  if (const Interface* methods = under<Interface>(candidate.type)) {
    return visit_interface(candidate, methods);
  }
  return true;
}

// Types reached more than once at the next depth are searched once, but marked.
void Search::merge_next() {
  std::vector<Candidate> merged;
  for (Candidate& candidate : next_) {
    auto same = std::find_if(merged.begin(), merged.end(), [&](const Candidate& other) {
      return identical(other.type, candidate.type);
    });
    if (same != merged.end()) {
      same->is_multiple = true;
    } else {
      merged.push_back(std::move(candidate));
    }
  }
  next_ = std::move(merged);
}

Found Search::run(const Type* type) {
  bool is_pointer = false;
  const Type* base = strip_pointer(type, &is_pointer);
  if (name_ == "_" || (is_pointer && is_interface(base))) {
    return {};
  }
  Candidate start;
  start.type = base;
  start.is_indirect = is_pointer;
  start.is_pointer = is_pointer;
  next_.push_back(std::move(start));
  while (!next_.empty()) {
    std::vector<Candidate> current = std::move(next_);
    next_.clear();
    for (const Candidate& candidate : current) {
      if (!visit(candidate)) {
        Found collision;
        collision.is_ambiguous = true;
        return collision;
      }
    }
    if (result_) {
      return std::move(result_);
    }
    merge_next();
  }
  return {};
}

Found find_member(const Type* type, bool addressable, std::string_view name, bool fold_case) {
  // A defined pointer type has the fields of what it points to, but no methods.
  if (const Named* named = as<Named>(type)) {
    if (const Pointer* pointer = under<Pointer>(named)) {
      Found found = Search(name, fold_case).run(pointer);
      return found.method != nullptr ? Found() : found;
    }
  }
  Found found = Search(name, fold_case).run(type);
  if (found.method != nullptr && found.method->has_pointer_receiver && !found.is_indirect &&
      !addressable) {
    found = Found();
    found.needs_pointer = true;
  }
  return found;
}

Lookup lookup_member(const Type* type, std::string_view name) {
  Found found = find_member(type, true, name);
  return {found.field, found.method, std::move(found.path), found.is_indirect};
}

// Every name that could be a method of the type, at any depth.
static void collect_names(const Type* type, std::vector<const Type*>& seen,
                          std::vector<std::string_view>& names) {
  const Type* base = strip_pointer(type);
  if (std::find(seen.begin(), seen.end(), base) != seen.end()) {
    return;
  }
  seen.push_back(base);
  if (const Named* named = as<Named>(base)) {
    for (const Method* method : methods_of(named)) {
      names.push_back(method->name);
    }
  }
  if (const Interface* methods = under<Interface>(base)) {
    for (const Method* method : type_set_of(methods)->methods) {
      names.push_back(method->name);
    }
  }
  if (const Struct* fields = under<Struct>(base)) {
    for (const Field& field : fields->fields) {
      if (field.embedded) {
        collect_names(field.type, seen, names);
      }
    }
  }
}

std::vector<MethodSetEntry> method_set(const Type* type) {
  std::vector<const Type*> seen;
  std::vector<std::string_view> names;
  collect_names(type, seen, names);
  std::sort(names.begin(), names.end(), method_name_less);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<MethodSetEntry> entries;
  for (std::string_view name : names) {
    Found found = find_member(type, false, name);
    if (found.method != nullptr) {
      entries.push_back(
          {name, {nullptr, found.method, std::move(found.path), found.is_indirect}});
    }
  }
  return entries;
}

}  // namespace prologo::check

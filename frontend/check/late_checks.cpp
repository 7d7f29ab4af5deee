#include "frontend/check/late_checks.h"

#include <algorithm>

#include "frontend/check/operand.h"
#include "frontend/check/pragmas.h"
#include "frontend/types/sizes.h"
#include "frontend/types/type_params.h"

namespace prologo::check {

using namespace types;

static constexpr int64_t kMaxChannelElement = int64_t{1} << 16;
static constexpr int64_t kWidthOfCut = 8;

void LateChecks::complain(std::string text) { diagnostics_.add(pos_, std::move(text)); }

static const Named* declared_type(const ast::TypeDecl* decl) {
  const Object* object = decl == nullptr || decl->is_alias ? nullptr : decl->name->object;
  return as<Named>(object == nullptr ? nullptr : object->type);
}

static void note_pragmas(const ast::TypeDecl* decl) {
  if (const Named* named = declared_type(decl)) {
    const_cast<Named*>(named)->not_in_heap = has_pragma(decl->pragmas, "go:notinheap");
  }
}

// Sizes of all are computed together, behind the last, which comes first.
void LateChecks::package_types(std::span<ast::File* const> files) {
  std::vector<const ast::TypeDecl*> all;
  for (const ast::File* file : files) {
    for (const ast::Decl* decl : file->decls) {
      if (auto* type = ast::as<ast::TypeDecl>(decl)) {
        all.push_back(type);
        pos_ = type->pos;
        note_pragmas(type);
      }
    }
  }
  for (auto decl = all.rbegin(); decl != all.rend(); ++decl) {
    const Named* named = declared_type(*decl);
    type(named != nullptr ? named->from : (*decl)->type->type);
  }
}

void LateChecks::declaration(const ast::Decl* decl) {
  if (auto* variables = ast::as<ast::VarDecl>(decl)) {
    pos_ = decl->pos;
    for (const ast::Ident* name : variables->names) {
      type(name->object == nullptr ? nullptr : name->object->type);
    }
  } else if (auto* function = ast::as<ast::FuncDecl>(decl)) {
    const Object* object = function->name->object;
    type(object == nullptr ? nullptr : object->type);
  }
}

void LateChecks::local_type(const ast::TypeDecl* decl) {
  pos_ = decl->pos;
  note_pragmas(decl);
  const Named* named = declared_type(decl);
  type(named != nullptr ? named->from : decl->type->type);
}

void LateChecks::type(const Type* type) {
  if (type == nullptr || type->kind == Kind::Named || type->kind == Kind::Basic ||
      !seen_.insert(type).second) {
    return;
  }
  parts(type);
  if (mentions_any_param(type)) {
    return;
  }
  size(type);
}

// As Go has it after complaining: the size of an array wraps around.
int64_t LateChecks::width(const Type* type) const {
  const Type* whole = underlying(type);
  if (const auto* array = as<Array>(whole)) {
    return static_cast<int64_t>(static_cast<uint64_t>(array->length) *
                                static_cast<uint64_t>(width(array->elem)));
  }
  return cut_.contains(whole) ? kWidthOfCut : size_of(whole);
}

void LateChecks::size(const Type* type) {
  if (const auto* chan = as<Chan>(type)) {
    if (width(chan->elem) >= kMaxChannelElement) {
      complain("channel element type too large (>64kB)");
    }
  } else if (const auto* array = as<Array>(type)) {
    const auto elem = static_cast<uint64_t>(width(array->elem));
    const uint64_t most = elem == 0 ? UINT64_MAX : (uint64_t{kTooLarge} - 1) / elem;
    if (static_cast<uint64_t>(array->length) > most) {
      complain(message("type ", type, " larger than address space"));
    }
  } else if (const auto* fields = as<Struct>(type);
             fields != nullptr && size_of(type) >= kTooLarge) {
    cut_.insert(type);
    if (std::none_of(fields->fields.begin(), fields->fields.end(),
                     [](const Field& field) { return size_of(field.type) >= kTooLarge; })) {
      complain(message("type ", type, " too large"));
    }
  }
}

void LateChecks::parts(const Type* whole) {
  const auto all = [this](const std::vector<Param>& params) {
    for (const Param& param : params) {
      type(param.type);
    }
  };
  if (const auto* pointer = as<Pointer>(whole)) {
    type(pointer->elem);
  } else if (const auto* array = as<Array>(whole)) {
    type(array->elem);
  } else if (const auto* slice = as<Slice>(whole)) {
    type(slice->elem);
  } else if (const auto* map = as<Map>(whole)) {
    type(map->key);
    type(map->elem);
  } else if (const auto* chan = as<Chan>(whole)) {
    type(chan->elem);
  } else if (const auto* fields = as<Struct>(whole)) {
    for (const Field& field : fields->fields) {
      type(field.type);
    }
  } else if (const auto* signature = as<Signature>(whole)) {
    all(signature->params);
    all(signature->results);
  } else if (const auto* tuple = as<Tuple>(whole)) {
    all(tuple->items);
  } else if (const auto* interface = as<Interface>(whole)) {
    for (const Method* method : interface->methods) {
      type(method->type);
    }
  }
}

void LateChecks::conversion(const ast::Call* call) {
  const Type* to = call->type;
  const Type* from = call->args.empty() ? nullptr : call->args[0]->type;
  const auto* to_pointer = under<Pointer>(to);
  const auto* from_pointer = under<Pointer>(from);
  if (to_pointer != nullptr && from_pointer != nullptr && is_not_in_heap(to_pointer->elem) &&
      !is_not_in_heap(from_pointer->elem)) {
    diagnostics_.add(
        call->pos, message("cannot convert ", call->args[0], " (type ", from, ") to type ", to,
                           ":\n\t", to_pointer->elem, " is incomplete (or unallocatable), but ",
                           from_pointer->elem, " is not"));
  }
  const auto* slice = under<Slice>(to);
  const bool is_text = from != nullptr && is_string(from);
  if (slice != nullptr && is_text && is_not_in_heap(slice->elem)) {
    diagnostics_.add(
        call->pos, message("cannot convert ", call->args[0], " (type ", from, ") to type ", to,
                           ":\n\t", slice->elem, " is incomplete (or unallocatable)"));
  }
}

}  // namespace prologo::check

// Types that cannot exist: larger than the address space, or channels of elements larger than
// the run time takes. Go finds them where it first needs a size, so each is reported once, at the
// type's declaration if it has one, else at the variable or expression that has it.

#include <unordered_set>

#include "frontend/check/checker.h"
#include "frontend/types/sizes.h"

namespace prologo::check {

using namespace types;

namespace {

constexpr int64_t kMostChannelElement = 1 << 16;
constexpr int64_t kWidthOfCut = 8;

class SizeWalk {
 public:
  using Report = std::function<void(Pos, std::string)>;

  explicit SizeWalk(Report report) : report_(std::move(report)) {}

  void visit(const Type* type, Pos pos);

 private:
  void parts(const Type* type, Pos pos);
  void array(const Array* type, Pos pos);
  void structure(const Struct* type, Pos pos);
  int64_t width(const Type* type) const;

  Report report_;
  std::unordered_set<const Type*> seen_;
  std::unordered_set<const Type*> cut_;  // structs reported as too large: small from then on
};

}  // namespace

// As Go has it after complaining: the product of an array's size wraps around.
int64_t SizeWalk::width(const Type* type) const {
  const Type* u = underlying(type);
  if (const Array* of = as<Array>(u)) {
    return static_cast<int64_t>(static_cast<uint64_t>(of->length) *
                                static_cast<uint64_t>(width(of->elem)));
  }
  return cut_.contains(u) ? kWidthOfCut : size_of(u);
}

void SizeWalk::visit(const Type* type, Pos pos) {
  if (type == nullptr || !seen_.insert(type).second) {
    return;
  }
  if (const Named* named = as<Named>(type)) {
    visit(underlying(type), named->object != nullptr && named->object->pos.is_known()
                                ? named->object->pos
                                : pos);
    return;
  }
  parts(type, pos);
}

void SizeWalk::parts(const Type* type, Pos pos) {
  if (const Array* list = as<Array>(type)) {
    array(list, pos);
  } else if (const Struct* record = as<Struct>(type)) {
    structure(record, pos);
  } else if (const Pointer* pointer = as<Pointer>(type)) {
    visit(pointer->elem, pos);
  } else if (const Slice* slice = as<Slice>(type)) {
    visit(slice->elem, pos);
  } else if (const Map* map = as<Map>(type)) {
    visit(map->key, pos);
    visit(map->elem, pos);
  } else if (const Chan* chan = as<Chan>(type)) {
    visit(chan->elem, pos);
    if (width(chan->elem) >= kMostChannelElement) {
      report_(pos, "channel element type too large (>64kB)");
    }
  } else if (const Signature* signature = as<Signature>(type)) {
    for (const auto* params : {&signature->params, &signature->results}) {
      for (const Param& param : *params) {
        visit(param.type, pos);
      }
    }
  }
}

void SizeWalk::array(const Array* type, Pos pos) {
  visit(type->elem, pos);
  const auto elem = static_cast<uint64_t>(width(type->elem));
  const auto most = elem == 0 ? UINT64_MAX : (static_cast<uint64_t>(kTooLarge) - 1) / elem;
  if (static_cast<uint64_t>(type->length) > most) {
    report_(pos, message("type ", static_cast<const Type*>(type), " larger than address space"));
  }
}

void SizeWalk::structure(const Struct* type, Pos pos) {
  for (const Field& field : type->fields) {
    visit(field.type, pos);
  }
  if (size_of(type) >= kTooLarge) {
    bool is_whole_fault = true;
    for (const Field& field : type->fields) {
      is_whole_fault = is_whole_fault && size_of(field.type) < kTooLarge;
    }
    cut_.insert(type);
    if (is_whole_fault) {
      report_(pos, message("type ", static_cast<const Type*>(type), " too large"));
    }
  }
}

static bool mentions_parameter(const Type* type, std::unordered_set<const Type*>& seen) {
  if (type == nullptr || !seen.insert(type).second) {
    return false;
  }
  const auto mentions = [&](const Type* part) { return mentions_parameter(part, seen); };
  switch (type->kind) {
    case Kind::TypeParam:
      return true;
    case Kind::Named: {
      const auto& args = static_cast<const Named*>(type)->type_args;
      return is_generic(type) || std::any_of(args.begin(), args.end(), mentions);
    }
    case Kind::Pointer:
      return mentions(static_cast<const Pointer*>(type)->elem);
    case Kind::Slice:
      return mentions(static_cast<const Slice*>(type)->elem);
    case Kind::Array:
      return mentions(static_cast<const Array*>(type)->elem);
    case Kind::Chan:
      return mentions(static_cast<const Chan*>(type)->elem);
    case Kind::Map:
      return mentions(static_cast<const Map*>(type)->key) ||
             mentions(static_cast<const Map*>(type)->elem);
    case Kind::Struct: {
      const auto& fields = static_cast<const Struct*>(type)->fields;
      return std::any_of(fields.begin(), fields.end(),
                         [&](const Field& field) { return mentions(field.type); });
    }
    default:
      return type->kind == Kind::Signature;
  }
}

void Checker::check_sizes() {
  SizeWalk walk([this](Pos pos, std::string text) { error(pos, std::move(text)); });
  const auto visit = [&](const Type* type, Pos pos) {
    std::unordered_set<const Type*> seen;
    if (!mentions_parameter(type, seen)) {
      walk.visit(type, pos);
    }
  };
  for (const Object* object : package_.objects) {
    if (object->kind == ObjectKind::Var || object->kind == ObjectKind::TypeName) {
      visit(object->type, object->pos);
    }
  }
  for (const auto& [expr, type] : sized_) {
    visit(type, expr->pos);
  }
  for (const Object* variable : local_variables_) {
    visit(variable->type, variable->pos);
  }
}

}  // namespace prologo::check

#include "frontend/lower/walk/layouts.h"

namespace prologo::lower {

using ir::Kind;

const ir::Type* map_header_type(Context& cx, const ir::Type* map) {
  const ir::Type* bucket = cx.types.pointer_to(cx.descriptors.bucket_type(map));
  return cx.types.struct_of({{"count", cx.basic(Kind::Int)},
                             {"flags", cx.basic(Kind::Uint8)},
                             {"B", cx.basic(Kind::Uint8)},
                             {"noverflow", cx.basic(Kind::Uint16)},
                             {"hash0", cx.basic(Kind::Uint32)},
                             {"buckets", bucket},
                             {"oldbuckets", bucket},
                             {"nevacuate", cx.basic(Kind::Uintptr)},
                             {"extra", cx.basic(Kind::UnsafePointer)}},
                            true);
}

const ir::Type* map_iterator_type(Context& cx, const ir::Type* map) {
  const ir::Type* bucket = cx.types.pointer_to(cx.descriptors.bucket_type(map));
  const ir::Type* pointer = cx.basic(Kind::UnsafePointer);
  return cx.types.struct_of({{"key", cx.types.pointer_to(map->key)},
                             {"elem", cx.types.pointer_to(map->elem)},
                             {"t", pointer},
                             {"h", cx.types.pointer_to(map_header_type(cx, map))},
                             {"buckets", bucket},
                             {"bptr", bucket},
                             {"overflow", pointer},
                             {"oldoverflow", pointer},
                             {"startBucket", cx.basic(Kind::Uintptr)},
                             {"offset", cx.basic(Kind::Uint8)},
                             {"wrapped", cx.basic(Kind::Bool)},
                             {"B", cx.basic(Kind::Uint8)},
                             {"i", cx.basic(Kind::Uint8)},
                             {"bucket", cx.basic(Kind::Uintptr)},
                             {"checkBucket", cx.basic(Kind::Uintptr)}},
                            true);
}

const ir::Type* select_case_type(Context& cx) {
  const ir::Type* pointer = cx.basic(Kind::UnsafePointer);
  return cx.types.struct_of({{"c", pointer}, {"elem", pointer}}, true);
}

const ir::Type* closure_type(Context& cx, const Node* closure) {
  std::vector<std::pair<std::string, const ir::Type*>> fields = {
      {"F", cx.basic(Kind::Uintptr)}};
  for (const Name* var : closure->func->closure_vars) {
    fields.emplace_back(var->name, var->by_value ? var->type : cx.types.pointer_to(var->type));
  }
  return cx.types.struct_of(fields, true);
}

const ir::Type* method_value_type(Context& cx, const Node* method_value) {
  return cx.types.struct_of({{"F", cx.basic(Kind::Uintptr)}, {"R", method_value->x->type}},
                            true);
}

}  // namespace prologo::lower

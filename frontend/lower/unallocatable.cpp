#include "frontend/lower/unallocatable.h"

#include "frontend/types/type.h"

namespace prologo::lower {

void refuse_allocation(Context& context, const ir::Type* type) {
  if (type->not_in_heap) {
    context.diagnostics.error(context.pos)
        << types::type_text(context.types.go(type))
        << " can't be allocated in Go; it is incomplete (or unallocatable)";
  }
}

void refuse_variable(Context& context, const Node* n) {
  if (n != nullptr && n->type != nullptr && n->type->not_in_heap) {
    context.diagnostics.error(n->op == Op::Name ? n->name->pos : n->pos)
        << types::type_text(context.types.go(n->type))
        << " is incomplete (or unallocatable); stack allocation disallowed";
  }
}

}  // namespace prologo::lower

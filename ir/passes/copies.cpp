// Phis of one value and copies. After eliminate_copies no argument, control or name is a copy;
// dead code removes the copies themselves.

#include "ir/passes/passes.h"
#include "ir/rules/rewrite.h"

namespace prologo::ir {

static void skip_copies(Value* v) {
  for (size_t i = 0; i < v->args.size(); ++i) {
    if (v->args[i]->op == Op::Copy) {
      set_arg(v, i, copy_source(v->args[i]));
    }
  }
}

void eliminate_phis(Function& fn) {
  bool change = true;
  while (change) {
    change = false;
    for (Block* b : fn.blocks) {
      for (Value* v : b->values) {
        skip_copies(v);
        change = simplify_phi(v) || change;
      }
    }
  }
}

void eliminate_copies(Function& fn) {
  for (Block* b : fn.blocks) {
    for (Value* v : b->values) {
      skip_copies(v);
    }
  }
  for (Block* b : fn.blocks) {
    for (size_t i = 0; i < 2; ++i) {
      Value* control = b->controls[i];
      if (control != nullptr && control->op == Op::Copy) {
        replace_control(b, i, control->args[0]);
      }
    }
  }
  for (Function::NamedValue& name : fn.names) {
    for (Value*& v : name.values) {
      if (v->op == Op::Copy) {
        v = v->args[0];
      }
    }
  }
}

}  // namespace prologo::ir

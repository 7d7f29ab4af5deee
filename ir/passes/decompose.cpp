// Taking composite values apart. decompose_user: phis and names of structs and arrays (their
// other operations are the generic rules' business). decompose_builtin: everything of strings,
// slices, interfaces and complex numbers.

#include <algorithm>

#include "ir/module.h"
#include "ir/passes/names.h"
#include "ir/passes/passes.h"
#include "ir/rules/rewrite.h"

namespace prologo::ir {

bool rewrite_decompose_block(Block* b);
bool rewrite_decompose_value(Value* v);

namespace {

struct PartInfo {
  const Type* type;
  Op select;
  int64_t aux_int;
  int64_t offset;
  std::string suffix;
};

struct Parts {
  Op make = Op::Invalid;
  std::vector<PartInfo> list;
};

Parts user_parts(const Type* t) {
  Parts out;
  if (t->kind == Kind::Struct) {
    out.make = static_cast<Op>(static_cast<size_t>(Op::StructMake0) + t->fields.size());
    for (size_t i = 0; i < t->fields.size(); ++i) {
      const Field& f = t->fields[i];
      out.list.push_back({f.type, Op::StructSelect, static_cast<int64_t>(i), f.offset, f.name});
    }
  } else if (t->kind == Kind::Array) {
    out.make = t->length == 0 ? Op::ArrayMake0 : Op::ArrayMake1;
    if (t->length == 1) {
      out.list.push_back({t->elem, Op::ArraySelect, 0, 0, "[0]"});
    }
  }
  return out;
}

Parts builtin_parts(Types& types, const Type* t) {
  const Type* word = types.basic(Kind::Int);
  switch (t->kind) {
    case Kind::String:
      return {Op::StringMake,
              {{types.byte_pointer(), Op::StringPtr, 0, 0, ".ptr"},
               {word, Op::StringLen, 0, 8, ".len"}}};
    case Kind::Slice:
      return {Op::SliceMake,
              {{types.pointer_to(t->elem), Op::SlicePtr, 0, 0, ".ptr"},
               {word, Op::SliceLen, 0, 8, ".len"},
               {word, Op::SliceCap, 0, 16, ".cap"}}};
    case Kind::Interface:
      return {Op::IMake,
              {{types.basic(Kind::Uintptr), Op::ITab, 0, 0, t->has_methods ? ".itab" : ".type"},
               {types.byte_pointer(), Op::IData, 0, 8, ".data"}}};
    case Kind::Complex64:
    case Kind::Complex128: {
      const Type* part = types.basic(t->size == 8 ? Kind::Float32 : Kind::Float64);
      return {Op::ComplexMake,
              {{part, Op::ComplexReal, 0, 0, ".real"},
               {part, Op::ComplexImag, 0, part->size, ".imag"}}};
    }
    default:
      return {};
  }
}

// phi(x, y) of a composite -> make(phi(x.0, y.0), phi(x.1, y.1), ...). Returns the new phis.
std::vector<Value*> split_phi(Value* phi, const Parts& parts) {
  Function& fn = *phi->block->fn;
  std::vector<Value*> phis;
  for (const PartInfo& part : parts.list) {
    phis.push_back(fn.new_value(phi->block, Op::Phi, part.type, phi->pos));
  }
  for (Value* arg : phi->args) {
    for (size_t i = 0; i < phis.size(); ++i) {
      Value* select =
          fn.new_value(arg->block, parts.list[i].select, parts.list[i].type, phi->pos);
      select->aux_int = parts.list[i].aux_int;
      add_arg(select, arg);
      add_arg(phis[i], select);
    }
  }
  reset_value(phi, parts.make);
  for (Value* part : phis) {
    add_arg(phi, part);
  }
  return phis;
}

void decompose_user_phi(Value* phi) {
  Parts parts = user_parts(phi->type);
  if (parts.make == Op::Invalid) {
    return;
  }
  for (Value* part : split_phi(phi, parts)) {
    decompose_user_phi(part);
  }
}

Function::NamedValue* find_in(std::vector<Function::NamedValue>& names, const NameSlot& slot) {
  auto found = std::find_if(names.begin(), names.end(), [&](const Function::NamedValue& name) {
    return slot_of(name) == slot;
  });
  return found == names.end() ? nullptr : &*found;
}

// Splits the names of structs and arrays down to parts that are neither.
class UserNames {
 public:
  explicit UserNames(Function& fn) : fn_(fn) {}

  void run() {
    std::vector<Function::NamedValue> old = std::move(fn_.names);
    fn_.names.clear();
    for (Function::NamedValue& name : old) {
      if (is_composite(name.type)) {
        split(name);
      } else if (Function::NamedValue* known = find_in(made_, slot_of(name))) {
        known->values.insert(known->values.begin(), name.values.begin(), name.values.end());
        fn_.names.push_back(*known);
      } else {
        fn_.names.push_back(std::move(name));
      }
    }
    for (Function::NamedValue& name : made_) {
      if (find_name(fn_, slot_of(name)) == nullptr) {
        fn_.names.push_back(std::move(name));
      }
    }
  }

 private:
  Function& fn_;
  std::vector<Function::NamedValue> made_;

  static bool is_composite(const Type* t) {
    return t->kind == Kind::Struct || t->kind == Kind::Array;
  }

  void split(const Function::NamedValue& whole) {
    Parts parts = user_parts(whole.type);
    std::vector<Function::NamedValue> pieces;
    for (const PartInfo& part : parts.list) {
      NameSlot slot = split_slot(fn_, slot_of(whole), part.suffix, part.offset, part.type);
      pieces.push_back({slot.variable, slot.type, slot.offset, {}});
    }
    for (Value* v : whole.values) {
      for (size_t i = 0; v->op == parts.make && i < pieces.size(); ++i) {
        pieces[i].values.push_back(v->args[i]);
      }
    }
    for (const Function::NamedValue& piece : pieces) {
      if (!is_composite(piece.type)) {
        add(piece);
      }
    }
    for (const Function::NamedValue& piece : pieces) {
      if (is_composite(piece.type)) {
        split(piece);
      }
    }
  }

  void add(const Function::NamedValue& piece) {
    Function::NamedValue* known = find_name(fn_, slot_of(piece));
    known = known == nullptr ? find_in(made_, slot_of(piece)) : known;
    if (known == nullptr) {
      made_.push_back(piece);
    } else {
      known->values.insert(known->values.end(), piece.values.begin(), piece.values.end());
    }
  }
};

// Names of strings and the like: values that are Makes give their parts to the parts' names.
void split_builtin_names(Function& fn) {
  std::vector<NamedIndex> obsolete;
  std::vector<Function::NamedValue> made;
  const size_t count = fn.names.size();
  for (size_t n = 0; n < count; ++n) {
    Parts parts = builtin_parts(fn.module->types, fn.names[n].type);
    std::vector<NameSlot> slots;
    for (const PartInfo& part : parts.list) {
      slots.push_back(
          split_slot(fn, slot_of(fn.names[n]), part.suffix, part.offset, part.type));
      if (find_name(fn, slots.back()) == nullptr && find_in(made, slots.back()) == nullptr) {
        made.push_back({slots.back().variable, slots.back().type, slots.back().offset, {}});
      }
    }
    for (size_t j = 0; !slots.empty() && j < fn.names[n].values.size(); ++j) {
      Value* v = fn.names[n].values[j];
      if (v->op != parts.make) {
        continue;
      }
      for (size_t i = 0; i < slots.size(); ++i) {
        Function::NamedValue* to = find_in(made, slots[i]);
        (to != nullptr ? to : find_name(fn, slots[i]))->values.push_back(v->args[i]);
      }
      obsolete.push_back({n, j});
    }
  }
  drop_named_values(fn, std::move(obsolete));
  for (Function::NamedValue& name : made) {
    fn.names.push_back(std::move(name));
  }
}

}  // namespace

void decompose_user(Function& fn) {
  for (Block* b : fn.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      if (b->values[i]->op == Op::Phi) {
        decompose_user_phi(b->values[i]);
      }
    }
  }
  UserNames(fn).run();
}

void decompose_builtin(Function& fn) {
  for (Block* b : fn.blocks) {
    const size_t count = b->values.size();
    for (size_t i = 0; i < count; ++i) {
      Value* v = b->values[i];
      Parts parts = v->op == Op::Phi ? builtin_parts(fn.module->types, v->type) : Parts{};
      if (parts.make != Op::Invalid) {
        split_phi(v, parts);
      }
    }
  }
  apply_rules(fn, rewrite_decompose_block, rewrite_decompose_value, DeadValues::Leave);
  split_builtin_names(fn);
}

}  // namespace prologo::ir

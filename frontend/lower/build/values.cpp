// Making SSA values: operations, constants, zero values, addresses of parts.

#include <bit>

#include "frontend/lower/build/builder.h"
#include "support/ensure.h"

namespace prologo::lower {

const ir::Type* Builder::float_part(const Type* complex) {
  return basic(complex->size == 8 ? ir::Kind::Float32 : ir::Kind::Float64);
}

ir::Value* Builder::value(ir::Op op, const Type* type, std::initializer_list<Value*> args) {
  Value* v = f_.new_value(block_, op, type, pos());
  for (Value* arg : args) {
    ir::add_arg(v, arg);
  }
  return v;
}

ir::Value* Builder::value_i(ir::Op op, const Type* type, int64_t aux_int,
                            std::initializer_list<Value*> args) {
  Value* v = value(op, type, args);
  v->aux_int = aux_int;
  return v;
}

ir::Value* Builder::value_a(ir::Op op, const Type* type, ir::Aux aux,
                            std::initializer_list<Value*> args) {
  Value* v = value(op, type, args);
  v->aux = aux;
  return v;
}

ir::Value* Builder::value_marked(ir::Op op, const Type* type, ir::Aux aux,
                                 std::initializer_list<Value*> args, bool may_mark) {
  Value* v = value_a(op, type, aux, args);
  if (!may_mark) {
    v->pos = v->pos.with_mark(StatementMark::No);
  }
  return v;
}

ir::Value* Builder::entry_value(ir::Op op, const Type* type, ir::Aux aux,
                                std::initializer_list<Value*> args, int64_t aux_int) {
  Block* b = !options_.optimise && block_ != nullptr ? block_ : f_.entry;
  Value* v = f_.new_value(b, op, type, Pos{});
  v->aux = aux;
  v->aux_int = aux_int;
  for (Value* arg : args) {
    ir::add_arg(v, arg);
  }
  return v;
}

ir::Value* Builder::constant_int(const Type* type, int64_t v) {
  switch (type->size) {
    case 1:
      return f_.constant(ir::Op::Const8, type, static_cast<int8_t>(v));
    case 2:
      return f_.constant(ir::Op::Const16, type, static_cast<int16_t>(v));
    case 4:
      return f_.constant(ir::Op::Const32, type, static_cast<int32_t>(v));
    default:
      return f_.constant(ir::Op::Const64, type, v);
  }
}

ir::Value* Builder::constant_float(const Type* type, double v) {
  if (type->size == 4) {
    v = static_cast<double>(static_cast<float>(v));
  }
  return f_.constant(type->size == 4 ? ir::Op::Const32F : ir::Op::Const64F, type,
                     std::bit_cast<int64_t>(v));
}

ir::Value* Builder::constant_bool(bool v) {
  return f_.constant(ir::Op::ConstBool, bool_type(), v ? 1 : 0);
}

ir::Value* Builder::constant_nil(const Type* type) {
  return f_.constant(ir::Op::ConstNil, type, 0);
}

static ir::Op struct_make(size_t fields) {
  static constexpr ir::Op kOps[] = {ir::Op::StructMake0, ir::Op::StructMake1,
                                    ir::Op::StructMake2, ir::Op::StructMake3,
                                    ir::Op::StructMake4};
  ENSURE(fields < std::size(kOps));
  return kOps[fields];
}

ir::Value* Builder::zero_value(const Type* type) {
  if (type->is_integer()) {
    return constant_int(type, 0);
  }
  if (type->is_float()) {
    return constant_float(type, 0);
  }
  if (type->is_complex()) {
    Value* z = constant_float(float_part(type), 0);
    return entry_value(ir::Op::ComplexMake, type, {}, {z, z});
  }
  if (type->is_pointer_shaped()) {
    return constant_nil(type);
  }
  switch (type->kind) {
    case ir::Kind::String:
      return f_.constant(ir::Op::ConstString, type, 0, module_.text(""));
    case ir::Kind::Bool:
      return f_.constant(ir::Op::ConstBool, bool_type(), 0);
    case ir::Kind::Interface:
      return f_.constant(ir::Op::ConstInterface, type, 0);
    case ir::Kind::Slice:
      return f_.constant(ir::Op::ConstSlice, type, 0);
    case ir::Kind::Struct: {
      Value* v = entry_value(struct_make(type->fields.size()), type);
      for (const ir::Field& field : type->fields) {
        ir::add_arg(v, zero_value(field.type));
      }
      return v;
    }
    case ir::Kind::Array:
      ENSURE(type->length <= 1);
      return type->length == 0
                 ? entry_value(ir::Op::ArrayMake0, type)
                 : entry_value(ir::Op::ArrayMake1, type, {}, {zero_value(type->elem)});
    default:
      UNREACHABLE("no zero value for " + type->name);
  }
}

ir::Value* Builder::off_ptr(const Type* type, int64_t offset, Value* base) {
  return value_i(ir::Op::OffPtr, type, offset, {base});
}

ir::Value* Builder::reflect_type(const Type* type) {
  return entry_value(ir::Op::Addr, byte_pointer(), options_.descriptor(type), {sb_});
}

}  // namespace prologo::lower

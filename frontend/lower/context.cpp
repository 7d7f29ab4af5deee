#include "frontend/lower/context.h"

#include "frontend/lower/conversions.h"
#include "frontend/lower/helpers.h"
#include "frontend/lower/query.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

using ir::Kind;

Context::Context(const check::Package& package_, ir::Module& module_, Unit& unit_,
                 const Options& options_, Diagnostics& diagnostics_)
    : package(package_),
      module(module_),
      unit(unit_),
      options(options_),
      diagnostics(diagnostics_),
      types(module_.types),
      descriptors(module_, types) {
  types.md5_hashes = module.dialect->md5_type_hashes;
  Name* underscore = unit.new_name("_", Name::Class::Extern, nullptr, Pos{});
  blank_ = underscore->node;
}

void Context::unsupported(Pos at, std::string_view what) {
  diagnostics.error(at) << "not supported yet: " << what;
}

Node* Context::copy(const Node* n) {
  Node* made = unit.node(n->op, n->pos, n->type);
  *made = *n;
  return made;
}

Node* Context::unary(Op op, Node* x, const ir::Type* type) {
  Node* n = make(op, type);
  n->x = x;
  return n;
}

Node* Context::binary(Op op, Node* x, Node* y, const ir::Type* type) {
  Node* n = make(op, type);
  n->x = x;
  n->y = y;
  return n;
}

Node* Context::integer(int64_t value, const ir::Type* type) {
  Node* n = make(Op::Literal, type);
  n->value = Constant::of_int(value);
  return n;
}

Node* Context::boolean(bool value) {
  Node* n = make(Op::Literal, basic(Kind::Bool));
  n->value = Constant::of_bool(value);
  return n;
}

Node* Context::string(std::string value) {
  Node* n = make(Op::Literal, basic(Kind::String));
  n->value = Constant::of_string(std::move(value));
  return n;
}

Node* Context::nil(const ir::Type* type) { return make(Op::Nil, type); }

Node* Context::addr(Node* x) {
  if (track_addresses) {
    if (Node* whole = outer_value(x); whole->op == Op::Name) {
      whole->name->address_taken = true;
    }
  }
  return unary(Op::Addr, x, types.pointer_to(x->type));
}

Node* Context::deref(Node* x) { return unary(Op::Deref, x, x->type->elem); }

Node* Context::index(Node* x, Node* i, bool bounded) {
  const ir::Type* container = x->type;
  if (container->kind == Kind::Pointer) {
    x = deref(x);
    x->implicit = true;
    container = x->type;
  }
  const ir::Type* elem = container->kind == Kind::String ? basic(Kind::Uint8) : container->elem;
  Node* n = binary(Op::Index, x, i, elem);
  n->bounded = bounded;
  return n;
}

Node* Context::dot(Node* x, int field) {
  const bool pointer = x->type->kind == Kind::Pointer;
  const ir::Type* owner = pointer ? x->type->elem : x->type;
  const ir::Field& selected = owner->fields[static_cast<size_t>(field)];
  Node* n = unary(pointer ? Op::DotPtr : Op::Dot, x, selected.type);
  n->index = field;
  n->offset = selected.offset;
  n->label = selected.name;
  return n;
}

Node* Context::sptr(Node* x) {
  const ir::Type* elem = x->type->kind == Kind::String ? basic(Kind::Uint8) : x->type->elem;
  return unary(Op::Sptr, x, types.pointer_to(elem));
}

Node* Context::len(Node* x) {
  if (is_literal(x, Constant::Kind::String)) {
    return integer(static_cast<int64_t>(x->value->s.size()));
  }
  return unary(Op::Len, x, basic(Kind::Int));
}

Node* Context::slice(Op op, Node* x, Node* low, Node* high, Node* max, const ir::Type* type) {
  Node* n = unary(op, x, type);
  n->list = {low, high, max};
  return n;
}

Node* Context::assign(Node* x, Node* y) { return binary(Op::As, x, y, nullptr); }

Node* Context::assign2(Nodes lhs, Nodes rhs) {
  Node* n = make(Op::As2);
  n->lhs = std::move(lhs);
  n->list = std::move(rhs);
  return n;
}

Node* Context::if_(Node* cond, Nodes body, Nodes else_body) {
  Node* n = unary(Op::If, cond, nullptr);
  n->body = std::move(body);
  n->else_body = std::move(else_body);
  return n;
}

Node* Context::block(Nodes list) {
  Node* n = make(Op::Block);
  n->list = std::move(list);
  return n;
}

Node* Context::jump(Op op, std::string label) {
  Node* n = make(op);
  n->label = std::move(label);
  return n;
}

Node* Context::label(std::string name) { return jump(Op::Label, std::move(name)); }

namespace {

// Cuts an integer to the width of the type and extends it again.
int64_t fit(int64_t value, const ir::Type* type) {
  switch (type->kind) {
    case Kind::Int8:
      return static_cast<int8_t>(value);
    case Kind::Int16:
      return static_cast<int16_t>(value);
    case Kind::Int32:
      return static_cast<int32_t>(value);
    case Kind::Uint8:
      return static_cast<uint8_t>(value);
    case Kind::Uint16:
      return static_cast<uint16_t>(value);
    case Kind::Uint32:
      return static_cast<uint32_t>(value);
    default:
      return value;
  }
}

// Kinds that differ in name only on this machine.
Kind plain_kind(Kind kind) {
  switch (kind) {
    case Kind::Int:
      return Kind::Int64;
    case Kind::Uint:
    case Kind::Uintptr:
      return Kind::Uint64;
    default:
      return kind;
  }
}

bool is_number(const ir::Type* type) {
  return type->is_integer() || type->is_float() || type->is_complex();
}

}  // namespace

Node* Context::conv(Node* x, const ir::Type* type) {
  if (is_identical(x->type, type)) {
    return x;
  }
  if (x->op == Op::Literal && x->type->is_integer() == type->is_integer() &&
      x->type->is_float() == type->is_float() && x->type->is_complex() == type->is_complex()) {
    Node* n = copy(x);
    n->pos = pos;
    n->type = type;
    Constant value = *x->value;
    value.i = fit(value.i, type);
    if (type->kind == Kind::Float32 || type->kind == Kind::Complex64) {
      value.re = static_cast<float>(value.re);
      value.im = static_cast<float>(value.im);
    }
    n->value = std::move(value);
    return n;
  }
  const bool same = !is_number(type) || !is_number(x->type) ||
                    plain_kind(x->type->kind) == plain_kind(type->kind);
  // Between two types of one float kind nothing changes, but it is a rounding point.
  const bool rounds = type->is_float() || type->is_complex();
  return unary(same && !rounds ? Op::ConvNop : Op::Conv, x, type);
}

Node* Context::conv_nop(Node* x, const ir::Type* type) {
  return is_identical(x->type, type) ? x : unary(Op::ConvNop, x, type);
}

Node* Context::link(const ir::Symbol* symbol, const ir::Type* type) {
  Node* n = make(Op::LinkSym, type);
  n->sym = symbol;
  return n;
}

Node* Context::with_init(Nodes init, Node* expr) {
  if (init.empty()) {
    return expr;
  }
  if (may_be_shared(expr)) {
    expr = unary(Op::ConvNop, expr, expr->type);
  }
  expr->init.insert(expr->init.begin(), init.begin(), init.end());
  return expr;
}

Node* Context::temp_in(Func* owner, const ir::Type* type) {
  ENSURE_MSG(owner != nullptr, "temporary outside of functions");
  ENSURE_MSG(type != nullptr, "temporary without a type");
  Name* name = unit.new_name(".autotmp_" + std::to_string(owner->dcl.size()), Name::Class::Auto,
                             type, pos);
  name->is_autotmp = true;
  name->used = true;
  name->owner = owner;
  name->dcl_index = static_cast<int>(owner->dcl.size());
  owner->dcl.push_back(name);
  return name->node;
}

std::string Context::fresh_label(std::string_view prefix) {
  return std::string(prefix) + std::to_string(labels_++);
}

Pos Context::autogenerated_pos() {
  if (!autogenerated_.is_known()) {
    autogenerated_.line = 1;
    autogenerated_.file = module.sources->add("<autogenerated>", "");
  }
  return autogenerated_;
}

Name* Context::extern_name(std::string link, const ir::Type* type, ir::Symbol::Kind kind) {
  if (auto found = externs_.find(link); found != externs_.end()) {
    return found->second;
  }
  ir::Symbol* symbol = module.symbol(link);
  Name* name = unit.new_name(link, Name::Class::Extern, type, pos);
  name->sym = symbol;
  externs_.emplace(std::move(link), name);
  if (kind != ir::Symbol::Kind::External) {
    ir::Data& data = module.add_data(symbol, kind, type->align);
    data.type = type;
    symbol->size = type->size;
  }
  return name;
}

Name* Context::static_name(const ir::Type* type, bool read_only) {
  Name* name = extern_name(link_name(".stmp_" + std::to_string(statics_++)), type,
                           read_only ? ir::Symbol::Kind::ReadOnly : ir::Symbol::Kind::Data);
  name->read_only = read_only;
  return name;
}

ir::Data& Context::data_of(const Name* name) {
  ir::Data* data = module.find_data(name->sym);
  ENSURE_MSG(data != nullptr, "no data behind " + name->name);
  return *data;
}

const ir::Symbol* Context::func_value(Name* func) {
  if (func->value_sym == nullptr) {
    ir::Symbol* symbol = module.symbol(func->name + "·f");
    func->value_sym = symbol;
    if (module.find_data(symbol) == nullptr && !func->is_helper) {
      ir::Data& data = module.add_data(symbol, ir::Symbol::Kind::ReadOnly, 8);
      symbol->size = 8;
      symbol->dup_ok = true;
      data.bytes.assign(8, '\0');
      // CodePointers leads it to a wrapper if the function's ABI is not that of func values.
      data.relocs.push_back({0, module.symbol(func->name), 0});
    }
  }
  return func->value_sym;
}

Node* Context::symbol_address(const ir::Symbol* symbol) {
  return addr(link(symbol, basic(Kind::Uint8)));
}

Node* Context::type_address(const ir::Type* type) {
  return symbol_address(descriptors.type_symbol(types.go(type)));
}

Node* Context::itab_address(const ir::Type* concrete, const ir::Type* interface) {
  return symbol_address(descriptors.itab_symbol(types.go(concrete), types.go(interface)));
}

Name* Context::helper(std::string_view name) {
  if (auto found = helpers_.find(name); found != helpers_.end()) {
    return found->second;
  }
  auto signature = helper_signature(types, helper_form(*module.dialect, name));
  ENSURE_MSG(signature.has_value(), "no helper " + std::string(name));
  Name* made = unit.new_name("runtime." + std::string(name), Name::Class::Func, nullptr, Pos{});
  made->sym = module.helper(std::string(name));
  made->abi = options.value_abi;
  made->sig = unit.keep(std::move(*signature));
  made->is_helper = true;
  helpers_.emplace(std::string(name), made);
  return made;
}

Node* Context::call(std::string_view name, Nodes args, const ir::Type* result) {
  Name* callee = helper(name);
  ir::Signature sig = *callee->sig;
  ENSURE(sig.params.size() == args.size());
  for (size_t i = 0; i < args.size(); ++i) {
    const ir::Type* want = sig.params[i].type;
    if (args[i]->op == Op::Literal) {
      args[i] = conv(args[i], want);
    } else if (args[i]->op == Op::Nil && args[i]->type == nullptr) {
      args[i]->type = want;
    }
    sig.params[i].type = args[i]->type;
  }
  if (result != nullptr && sig.results.size() == 1) {
    sig.results[0].type = result;
  }
  Node* n = make(Op::CallFunc);
  if (sig.results.size() == 1) {
    n->type = sig.results[0].type;
  }
  n->x = callee->node;
  n->list = std::move(args);
  n->sig = unit.keep(std::move(sig));
  return n;
}

std::string Context::link_name(std::string_view name) const {
  return std::string(package.path) + "." + std::string(name);
}

bool has_own_pos(const Node* n) { return n->op != Op::Name && n->pos.is_known(); }

void set_pos(Context& context, const Node* n) {
  if (n != nullptr && has_own_pos(n)) {
    context.pos = n->pos;
  }
}

PosScope::PosScope(Context& context, const Node* n) : PosScope(context) { set_pos(context, n); }

}  // namespace prologo::lower

#include "frontend/lower/build/wrappers.h"

namespace prologo::lower {

namespace {

// Makes the nodes of one wrapper, all at the position of the function it wraps.
class WrapperMaker {
 public:
  WrapperMaker(Unit& unit, const Func& callee) : unit_(unit), callee_(callee) {}

  Func* make(const ir::Abi* abi, const ir::Symbol* symbol);

 private:
  Name* declare(Func* fn, const ir::Param& param, Name::Class cls, const std::string& name);
  void declare_all(Func* fn);
  void add_body(Func* fn);

  Unit& unit_;
  const Func& callee_;
};

Name* WrapperMaker::declare(Func* fn, const ir::Param& param, Name::Class cls,
                            const std::string& name) {
  Name* made = unit_.new_name(name, cls, param.type, callee_.pos);
  made->owner = fn;
  made->used = true;
  made->dcl_index = static_cast<int>(fn->dcl.size());
  fn->dcl.push_back(made);
  return made;
}

// Every parameter gets a name, since all of them are passed on.
void WrapperMaker::declare_all(Func* fn) {
  for (size_t i = 0; i < fn->sig.params.size(); i++) {
    fn->params.push_back(
        declare(fn, fn->sig.params[i], Name::Class::Param, ".anon" + std::to_string(i)));
  }
  for (size_t i = 0; i < fn->sig.results.size(); i++) {
    fn->results.push_back(
        declare(fn, fn->sig.results[i], Name::Class::Result, "~r" + std::to_string(i)));
  }
}

void WrapperMaker::add_body(Func* fn) {
  Node* call = unit_.node(Op::CallFunc, callee_.pos);
  call->x = callee_.self->node;
  call->sig = callee_.self->sig;
  for (Name* param : fn->params) {
    call->list.push_back(param->node);
  }
  fn->body.push_back(call);
  Node* done = unit_.node(Op::Return, callee_.pos);
  for (size_t i = 0; i < fn->results.size(); i++) {
    Node* assign = unit_.node(Op::As, callee_.pos);
    assign->x = fn->results[i]->node;
    assign->y = unit_.node(Op::Result, callee_.pos, fn->results[i]->type);
    assign->y->index = static_cast<int>(i);
    done->body.push_back(assign);
  }
  fn->body.push_back(done);
}

Func* WrapperMaker::make(const ir::Abi* abi, const ir::Symbol* symbol) {
  Func* fn = unit_.new_func(symbol->name, callee_.pos);
  fn->sig = callee_.sig;
  fn->type = callee_.type;
  fn->abi = abi;
  fn->end_pos = callee_.pos;
  fn->is_wrapper = true;
  fn->is_abi_wrapper = true;
  fn->dup_ok = true;
  Name* self = unit_.new_name(fn->name, Name::Class::Func, callee_.type, callee_.pos);
  self->sym = symbol;
  self->abi = abi;
  self->sig = callee_.self->sig;
  self->func = fn;
  fn->self = self;
  declare_all(fn);
  add_body(fn);
  return fn;
}

}  // namespace

Func* make_abi_wrapper(Unit& unit, const Func& callee, const ir::Abi* abi,
                       const ir::Symbol* symbol) {
  return WrapperMaker(unit, callee).make(abi, symbol);
}

Func* make_helper_bridge(Unit& unit, const ir::Signature& signature,
                         const ir::Symbol* target, const ir::Abi* runtime_abi, const ir::Abi* abi,
                         const ir::Symbol* symbol, Pos pos) {
  Func* helper = unit.new_func(symbol->name, pos);
  helper->sig = signature;
  helper->abi = runtime_abi;
  helper->self = unit.new_name(helper->name, Name::Class::Func, nullptr, pos);
  helper->self->sym = target;
  helper->self->abi = runtime_abi;
  helper->self->sig = unit.keep(signature);
  return make_abi_wrapper(unit, *helper, abi, symbol);
}

const ir::Symbol* CodePointers::wrapper_of(const Func& callee, const ir::Abi* abi,
                                           std::vector<Func*>& made) {
  const ir::Symbol*& symbol = wrappers_[{&callee, abi}];
  if (symbol == nullptr) {
    symbol = module_.symbol(callee.name + "." + std::string(abi->name));
    made.push_back(make_abi_wrapper(unit_, callee, abi, symbol));
    unit_.funcs.push_back(made.back());
  }
  return symbol;
}

std::vector<Func*> CodePointers::redirect() {
  for (; seen_functions_ < unit_.funcs.size(); seen_functions_++) {
    const Func* fn = unit_.funcs[seen_functions_];
    bool is_foreign = fn->abi != values_ || fn->abi != runtime_;
    if (is_foreign && fn->self != nullptr && fn->self->sym != nullptr) {
      foreign_.emplace(fn->self->sym, fn);
    }
  }
  std::vector<Func*> made;
  if (foreign_.empty()) {
    return made;
  }
  for (ir::Data& data : module_.data) {
    const ir::Abi* wanted = data.is_for_runtime ? runtime_ : values_;
    for (ir::DataReloc& reloc : data.relocs) {
      auto foreign = foreign_.find(reloc.target);
      bool is_code = reloc.kind == ir::DataReloc::Kind::Code;
      if (!is_code && foreign != foreign_.end() && foreign->second->abi != wanted) {
        reloc.target = wrapper_of(*foreign->second, wanted, made);
      }
    }
  }
  return made;
}

}  // namespace prologo::lower

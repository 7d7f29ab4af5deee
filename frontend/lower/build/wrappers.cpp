#include "frontend/lower/build/wrappers.h"

namespace prologo::lower {

namespace {

// Makes the nodes of one wrapper, all at the position of the function it wraps.
class WrapperMaker {
 public:
  WrapperMaker(Unit& unit, ir::Module& module, const Func& callee)
      : unit_(unit), module_(module), callee_(callee) {}

  Func* make(const ir::Abi* abi);

 private:
  Name* declare(Func* fn, const ir::Param& param, Name::Class cls, const std::string& name);
  void declare_all(Func* fn);
  void add_body(Func* fn);

  Unit& unit_;
  ir::Module& module_;
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

Func* WrapperMaker::make(const ir::Abi* abi) {
  Func* fn = unit_.new_func(callee_.name + "." + std::string(abi->name), callee_.pos);
  fn->sig = callee_.sig;
  fn->type = callee_.type;
  fn->abi = abi;
  fn->end_pos = callee_.pos;
  fn->is_wrapper = true;
  fn->is_abi_wrapper = true;
  fn->dup_ok = true;
  Name* self = unit_.new_name(fn->name, Name::Class::Func, callee_.type, callee_.pos);
  self->sym = module_.symbol(fn->name);
  self->abi = abi;
  self->sig = callee_.self->sig;
  self->func = fn;
  fn->self = self;
  declare_all(fn);
  add_body(fn);
  return fn;
}

}  // namespace

Func* make_abi_wrapper(Unit& unit, ir::Module& module, const Func& callee, const ir::Abi* abi) {
  return WrapperMaker(unit, module, callee).make(abi);
}

std::vector<Func*> CodePointers::redirect() {
  for (; seen_functions_ < unit_.funcs.size(); seen_functions_++) {
    const Func* fn = unit_.funcs[seen_functions_];
    if (fn->abi != internal_ && fn->self != nullptr && fn->self->sym != nullptr) {
      foreign_.emplace(fn->self->sym, fn);
    }
  }
  std::vector<Func*> made;
  if (foreign_.empty()) {
    return made;
  }
  for (ir::Data& data : module_.data) {
    for (ir::DataReloc& reloc : data.relocs) {
      auto foreign = foreign_.find(reloc.target);
      if (foreign == foreign_.end() || reloc.kind == ir::DataReloc::Kind::Code) {
        continue;
      }
      const ir::Symbol*& wrapper = wrappers_[reloc.target];
      if (wrapper == nullptr) {
        Func* fn = make_abi_wrapper(unit_, module_, *foreign->second, internal_);
        wrapper = fn->self->sym;
        unit_.funcs.push_back(fn);
        made.push_back(fn);
      }
      reloc.target = wrapper;
    }
  }
  return made;
}

}  // namespace prologo::lower

// Package level: globals, functions, their parameters and captured variables.

#include <algorithm>
#include <numeric>

#include "frontend/lower/query.h"
#include "frontend/lower/translate/translator.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

void Translator::run() {
  note_declarations();
  declare_globals();
  declare_functions();
  for (const ast::File* file : cx_.package.files) {
    translate_file(file);
  }
  translate_init();
  translate_instances();
}

void Translator::declare_globals() {
  for (const check::Object* object : cx_.package.objects) {
    if (object->kind != check::ObjectKind::Var || object->name == "_") {
      continue;
    }
    cx_.pos = object->pos;
    Name* name = cx_.extern_name(cx_.link_name(object->name), cx_.types.of(object->type),
                                 ir::Symbol::Kind::Bss);
    name->is_package_var = true;
    names_.emplace(object, name);
    cx_.unit.globals.push_back(name);
  }
}

std::string Translator::function_link_name(const check::Object* object) {
  if (!object->is_method) {
    if (object->name == "init") {
      return cx_.link_name("init." + std::to_string(declared_inits_.size()));
    }
    return cx_.link_name(object->name);
  }
  const auto* base = types::as<types::Named>(object->receiver_base);
  ENSURE(base != nullptr);
  const std::string type_name(base->name);
  const std::string receiver =
      object->has_pointer_receiver ? "(*" + type_name + ")" : type_name;
  return cx_.link_name(receiver + "." + std::string(object->name));
}

// A package variable's declaration stands at its first name.
void Translator::note_declarations() {
  for (const ast::File* file : cx_.package.files) {
    for (const ast::Decl* decl : file->decls) {
      if (const auto* var = ast::as<ast::VarDecl>(decl)) {
        for (const ast::Ident* name : var->names) {
          declaration_pos_[name->pos] = var->pos;
        }
      }
    }
  }
}

Func* Translator::declare_function(const check::Object* object, const std::string& link_name,
                                   const types::Signature* signature) {
  const ast::FuncDecl* decl = object->body->decl;
  Func* fn = cx_.unit.new_func(link_name, decl->pos);
  fn->type = cx_.types.of(signature);
  fn->sig = cx_.types.signature(signature);
  fn->abi = cx_.options.abi;
  fn->has_body = decl->body != nullptr;
  apply_pragmas(fn, decl->pragmas);
  Name* name = cx_.unit.new_name(fn->name, Name::Class::Func, fn->type, decl->name->pos);
  name->sym = cx_.module.symbol(fn->name);
  name->abi = fn->abi;
  name->sig = cx_.unit.keep(fn->sig);
  name->func = fn;
  fn->self = name;
  return fn;
}

void Translator::declare_functions() {
  for (const check::Function* function : cx_.package.functions) {
    const check::Object* object = function->object;
    if (object->name == "_" || function->is_generic()) {
      continue;  // checked, but compiled never, or only for given type arguments
    }
    Func* fn = declare_function(object, function_link_name(object), function->signature);
    if (!object->is_method && object->name == "init") {
      declared_inits_.push_back(fn);
    }
    names_.emplace(object, fn->self);
    functions_.emplace(object, fn);
  }
}

void Translator::apply_pragmas(Func* fn, std::span<ast::Pragma> pragmas) {
  constexpr std::string_view kAbi = "prologo:abi ";
  for (const ast::Pragma& pragma : pragmas) {
    if (pragma.text == "go:nosplit") {
      fn->no_split = true;
    } else if (pragma.text == "go:noinline") {
      fn->no_inline = true;
    } else if (pragma.text == "go:noescape") {
      fn->no_escape = true;
    } else if (pragma.text.starts_with(kAbi)) {
      const std::string_view name = pragma.text.substr(kAbi.size());
      const ir::Abi* abi =
          cx_.options.find_abi == nullptr ? nullptr : cx_.options.find_abi(name);
      if (abi == nullptr) {
        cx_.diagnostics.error(pragma.pos)
            << "unknown ABI " << std::string(name)
            << (cx_.module.dialect->g_from_tls ? " in " + std::string(cx_.module.dialect->name)
                                               : std::string());
      } else {
        fn->abi = abi;
      }
    }
  }
}

void Translator::translate_file(const ast::File* file) {
  for (const ast::Decl* decl : file->decls) {
    if (const auto* function = ast::as<ast::FuncDecl>(decl)) {
      translate_function(function);
    }
  }
}

void Translator::translate_function(const ast::FuncDecl* decl) {
  const check::Object* object = decl->name->object;
  auto found = functions_.find(object);
  if (found == functions_.end()) {
    return;
  }
  Func* fn = found->second;
  cx_.fn = fn;
  locals_.clear();
  declare_params(fn, object->body->signature);
  if (decl->body != nullptr) {
    body(fn, decl->body);
    fn->end_pos = decl->body->rbrace;
  }
  cx_.fn = nullptr;
  cx_.unit.funcs.push_back(fn);
}

void Translator::declare_params(Func* fn, const types::Signature* sig) {
  if (sig->has_receiver) {
    declare_param(fn, sig->receiver, false);
  }
  for (const types::Param& param : sig->params) {
    declare_param(fn, param, false);
  }
  if (sig->variadic && fn->params.back() != nullptr) {
    fn->params.back()->is_ddd = true;
  }
  for (const types::Param& result : sig->results) {
    declare_param(fn, result, true);
  }
}

void Translator::declare_param(Func* fn, const types::Param& param, bool is_result) {
  std::vector<Name*>& list = is_result ? fn->results : fn->params;
  std::string name(param.name);
  if (is_result && (name.empty() || name == "_")) {
    name =
        (name.empty() ? "~r" : "~b") + std::to_string(result_number(*cx_.module.dialect, fn));
  } else if (name.empty() || name == "_") {
    list.push_back(nullptr);
    return;
  }
  Name* made = cx_.unit.new_name(name, is_result ? Name::Class::Result : Name::Class::Param,
                                 cx_.types.of(param.type), param.pos);
  made->owner = fn;
  made->used = true;
  made->dcl_index = static_cast<int>(fn->dcl.size());
  fn->dcl.push_back(made);
  list.push_back(made);
  if (param.object != nullptr) {
    locals_[param.object] = made;
  }
}

void Translator::body(Func* fn, const ast::Block* block) {
  fn->body = stmts(block->stmts);
  if (fn->body.empty()) {
    fn->body.push_back(cx_.unit.node(Op::Block, Pos{}));
  }
}

Name* Translator::declare_local(const check::Object* object, Pos pos) {
  if (auto found = locals_.find(object); found != locals_.end()) {
    return found->second;
  }
  Name* name = cx_.unit.new_name(std::string(object->name), Name::Class::Auto,
                                 type_of(object->type), pos);
  name->owner = cx_.fn;
  name->dcl_index = static_cast<int>(cx_.fn->dcl.size());
  cx_.fn->dcl.push_back(name);
  locals_.emplace(object, name);
  return name;
}

Name* Translator::name_of(const check::Object* object) {
  if (object->generic != nullptr) {
    return method_instance(object);
  }
  if (auto local = locals_.find(object); local != locals_.end()) {
    return local->second;
  }
  auto found = names_.find(object);
  ENSURE_MSG(found != names_.end(), "name without a declaration: " + std::string(object->name));
  return found->second;
}

Node* Translator::use(const check::Object* object, Pos pos) {
  return capture(name_of(object), pos)->node;
}

Name* Translator::capture(Name* name, Pos pos) {
  return name->owner == nullptr ? name : capture_in(cx_.fn, name, pos);
}

// The variable as seen from `fn`: itself, or a closure variable of fn that stands for it.
Name* Translator::capture_in(Func* fn, Name* name, Pos pos) {
  auto found = innermost_.find(name);
  Name* current = found == innermost_.end() ? name : found->second;
  if (current->owner == fn) {
    return current;
  }
  Name* inside = cx_.unit.new_name(name->name, Name::Class::ClosureVar, name->type, pos);
  inside->owner = fn;
  inside->definition = name;
  inside->outer = current;
  fn->closure_vars.push_back(inside);
  name->captured = true;
  innermost_[name] = inside;
  return inside;
}

// At the end of a literal: its variables are no longer the innermost, and the functions around
// it capture what it captures.
void Translator::finish_captures(Func* fn, Func* outer) {
  for (Name* var : fn->closure_vars) {
    Name* name = var->definition;
    if (var->outer == name) {
      innermost_.erase(name);
    } else {
      innermost_[name] = var->outer;
    }
    var->outer = capture_in(outer, name, fn->pos);
  }
}

std::string Translator::closure_name() {
  Func* outer = cx_.fn;
  if (outer == nullptr || outer->is_package_init) {
    return cx_.link_name("glob..func" + std::to_string(++cx_.closures_of_globals));
  }
  const std::string prefix = outer->closure != nullptr ? "." : ".func";
  return outer->name + prefix + std::to_string(++outer->closure_count);
}

Node* Translator::func_literal(const ast::FuncLit* e) {
  const check::Function* function = e->info->function;
  Func* outer = cx_.fn;
  Func* fn = cx_.unit.new_func(closure_name(), e->pos);
  const auto* signature = types::as<types::Signature>(concrete(function->signature));
  fn->type = cx_.types.of(signature);
  fn->sig = cx_.types.signature(signature);
  fn->abi = cx_.options.value_abi;
  fn->is_hidden_closure = outer != nullptr && !outer->is_package_init;
  fn->outer = fn->is_hidden_closure ? outer : nullptr;
  Name* name = cx_.unit.new_name(fn->name, Name::Class::Func, fn->type, e->pos);
  name->sym = cx_.module.symbol(fn->name);
  name->abi = fn->abi;
  name->sig = cx_.unit.keep(fn->sig);
  name->func = fn;
  fn->self = name;
  Node* closure = cx_.unit.node(Op::Closure, e->pos, fn->type);
  closure->func = fn;
  fn->closure = closure;
  cx_.fn = fn;
  declare_params(fn, signature);
  body(fn, e->body);
  fn->end_pos = e->body->rbrace;
  cx_.fn = outer;
  finish_captures(fn, outer);
  cx_.unit.funcs.push_back(fn);
  return closure;
}

void Translator::translate_init() {
  if (cx_.package.init_order.empty()) {
    return;
  }
  init_ = cx_.unit.new_func(cx_.link_name("init"), Pos{});
  init_->is_package_init = true;
  locals_.clear();
  init_->abi = cx_.options.abi;
  cx_.fn = init_;
  // Translated as they stand in the source (literals are numbered that way), run in
  // initialisation order.
  const auto& steps = cx_.package.init_order;
  std::vector<size_t> by_source(steps.size());
  std::iota(by_source.begin(), by_source.end(), size_t{0});
  std::ranges::sort(by_source, {}, [&](size_t i) { return steps[i].rhs->pos; });
  init_->body.resize(steps.size());
  for (size_t i : by_source) {
    init_->body[i] = init_step(steps[i]);
  }
  init_->pos = init_->body.front()->pos;
  Name* name = cx_.unit.new_name(init_->name, Name::Class::Func, nullptr, init_->pos);
  name->sym = cx_.module.symbol(init_->name);
  name->abi = init_->abi;
  name->sig = cx_.unit.keep({});
  name->func = init_;
  init_->self = name;
  cx_.fn = nullptr;
  cx_.unit.funcs.push_back(init_);
}

Node* Translator::init_step(const check::InitStep& step) {
  const Pos pos = step.lhs.empty() ? step.rhs->pos : declaration_pos_.at(step.lhs[0]->pos);
  Node* value = expr(step.rhs);
  cx_.pos = pos;
  Nodes targets;
  for (const check::Object* object : step.lhs) {
    targets.push_back(object->name == "_" ? cx_.blank() : name_of(object)->node);
  }
  if (targets.size() == 1) {
    const ir::Type* type = cx_.types.of(step.lhs[0]->type);
    Node* n = cx_.assign(targets[0], assign_conv(value, type));
    if (targets[0]->name->is_package_var) {
      targets[0]->name->defn = n;
    }
    return n;
  }
  Node* n = cx_.assign2(targets, {value});
  for (Node* target : targets) {
    if (!is_blank(target)) {
      target->name->defn = n;
    }
  }
  finish_assign2(n);
  return n;
}

}  // namespace prologo::lower

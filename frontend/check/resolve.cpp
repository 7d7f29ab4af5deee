// From syntax trees to package-level objects: collects every declaration into the package
// scope, binds methods to their types and has everything resolved.

#include "frontend/check/checker.h"
#include "frontend/types/literal.h"
#include "support/text.h"

namespace prologo::check {

using namespace types;

Declaration* Checker::new_declaration(Scope* file_scope) {
  Declaration* declaration = package_.arena.make<Declaration>();
  declaration->file = file_scope;
  return declaration;
}

void Checker::register_object(Object* object, Declaration* declaration) {
  object->order = next_order_++;
  declarations_[object] = declaration;
  in_order_.push_back(object);
  package_.objects.push_back(object);
}

void Checker::collect_objects(std::span<ast::File* const> files) {
  for (ast::File* file : files) {
    Scope* scope = package_.arena.make<Scope>();
    scope->outer = package_.scope;
    file_scopes_.push_back(scope);
    for (ast::Decl* decl : file->decls) {
      collect_declaration(decl, scope);
    }
  }
  check_file_scopes();
  bind_methods();
}

void Checker::collect_declaration(ast::Decl* decl, Scope* file_scope) {
  switch (decl->kind) {
    case ast::DeclKind::Import:
      return collect_import(ast::as<ast::ImportDecl>(decl), file_scope);
    case ast::DeclKind::Const:
      return collect_constants(ast::as<ast::ConstDecl>(decl), file_scope);
    case ast::DeclKind::Var:
      return collect_variables(ast::as<ast::VarDecl>(decl), file_scope);
    case ast::DeclKind::Type:
      return collect_type(ast::as<ast::TypeDecl>(decl), file_scope);
    case ast::DeclKind::Func:
      return collect_function(ast::as<ast::FuncDecl>(decl), file_scope);
  }
}

// Why an import path is not one, or "".
static std::string import_path_fault(const std::string& path) {
  constexpr std::string_view kIllegal = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
  if (path.empty()) {
    return "empty string";
  }
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7F || kIllegal.find(c) != std::string_view::npos) {
      char code[16];
      std::snprintf(code, sizeof code, "U+%04X", byte);
      std::string text = std::string("invalid character ") + code;
      return byte > ' ' && byte != 0x7F ? text + " '" + c + "'" : text;
    }
  }
  return "";
}

static std::string_view last_element(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

void Checker::collect_import(ast::ImportDecl* decl, Scope* file_scope) {
  if (decl->path == nullptr || decl->path->is_bad) {
    return;
  }
  std::string path = constant::unquote_string(decl->path->text);
  if (std::string fault = import_path_fault(path); !fault.empty()) {
    return error(decl->path->pos, "invalid import path (" + fault + ")");
  }
  bool is_unsafe = path == "unsafe";
  if (!is_unsafe) {
    not_supported(decl->path->pos, "import " + quote(path));
  }
  std::string_view kept = package_.arena.keep(std::move(path));
  std::string_view name = decl->name != nullptr ? decl->name->name : last_element(kept);
  if (name == "init") {
    return error(decl->pos, "cannot import package as init - init must be a func");
  }
  Object* object = new_object(ObjectKind::PkgName, name,
                              decl->name != nullptr ? decl->name->pos : decl->pos);
  object->type = invalid_type();
  object->import_path = kept;
  object->used = !is_unsafe;
  if (decl->name != nullptr) {
    decl->name->object = object;
  }
  imports_.push_back(object);
  if (name != ".") {
    return declare(file_scope, object);
  }
  has_unknown_names_ = has_unknown_names_ || !is_unsafe;
  if (is_unsafe) {
    object->parent = file_scope;
    for (Object* exported : unsafe_scope()->objects) {
      file_scope->names.emplace(exported->name, exported);
    }
  }
}

void Checker::declare_in_package(ast::Ident* name, Object* object, Declaration* declaration) {
  name->object = object;
  if (name->name == "init") {
    return error(name->pos, "cannot declare init - must be func");
  }
  if (name->name == "main" && package_.name == "main") {
    return error(name->pos, "cannot declare main - must be func");
  }
  declare(package_.scope, object);
  register_object(object, declaration);
}

void Checker::check_arity(Pos pos, ast::List<ast::Ident> names, ExprList values, bool constants,
                          bool inherited) {
  if (names.size() < values.size()) {
    const ast::Expr* extra = values[names.size()];
    if (inherited) {
      error(pos, "extra init expr at " + sources_.describe(ast::start_pos(extra)));
    } else {
      error(extra, message("extra init expr ", extra));
    }
  } else if (names.size() > values.size() && (constants || values.size() != 1)) {
    const ast::Ident* name = names[values.size()];
    error(name->pos, message("missing init expr for ", name->name));
  }
}

// The specification whose type and values a constant specification uses: its own, or the last
// one before it in the group that has any.
static ast::ConstDecl* effective(ast::ConstDecl* decl, ast::ConstDecl*& last) {
  if (decl->type != nullptr || !decl->values.empty() || decl->iota_value == 0) {
    last = decl;
  }
  return last;
}

void Checker::collect_constants(ast::ConstDecl* decl, Scope* file_scope) {
  ast::ConstDecl* source = effective(decl, last_constants_);
  bool inherited = source != decl;
  for (size_t i = 0; i < decl->names.size(); i++) {
    ast::Ident* name = decl->names[i];
    Object* object = new_object(ObjectKind::Const, name->name, name->pos);
    object->value = constant::make_int(decl->iota_value);
    Declaration* declaration = new_declaration(file_scope);
    declaration->type = source->type;
    declaration->init = i < source->values.size() ? source->values[i] : nullptr;
    declaration->inherited = inherited;
    declare_in_package(name, object, declaration);
  }
  check_arity(decl->pos, decl->names, source->values, true, inherited);
}

void Checker::collect_variables(ast::VarDecl* decl, Scope* file_scope) {
  // One initialiser for several variables is one declaration: it runs once.
  Declaration* shared = nullptr;
  if (decl->values.size() == 1) {
    shared = new_declaration(file_scope);
    shared->type = decl->type;
    shared->init = decl->values[0];
  }
  for (size_t i = 0; i < decl->names.size(); i++) {
    ast::Ident* name = decl->names[i];
    Object* object = new_object(ObjectKind::Var, name->name, name->pos);
    object->var_kind = VarKind::Package;
    Declaration* declaration = shared;
    if (shared != nullptr) {
      shared->lhs.push_back(object);
    } else {
      declaration = new_declaration(file_scope);
      declaration->type = decl->type;
      declaration->init = i < decl->values.size() ? decl->values[i] : nullptr;
    }
    object->is_initialized = declaration->init != nullptr;
    declare_in_package(name, object, declaration);
  }
  if (decl->type == nullptr || !decl->values.empty()) {
    check_arity(decl->pos, decl->names, decl->values, false, false);
  }
}

void Checker::collect_type(ast::TypeDecl* decl, Scope* file_scope) {
  Object* object = new_object(ObjectKind::TypeName, decl->name->name, decl->name->pos);
  object->is_alias = decl->is_alias;
  Declaration* declaration = new_declaration(file_scope);
  declaration->type_decl = decl;
  declare_in_package(decl->name, object, declaration);
}

void Checker::collect_function(ast::FuncDecl* decl, Scope* file_scope) {
  std::string_view name = decl->name->name;
  Object* object = new_object(ObjectKind::Func, name, decl->name->pos);
  decl->name->object = object;
  Function* function = package_.arena.make<Function>();
  function->object = object;
  function->decl = decl;
  object->body = function;
  package_.functions.push_back(function);
  Declaration* declaration = new_declaration(file_scope);
  declaration->func_decl = decl;
  if (decl->receiver != nullptr) {
    object->is_method = true;
    collect_method(decl, object);
    return register_object(object, declaration);
  }
  bool is_main = name == "main" && package_.name == "main";
  const ast::FuncType* type = decl->signature;
  if ((name == "init" || is_main) && !decl->type_params.empty()) {
    error(decl->type_params[0]->name->pos,
          message("func ", name, " must have no type parameters"));
  }
  if ((name == "init" || is_main) && (!type->params.empty() || !type->results.empty())) {
    error(decl->name->pos,
          message("func ", name, " must have no arguments and no return values"));
  }
  if (name != "init") {
    declare(package_.scope, object);
  } else {
    object->parent = package_.scope;
    if (decl->body == nullptr) {
      error(object->pos, "missing function body");
    }
  }
  register_object(object, declaration);
}

// T of a receiver type T, *T or (T); null if it is something else.
static ast::Expr* receiver_type_name(ast::Expr* type, bool& is_pointer) {
  for (;;) {
    type = ast::unparen(type);
    auto* star = ast::as<ast::Unary>(type);
    if (star == nullptr || star->op != ast::Op::Mul) {
      break;
    }
    is_pointer = true;
    type = star->x;
  }
  if (auto* index = ast::as<ast::Index>(type)) {
    type = index->x;
  }
  return ast::as<ast::Ident>(type);
}

void Checker::collect_method(ast::FuncDecl* decl, Object* method) {
  bool is_pointer = false;
  ast::Expr* base = receiver_type_name(decl->receiver->type, is_pointer);
  method->has_pointer_receiver = is_pointer;
  if (base != nullptr && method->name != "_") {
    unbound_methods_.emplace_back(method, decl);
  }
}

// The type name a receiver's base type denotes, through aliases; null if it is none of this
// package.
Object* Checker::receiver_base(ast::Expr* type, bool& is_pointer) {
  std::set<Object*> seen;
  for (;;) {
    type = ast::unparen(type);
    if (auto* star = ast::as<ast::Unary>(type); star != nullptr && star->op == ast::Op::Mul) {
      if (is_pointer) {
        return nullptr;
      }
      is_pointer = true;
      type = ast::unparen(star->x);
    }
    auto* name = ast::as<ast::Ident>(type);
    if (name == nullptr) {
      return nullptr;
    }
    auto found = package_.scope->names.find(name->name);
    Object* object = found == package_.scope->names.end() ? nullptr : found->second;
    if (object == nullptr || object->kind != ObjectKind::TypeName ||
        !seen.insert(object).second) {
      return nullptr;
    }
    ast::TypeDecl* decl = declarations_.at(object)->type_decl;
    if (!decl->is_alias) {
      return object;
    }
    type = decl->type;
  }
}

void Checker::bind_methods() {
  for (auto& [method, decl] : unbound_methods_) {
    bool is_pointer = method->has_pointer_receiver;
    bool ignored = false;
    ast::Expr* name = receiver_type_name(decl->receiver->type, ignored);
    if (Object* base = receiver_base(name, is_pointer)) {
      method->has_pointer_receiver = is_pointer;
      methods_[base].push_back(method);
    }
  }
}

// A name cannot be declared both in a file (by an import) and in the package.
void Checker::check_file_scopes() {
  for (Scope* scope : file_scopes_) {
    for (auto& [name, object] : scope->names) {
      auto found = package_.scope->names.find(name);
      if (found == package_.scope->names.end()) {
        continue;
      }
      std::string text(name);
      if (object->kind == ObjectKind::PkgName) {
        text += " already declared through import of package " +
                std::string(last_element(object->import_path)) + " (" +
                quote(object->import_path) + ")";
      } else {
        text += " already declared through dot-import of package unsafe (\"unsafe\")";
      }
      error(found->second->pos, text + other_declaration(object));
    }
  }
}

void Checker::check_package_objects() {
  // Defined types first, then aliases, then the rest: an alias is then known when it is needed.
  std::vector<Object*> aliases;
  std::vector<Object*> others;
  std::vector<Object*> objects = in_order_;
  for (Object* object : objects) {
    if (object->kind != ObjectKind::TypeName) {
      others.push_back(object);
    } else if (object->is_alias) {
      aliases.push_back(object);
    } else {
      resolve_object(object);
    }
  }
  for (const std::vector<Object*>& group : {aliases, others}) {
    for (Object* object : group) {
      resolve_object(object);
    }
  }
  methods_.clear();
}

void Checker::report_unused_imports() {
  for (const Object* import : imports_) {
    if (import->used || import->name == "_" || has_refusals_) {
      continue;
    }
    std::string text = "imported and not used: " + quote(import->import_path);
    if (import->name != "." && import->name != last_element(import->import_path)) {
      text += " as " + std::string(import->name);
    }
    error(import->pos, text);
  }
}

}  // namespace prologo::check

#include "frontend/lower/lower.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "frontend/lower/algorithms.h"
#include "frontend/lower/build/build.h"
#include "frontend/lower/build/wrappers.h"
#include "frontend/lower/dead_code.h"
#include "frontend/lower/escape/escape.h"
#include "frontend/lower/helpers.h"
#include "frontend/lower/inline/inline.h"
#include "frontend/lower/order/order.h"
#include "frontend/lower/query.h"
#include "frontend/lower/statics/statics.h"
#include "frontend/lower/translate/translator.h"
#include "frontend/lower/walk/walk.h"
#include "ir/dialect.h"
#include "support/ensure.h"

namespace prologo::lower {

namespace {

// Marks variables whose address the source takes.
void mark_addresses(const Nodes& list) {
  for (const Node* n : list) {
    any_node(n, [](const Node* m) {
      if (m->op == Op::Addr) {
        if (const Node* whole = outer_value(m->x); whole->op == Op::Name) {
          whole->name->definition->address_taken = true;
          whole->name->address_taken = true;
        }
      }
      return false;
    });
  }
}

}  // namespace

class PackageLowering::State {
 public:
  State(const check::Package& package, ir::Module& module, Unit& unit, const Options& options,
        Diagnostics& diagnostics)
      : options_(options),
        cx_(package, module, unit, options_, diagnostics),
        translator_(cx_),
        escape_(cx_) {
    set_up_bridges();
  }

  bool translate();
  bool needs_syntax() const;
  bool run(Step last);
  void build(const std::function<void()>& made);

 private:
  void set_up_bridges();
  void mark_program(const char* name);
  void initialise();
  void drop_dead_functions();
  void finish_translation(size_t first);
  void adopt_instances();
  void generate_requested();
  void make_bridges();
  void note_unchecked_stack();
  void note_literals(size_t first);
  void lower_new_functions(Step last);
  void lower_with_literals(Func* fn, Step last);
  void lower_function(Func* fn, Step last);
  void list_init_functions();

  Options options_;
  Context cx_;
  Translator translator_;
  Escape escape_;
  std::unordered_set<const Func*> done_;
  std::unordered_set<const Func*> built_;
  CodePointers code_pointers_{cx_.unit, cx_.module, cx_.options.value_abi,
                              cx_.options.runtime_abi};
  size_t bridges_made_ = 0;
  std::map<const Func*, std::vector<Func*>> literals_;
};

bool PackageLowering::State::translate() {
  translator_.run();
  return !cx_.failed();
}

bool PackageLowering::State::needs_syntax() const {
  return std::ranges::any_of(cx_.package.functions, &check::Function::is_generic);
}

bool PackageLowering::State::run(Step last) {
  finish_translation(0);
  while (translator_.has_pending_instances()) {
    adopt_instances();
  }
  initialise();
  if (last == Step::Tree) {
    return true;
  }
  cx_.module.types.end_source_pointers();
  escape_.run(cx_.unit.funcs);
  for (;;) {
    const size_t before = cx_.unit.funcs.size();
    lower_new_functions(last);
    if (last == Step::Walk) {
      generate_requested();
    }
    if (cx_.unit.funcs.size() == before) {
      break;
    }
  }
  list_init_functions();
  return !cx_.failed();
}

// What is done with functions of the unit, from the `first` on, once they are all there.
void PackageLowering::State::finish_translation(size_t first) {
  for (size_t i = first; i < cx_.unit.funcs.size(); ++i) {
    drop_dead_code(cx_, cx_.unit.funcs[i]);
  }
  drop_dead_functions();
  for (size_t i = first; i < cx_.unit.funcs.size(); ++i) {
    mark_addresses(cx_.unit.funcs[i]->body);
  }
  cx_.track_addresses = true;
  if (first == 0 && options_.inline_calls) {
    inline_calls(cx_);
    drop_dead_functions();
  }
  for (size_t i = first; i < cx_.unit.funcs.size(); ++i) {
    translator_.devirtualise(cx_.unit.funcs[i]);
  }
}

// Instances of generic functions that were asked for since.
void PackageLowering::State::adopt_instances() {
  const size_t first = cx_.unit.funcs.size();
  cx_.track_addresses = false;
  translator_.translate_instances();
  finish_translation(first);
}

void PackageLowering::State::drop_dead_functions() {
  std::erase_if(cx_.unit.funcs, [](const Func* fn) { return fn->is_dead; });
}

// Package variables: data where possible, statements of `init` for the rest.
void PackageLowering::State::initialise() {
  Func* init = translator_.init_function();
  if (init == nullptr) {
    return;
  }
  cx_.fn = init;
  cx_.pos = init->pos;
  init->body = Statics(cx_).initialise(init->body);
  cx_.fn = nullptr;
  if (init->body.empty()) {
    std::erase(cx_.unit.funcs, init);
  }
}

void PackageLowering::State::list_init_functions() {
  const auto add = [this](const Func* fn) {
    const bool empty =
        fn->body.size() == 1 && fn->body[0]->op == Op::Block && fn->body[0]->list.empty();
    if (!fn->body.empty() && !empty) {
      cx_.module.init_functions.push_back(fn->self->sym);
    }
  };
  if (const Func* init = translator_.init_function()) {
    add(init);
  }
  for (const Func* fn : translator_.declared_inits()) {
    add(fn);
  }
}

// Wrappers and comparisons that descriptors refer to.
void PackageLowering::State::generate_requested() {
  for (const WrapperRequest& request : cx_.descriptors.take_wrappers()) {
    translator_.make_wrapper(request);
  }
  while (translator_.has_pending_instances()) {
    const auto first = static_cast<std::ptrdiff_t>(cx_.unit.funcs.size());
    adopt_instances();
    escape_.run({cx_.unit.funcs.begin() + first, cx_.unit.funcs.end()});
  }
  for (const AlgorithmRequest& request : cx_.descriptors.take_algorithms()) {
    make_algorithm(cx_, request);
  }
}

// The run time, too, calls methods of values: it must know where their results are.
void PackageLowering::State::set_up_bridges() {
  cx_.module.runtime_abi = cx_.options.value_abi;
  cx_.module.bridges_helpers = cx_.options.value_abi != cx_.options.runtime_abi;
  for (const std::string_view name : changed_helpers()) {
    if (helper_form(*cx_.module.dialect, name) != name) {
      cx_.module.bridged_helpers.emplace(name);
    }
  }
  if (cx_.options.value_abi->int_results.empty()) {
    mark_program("go.stackvalues");
  }
  if (cx_.module.dialect->md5_type_hashes) {
    mark_program("go.md5hashes");
  }
  if (cx_.module.dialect->defers_copy_arguments) {
    mark_program("go.deferargs");
  }
}

// A symbol that the run time looks for.
void PackageLowering::State::mark_program(const char* name) {
  ir::Symbol* mark = cx_.module.symbol(name);
  mark->dup_ok = true;  // other objects may have it too
  cx_.module.add_data(mark, ir::Symbol::Kind::ReadOnly, 1).bytes.assign(1, '\1');
  mark->size = 1;
}

// Functions that do not check their stack need a large one from the start.
void PackageLowering::State::note_unchecked_stack() {
  ir::Symbol* mark = cx_.module.symbol("go.uncheckedstack");
  bool is_needed = std::ranges::any_of(cx_.unit.funcs, [](const Func* fn) {
    return fn->abi != nullptr && fn->abi->stack_check == ir::StackCheck::None;
  });
  if (is_needed && cx_.module.find_data(mark) == nullptr) {
    mark_program(mark->name.c_str());
  }
}

// Bridges to the run-time helpers called so far, but those that the run time has itself.
void PackageLowering::State::make_bridges() {
  constexpr size_t kPrefix = std::string_view("runtime.").size();
  const std::vector<const ir::Symbol*>& wanted = cx_.module.bridges;
  for (; bridges_made_ < wanted.size(); bridges_made_++) {
    const ir::Symbol* symbol = wanted[bridges_made_];
    const std::string_view name = std::string_view(symbol->name).substr(kPrefix);
    if (has_stack_entry(name)) {
      continue;
    }
    const std::string target = "runtime." + std::string(helper_form(*cx_.module.dialect, name));
    Func* bridge = make_helper_bridge(cx_.unit, *cx_.helper(name)->sig, cx_.module.symbol(target),
                                      cx_.options.runtime_abi, cx_.options.value_abi, symbol,
                                      cx_.autogenerated_pos());
    cx_.unit.funcs.push_back(bridge);
    done_.insert(bridge);
  }
}

// Which literals stand in which function, of those in the unit from the `first` on.
void PackageLowering::State::note_literals(size_t first) {
  for (size_t i = first; i < cx_.unit.funcs.size(); ++i) {
    Func* fn = cx_.unit.funcs[i];
    if (fn->is_hidden_closure) {
      std::vector<Func*>& list = literals_[fn->outer];
      if (std::find(list.begin(), list.end(), fn) == list.end()) {
        list.push_back(fn);
      }
    }
  }
}

void PackageLowering::State::lower_new_functions(Step last) {
  note_literals(0);
  for (size_t i = 0; i < cx_.unit.funcs.size(); ++i) {
    Func* fn = cx_.unit.funcs[i];
    if (!fn->is_hidden_closure && !done_.contains(fn)) {
      lower_with_literals(fn, last);
    }
  }
}

// Literals come after the function around them, which decides how they are called.
void PackageLowering::State::lower_with_literals(Func* fn, Step last) {
  done_.insert(fn);
  if (fn->has_body) {
    lower_function(fn, last);
  }
  const std::vector<Func*> literals = literals_[fn];
  for (Func* literal : literals) {
    lower_with_literals(literal, last);
  }
}

void PackageLowering::State::lower_function(Func* fn, Step last) {
  const std::string activity = set_activity("lowering " + fn->name);
  cx_.fn = fn;
  const bool is_new = !escape_.is_analysed(fn) && !fn->is_method_value;
  if (is_new && options_.inline_calls && fn->is_wrapper && !fn->is_hidden_closure) {
    const size_t first = cx_.unit.funcs.size();
    inline_method(cx_, fn);
    note_literals(first);
  }
  if (is_new) {
    escape_.run({fn});
  }
  cx_.fn = fn;
  order_function(cx_, fn);
  if (last == Step::Walk) {
    walk_function(cx_, translator_, fn);
  }
  cx_.fn = nullptr;
  set_activity(activity);
}

void PackageLowering::State::build(const std::function<void()>& made) {
  BuildOptions options;
  options.optimise = cx_.options.optimise;
  options.value_abi = cx_.options.value_abi;
  options.descriptor = [this](const ir::Type* type) {
    return cx_.descriptors.type_symbol(cx_.types.go(type));
  };
  const auto redirect_code_pointers = [this] {
    for (const Func* wrapper : code_pointers_.redirect()) {
      done_.insert(wrapper);
    }
  };
  for (size_t before = SIZE_MAX; before != cx_.unit.funcs.size();) {
    before = cx_.unit.funcs.size();
    // Passes look into itabs, so these must be right before the first function is compiled.
    redirect_code_pointers();
    for (size_t i = 0; i < cx_.unit.funcs.size(); ++i) {
      const Func* fn = cx_.unit.funcs[i];
      if (fn->has_body && built_.insert(fn).second) {
        build_function(*fn, cx_.module, options);
        if (made) {
          made();
        }
      }
    }
    generate_requested();
    lower_new_functions(Step::Walk);
    redirect_code_pointers();
    make_bridges();
  }
  note_unchecked_stack();
}

PackageLowering::PackageLowering(const check::Package& package, ir::Module& module, Unit& unit,
                                 const Options& options, Diagnostics& diagnostics) {
  unit.module = &module;
  state_ = std::make_unique<State>(package, module, unit, options, diagnostics);
}

PackageLowering::~PackageLowering() = default;

bool PackageLowering::translate() { return state_->translate(); }

bool PackageLowering::needs_syntax() const { return state_->needs_syntax(); }

bool PackageLowering::run(Step last) { return state_->run(last); }

void PackageLowering::build(const std::function<void()>& made) { state_->build(made); }

}  // namespace prologo::lower

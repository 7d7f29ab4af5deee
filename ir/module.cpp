#include "ir/module.h"

#include <algorithm>

#include "ir/dialect.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::ir {

Module::Module() : dialect(&default_dialect()) {}

Symbol* Module::symbol(const std::string& name, bool is_abi0) {
  std::unique_ptr<Symbol>& slot = symbols_[{name, is_abi0}];
  if (slot == nullptr) {
    slot = std::make_unique<Symbol>();
    slot->name = name;
    slot->is_abi0 = is_abi0;
  }
  return slot.get();
}

const Symbol* Module::helper(const std::string& name) {
  const bool is_bridged = bridges_helpers || bridged_helpers.contains(name);
  Symbol* made = symbol("runtime." + name, is_bridged);
  if (is_bridged && std::find(bridges.begin(), bridges.end(), made) == bridges.end()) {
    bridges.push_back(made);
  }
  return made;
}

const std::string* Module::text(std::string_view bytes) {
  return &*texts_.emplace(bytes).first;
}

const Symbol* Module::string_symbol(std::string_view bytes) {
  Symbol* s = symbol("go.string." + quote(bytes));
  if (find_data(s) == nullptr) {
    Data& content = add_data(s, Symbol::Kind::ReadOnly, 1);
    content.bytes = bytes;
    s->size = static_cast<int64_t>(bytes.size());
    s->dup_ok = true;
  }
  return s;
}

Data* Module::find_data(const Symbol* symbol) {
  auto found = data_by_symbol_.find(symbol);
  return found == data_by_symbol_.end() ? nullptr : found->second;
}

Data& Module::add_data(Symbol* symbol, Symbol::Kind kind, int64_t align) {
  ENSURE_MSG(find_data(symbol) == nullptr, "defined twice: " + symbol->name);
  Data& content = data.emplace_back();
  symbol->kind = kind;
  content.symbol = symbol;
  content.align = align;
  data_by_symbol_[symbol] = &content;
  return content;
}

const CallInfo* Module::add_call(CallInfo info) {
  calls_.push_back(std::move(info));
  return &calls_.back();
}

}  // namespace prologo::ir

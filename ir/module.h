#pragma once
// A package after the front end: functions, static data, the types they use. One function at a
// time goes through the passes and comes out as machine code (see backend/code.h).

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "ir/function.h"

namespace prologo::ir {

struct DataReloc {
  int64_t offset = 0;
  const Symbol* target = nullptr;
  int64_t addend = 0;
  // Pointer: 8 bytes absolute; to a function: a code pointer that anyone may call. Code: 8
  // bytes absolute, a place inside a function. TypeOffset: 4 bytes, target - runtime.types.
  // TextOffset: 4 bytes, target - runtime.text.
  enum class Kind : uint8_t { Pointer, Code, TypeOffset, TextOffset } kind = Kind::Pointer;
};

// A static object: string bytes, type descriptors, itabs, closures of plain functions,
// initialised package variables.
struct Data {
  const Symbol* symbol = nullptr;  // kind says Data, ReadOnly or Bss
  std::string bytes;               // shorter than symbol->size: the rest is zero
  std::vector<DataReloc> relocs;
  int64_t align = 8;
  const Type* type = nullptr;   // if it holds a Go value: which words are pointers
  bool is_for_runtime = false;  // a closure that only the run time calls
};

struct Dialect;

// A call that was replaced by the body of its callee.
struct InlinedCall {
  int32_t parent = -1;  // the inlined call whose body it stands in
  Pos pos;
  const Symbol* callee = nullptr;
};

struct Module {
  Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  std::string package;
  SourceFiles* sources = nullptr;
  const Dialect* dialect = nullptr;  // the release whose code is made
  Types types;
  std::vector<std::unique_ptr<Function>> functions;  // in order of emission
  std::deque<Data> data;
  std::vector<InlinedCall> inlined_calls;  // in order of inlining; see SourceFile
  // Set by the front end, for calls that passes add: the ABI by which run-time helpers are
  // called, and the symbol of a type's descriptor (made if there is none yet).
  const Abi* runtime_abi = nullptr;
  std::function<const Symbol*(const Type*)> type_descriptor;
  std::vector<const Symbol*> init_functions;  // called in order before main.main
  // Run-time helpers have another ABI than runtime_abi: calls go to bridges, for which the
  // front end looks here.
  bool bridges_helpers = false;
  std::vector<const Symbol*> bridges;
  // Helpers that always need one: the dialect calls them in an older form.
  std::set<std::string> bridged_helpers;

  // The symbol of that name; made on first request.
  Symbol* symbol(const std::string& name, bool is_abi0 = false);
  // What a call of a run-time helper by runtime_abi names: the helper or its bridge.
  const Symbol* helper(const std::string& name);
  // An interned string, for Aux.
  const std::string* text(std::string_view bytes);
  // Read-only bytes of a string literal, shared by content: symbol `go.string."..."`.
  const Symbol* string_symbol(std::string_view bytes);
  // A defined datum (null if the symbol has none yet).
  Data* find_data(const Symbol* symbol);
  Data& add_data(Symbol* symbol, Symbol::Kind kind, int64_t align);
  const CallInfo* add_call(CallInfo info);

 private:
  std::map<std::pair<std::string, bool>, std::unique_ptr<Symbol>> symbols_;
  std::unordered_set<std::string> texts_;
  std::map<const Symbol*, Data*> data_by_symbol_;
  std::deque<CallInfo> calls_;
};

}  // namespace prologo::ir

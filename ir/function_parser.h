#pragma once
// The reader of the text form, a line at a time. Symbols, calls and the heading of a function
// come first (parser_heading.cpp), then its blocks and values (parser_body.cpp); what only the
// whole text tells is put right at its end (parser.cpp).

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ir/function.h"
#include "ir/module.h"
#include "ir/parser.h"
#include "ir/type_reader.h"

namespace prologo::ir {

class FunctionParser {
 public:
  FunctionParser(std::string_view text, Module& module, FindAbi find_abi)
      : text_(text), module_(module), find_abi_(find_abi) {}

  std::unique_ptr<Function> run();

  int line_number() const { return line_number_; }

 private:
  struct PredText {
    BlockId from;
    int index;  // -1: not said
  };

  [[noreturn]] static void fail(const std::string& message) { throw SyntaxError{message}; }

  // ---- Numbers: values and blocks get theirs before anything else is made ----

  Value* value(ValueId id);
  Block* block(BlockId id);
  static int32_t number_after(Line& line, char letter);

  // ---- Symbols, calls, heading ----

  Symbol* parse_symbol_name(Line& line);
  void parse_symbol(Line& line);
  void parse_reloc(Line& line);
  const Abi* parse_abi(Line& line);
  void parse_call(Line& line);
  void parse_func(Line& line);
  void parse_param(Line& line, bool is_result);
  void parse_var(Line& line);
  Variable* parse_variable(Line& line);
  void parse_positions(Line& line, std::vector<Variable*>& list);
  void parse_name(Line& line);
  void parse_ids(Line& line);

  // ---- Body ----

  Pos parse_pos(Line& line);
  void parse_block(Line& line);
  void parse_value(Line& line);
  static int64_t parse_aux_int(Line& line, AuxKind kind);
  Aux parse_aux(Line& line, AuxKind kind);

  // Symbols end in (SB) or (ABI0), variables do not.
  static bool is_symbol(std::string_view rest);
  Aux parse_call_aux(Line& line);
  static Register parse_register(Line& line);
  void parse_home(Line& line, const Value* v);
  void parse_end(Line& line);
  void parse_line(std::string_view text);
  void parse_heading(Line& line);

  // ---- Edges, constants ----

  void finish();
  void connect();

  std::string_view text_;
  Module& module_;
  FindAbi find_abi_;
  std::unique_ptr<Function> fn_ = std::make_unique<Function>();
  int line_number_ = 0;
  std::map<ValueId, Value*> values_;
  std::map<BlockId, Block*> blocks_;
  std::map<int64_t, CallInfo> calls_;
  std::map<int64_t, const CallInfo*> made_calls_;
  TypeReader types_{module_};
  Signature* signature_ = nullptr;  // that param and result lines belong to
  Data* data_ = nullptr;            // that reloc lines belong to
  Block* block_ = nullptr;
  std::map<BlockId, std::vector<PredText>> pred_texts_;
};

}  // namespace prologo::ir

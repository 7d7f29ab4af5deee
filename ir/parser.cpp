#include "ir/parser.h"

#include <algorithm>

#include "ir/function_parser.h"

namespace prologo::ir {

std::unique_ptr<Function> FunctionParser::run() {
  fn_->module = &module_;
  fn_->optimise = false;
  for (size_t at = 0; at < text_.size();) {
    size_t end = std::min(text_.find('\n', at), text_.size());
    ++line_number_;
    parse_line(text_.substr(at, end - at));
    at = end + 1;
  }
  finish();
  return std::move(fn_);
}

Value* FunctionParser::value(ValueId id) {
  Value*& v = values_[id];
  if (v == nullptr) {
    v = &fn_->value_storage.emplace_back();
    v->id = id;
    fn_->next_value_ = std::max(fn_->next_value_, id + 1);
  }
  return v;
}

Block* FunctionParser::block(BlockId id) {
  Block*& b = blocks_[id];
  if (b == nullptr) {
    b = &fn_->block_storage.emplace_back();
    b->id = id;
    fn_->next_block_ = std::max(fn_->next_block_, id + 1);
  }
  return b;
}

void FunctionParser::parse_line(std::string_view text) {
  Line line(text);
  if (line.at_end() || line.peek() == '#') {
    return;
  }
  if (block_ != nullptr) {
    line.peek() == 'v' ? parse_value(line) : parse_end(line);
  } else if (text[0] == 'b' && text.find(':') != std::string_view::npos) {
    parse_block(line);
  } else {
    parse_heading(line);
  }
}

void FunctionParser::parse_heading(Line& line) {
  std::string word = line.word();
  if (word == "type") {
    types_.parse_type(line);
  } else if (word == "field") {
    types_.parse_field(line);
  } else if (word == "symbol") {
    parse_symbol(line);
  } else if (word == "reloc") {
    parse_reloc(line);
  } else if (word == "func") {
    parse_func(line);
  } else if (word == "param" || word == "result") {
    parse_param(line, word == "result");
  } else if (word == "var") {
    parse_var(line);
  } else if (word == "heap") {
    Variable* result = parse_variable(line);
    result->heap_address = parse_variable(line);
  } else if (word == "params") {
    parse_positions(line, fn_->params);
  } else if (word == "results") {
    parse_positions(line, fn_->results);
  } else if (word == "name") {
    parse_name(line);
  } else if (word == "call") {
    parse_call(line);
  } else if (word == "ids") {
    parse_ids(line);
  } else {
    fail("unknown line: " + word);
  }
}

void FunctionParser::finish() {
  if (fn_->blocks.empty() || block_ != nullptr) {
    fail(block_ == nullptr ? "a function without blocks" : "a block without an end");
  }
  if (fn_->entry == nullptr) {
    fn_->entry = fn_->blocks[0];
  }
  types_.check_defined();
  for (const auto& [id, v] : values_) {
    bool free = v->block == nullptr;
    if (free && v->uses > 0) {
      fail("v" + std::to_string(id) + " is used but not defined");
    }
  }
  for (const auto& [id, b] : blocks_) {
    bool is_free = std::find(fn_->free_blocks.begin(), fn_->free_blocks.end(), b) !=
                   fn_->free_blocks.end();
    if (b->fn == nullptr && !is_free) {
      fail("no block b" + std::to_string(id));
    }
  }
  connect();
  // Constants without position in the entry block are the function's shared ones.
  for (Value* v : fn_->entry->values) {
    bool is_constant = v->op >= Op::ConstBool && v->op <= Op::ConstSlice;
    bool is_argument_slot = v->op == Op::OffPtr && !v->args.empty() && v->args[0]->op == Op::SP;
    if (!v->pos.is_known() && (is_constant || is_argument_slot)) {
      v->in_cache = true;
      fn_->constants[v->aux_int].push_back(v);
    }
  }
  if (fn_->abi != nullptr && fn_->abi->lay_out != nullptr) {
    fn_->layout = fn_->abi->lay_out(*fn_->abi, module_.types, fn_->signature);
  }
}

void FunctionParser::connect() {
  for (Block* b : fn_->blocks) {
    for (const PredText& pred : pred_texts_[b->id]) {
      Block* from = block(pred.from);
      size_t i = 0;
      while (i < from->succs.size() &&
             (from->succs[i].block != b || from->succs[i].index < 0 ||
              (pred.index >= 0 && static_cast<int>(i) != pred.index))) {
        ++i;
      }
      if (i == from->succs.size()) {
        fail("b" + std::to_string(pred.from) + " does not go to b" + std::to_string(b->id));
      }
      // Marked as done by a negative index; put right below.
      from->succs[i].index = -1 - static_cast<int>(b->preds.size());
      b->preds.push_back({from, static_cast<int>(i)});
    }
  }
  for (Block* b : fn_->blocks) {
    for (size_t i = 0; i < b->succs.size(); ++i) {
      Edge& e = b->succs[i];
      if (e.index < 0) {
        e.index = -1 - e.index;
      } else {
        e.index = static_cast<int>(e.block->preds.size());
        e.block->preds.push_back({b, static_cast<int>(i)});
      }
    }
  }
}

Function* parse(std::string_view text, Module& module, FindAbi find_abi, std::string& error) {
  FunctionParser parser(text, module, find_abi);
  try {
    module.functions.push_back(parser.run());
  } catch (const SyntaxError& e) {
    error = "line " + std::to_string(parser.line_number()) + ": " + e.message;
    return nullptr;
  }
  return module.functions.back().get();
}

}  // namespace prologo::ir

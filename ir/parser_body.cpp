// Blocks and values.

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "ir/function_parser.h"
#include "ir/printer.h"

namespace prologo::ir {

Pos FunctionParser::parse_pos(Line& line) {
  Pos pos;
  line.expect("(");
  pos.mark = line.take("+")   ? StatementMark::Yes
             : line.take("-") ? StatementMark::No
                              : StatementMark::Maybe;
  pos.file = fn_->pos.file;
  if (line.take("?")) {
    pos.file = 0;
  } else {
    if (line.take("f")) {
      pos.file = static_cast<uint16_t>(line.number());
      line.expect(":");
    }
    pos.line = static_cast<uint32_t>(line.number());
    if (line.take(":")) {
      pos.column = static_cast<uint16_t>(line.number());
    }
  }
  line.expect(")");
  return pos;
}

void FunctionParser::parse_block(Line& line) {
  block_ = block(number_after(line, 'b'));
  line.expect(":");
  if (block_->fn != nullptr) {
    fail("block b" + std::to_string(block_->id) + " occurs twice");
  }
  block_->fn = fn_.get();
  fn_->blocks.push_back(block_);
  if (line.take("<-")) {
    while (!line.at_end()) {
      PredText pred{number_after(line, 'b'), -1};
      if (line.take(".")) {
        pred.index = static_cast<int>(line.number());
      }
      pred_texts_[block_->id].push_back(pred);
    }
  }
}

void FunctionParser::parse_value(Line& line) {
  Value* v = value(number_after(line, 'v'));
  if (v->block != nullptr) {
    fail("value v" + std::to_string(v->id) + " occurs twice");
  }
  v->block = block_;
  block_->values.push_back(v);
  if (line.peek() == '(') {
    v->pos = parse_pos(line);
  }
  line.expect("=");
  std::string name = line.word();
  v->op = find_op(name);
  if (v->op == Op::Invalid && name != "Invalid") {
    fail("unknown operation " + name);
  }
  if (line.peek() == '<') {
    v->type = types_.type_in_angles(line);
  } else {
    std::string usual(info(v->op).type);
    v->type = usual.empty() ? nullptr : types_.known_part(usual);
    if (v->type == nullptr) {
      fail("type missing");
    }
  }
  if (line.peek() == '[') {
    v->aux_int = parse_aux_int(line, info(v->op).aux);
  }
  if (line.peek() == '{') {
    v->aux = parse_aux(line, info(v->op).aux);
  }
  while (line.peek() == 'v') {
    add_arg(v, value(number_after(line, 'v')));
  }
  if (line.take(":")) {
    parse_home(line, v);
  }
  if (!line.at_end()) {
    fail("text after value: " + std::string(line.rest()));
  }
}

int64_t FunctionParser::parse_aux_int(Line& line, AuxKind kind) {
  line.expect("[");
  int64_t n = 0;
  if (kind == AuxKind::Bool) {
    n = line.take("true") ? 1 : 0;
    line.take("false");
  } else if (kind == AuxKind::SymbolValAndOff) {
    line.expect("val=");
    n = line.number();
    line.expect(",off=");
    n = static_cast<int64_t>((static_cast<uint64_t>(n) << 32) |
                             static_cast<uint32_t>(line.number()));
  } else if (kind == AuxKind::Float32 || kind == AuxKind::Float64) {
    std::string text = line.word("]");
    n = text.rfind("0x", 0) == 0
            ? static_cast<int64_t>(std::strtoull(text.c_str(), nullptr, 16))
            : std::bit_cast<int64_t>(std::strtod(text.c_str(), nullptr));
  } else {
    n = line.number();
  }
  line.expect("]");
  return n;
}

Aux FunctionParser::parse_aux(Line& line, AuxKind kind) {
  line.expect("{");
  Aux aux;
  if (kind == AuxKind::Type || kind == AuxKind::TypeSize) {
    aux = line.peek() == '<' ? types_.type_in_angles(line) : types_.known_type(line.word("}"));
  } else if (kind == AuxKind::String) {
    aux = module_.text(line.quoted());
  } else if (kind == AuxKind::Call || kind == AuxKind::CallOff) {
    aux = parse_call_aux(line);
  } else if (is_symbol(line.rest())) {
    aux = static_cast<const Symbol*>(parse_symbol_name(line));
  } else {
    Variable* v = parse_variable(line);
    aux = line.take("+") ? Aux(fn_->part(v, line.number())) : Aux(v);
  }
  line.expect("}");
  return aux;
}

// Symbols end in (SB) or (ABI0), variables do not.
bool FunctionParser::is_symbol(std::string_view rest) {
  size_t close = rest.find('}');
  if (!rest.empty() && rest[0] == '"') {
    for (close = 1; close < rest.size() && rest[close] != '"'; ++close) {
      close += rest[close] == '\\' ? 1 : 0;
    }
    close = rest.find('}', close);
  }
  std::string_view inside = rest.substr(0, close);
  return inside.ends_with("(SB)") || inside.ends_with("(ABI0)");
}

Aux FunctionParser::parse_call_aux(Line& line) {
  line.expect("call");
  int64_t number = line.number();
  auto found = calls_.find(number);
  if (found == calls_.end()) {
    fail("no call number " + std::to_string(number));
  }
  if (line.peek() != '}') {
    parse_symbol_name(line);
  }
  const CallInfo*& made = made_calls_[number];
  if (made == nullptr) {
    CallInfo call = found->second;
    if (call.abi != nullptr && call.abi->lay_out != nullptr) {
      call.layout = call.abi->lay_out(*call.abi, module_.types, call.signature);
    }
    made = module_.add_call(std::move(call));
  }
  return made;
}

Register FunctionParser::parse_register(Line& line) {
  std::string name = line.word(" /");
  if (name == "-") {
    return kNoRegister;
  }
  for (Register r = 0; r <= 32; ++r) {
    if (register_name(r) == name) {
      return r;
    }
  }
  fail("unknown register " + name);
}

void FunctionParser::parse_home(Line& line, const Value* v) {
  fn_->homes.resize(std::max(fn_->homes.size(), static_cast<size_t>(v->id) + 1));
  Location& home = fn_->homes[static_cast<size_t>(v->id)];
  if (line.take_word("slot")) {
    home.kind = Location::Kind::Stack;
    home.slot = parse_variable(line);
    home.offset = line.number();
    home.type = types_.type_in_angles(line);
    return;
  }
  home.kind = Location::Kind::Reg;
  home.reg = parse_register(line);
  if (line.take("/")) {
    home.kind = Location::Kind::Pair;
    home.second = parse_register(line);
  }
}

void FunctionParser::parse_end(Line& line) {
  std::string kind = line.word();
  block_->kind = find_block_kind(kind);
  if (block_->kind == BlockKind::Invalid && kind != "Invalid") {
    fail("neither a value nor the end of a block");
  }
  if (line.peek() == '(') {
    block_->pos = parse_pos(line);
  }
  if (line.peek() == '[') {
    block_->aux_int = parse_aux_int(line, AuxKind::Int64);
  }
  if (line.peek() == '{') {
    block_->aux = parse_aux(line, AuxKind::Symbol);
  }
  while (line.peek() == 'v') {
    if (block_->control_count() == 2) {
      fail("more than two controls");
    }
    add_control(block_, value(number_after(line, 'v')));
  }
  if (line.take("->")) {
    while (line.peek() == 'b') {
      block_->succs.push_back({block(number_after(line, 'b')), 0});
    }
  }
  if (line.take("(likely)")) {
    block_->likely = Likely::Likely;
  } else if (line.take("(unlikely)")) {
    block_->likely = Likely::Unlikely;
  }
  block_->flags_live_at_end = line.take("(flags)");
  if (!line.at_end()) {
    fail("text after the end of a block: " + std::string(line.rest()));
  }
  block_ = nullptr;
}

}  // namespace prologo::ir

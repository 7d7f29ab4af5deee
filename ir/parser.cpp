#include "ir/parser.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdlib>
#include <map>

#include "ir/printer.h"
#include "ir/type_reader.h"

namespace prologo::ir {

namespace {

class FunctionParser {
 public:
  FunctionParser(std::string_view text, Module& module, FindAbi find_abi)
      : text_(text), module_(module), find_abi_(find_abi) {}

  std::unique_ptr<Function> run() {
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

  int line_number() const { return line_number_; }

 private:
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
  struct PredText {
    BlockId from;
    int index;  // -1: not said
  };
  std::map<BlockId, std::vector<PredText>> pred_texts_;

  [[noreturn]] static void fail(const std::string& message) { throw SyntaxError{message}; }

  // ---- Numbers: values and blocks get theirs before anything else is made ----

  Value* value(ValueId id) {
    Value*& v = values_[id];
    if (v == nullptr) {
      v = &fn_->value_storage.emplace_back();
      v->id = id;
      fn_->next_value_ = std::max(fn_->next_value_, id + 1);
    }
    return v;
  }

  Block* block(BlockId id) {
    Block*& b = blocks_[id];
    if (b == nullptr) {
      b = &fn_->block_storage.emplace_back();
      b->id = id;
      fn_->next_block_ = std::max(fn_->next_block_, id + 1);
    }
    return b;
  }

  static int32_t number_after(Line& line, char letter) {
    line.expect(std::string_view(&letter, 1));
    int64_t n = line.number();
    if (n < 0 || n > 10'000'000) {
      fail("number out of range: " + std::to_string(n));
    }
    return static_cast<int32_t>(n);
  }

  // ---- Symbols, calls, heading ----

  Symbol* parse_symbol_name(Line& line) {
    std::string name = line.name(" (}");
    // Method names contain parentheses: go on to the marker.
    while (!line.take("(SB)")) {
      if (line.take("(ABI0)")) {
        return module_.symbol(name, true);
      }
      if (line.peek() != '(') {
        fail("expected (SB) or (ABI0) after " + name);
      }
      line.expect("(");
      name += "(" + line.word(" (}");
    }
    return module_.symbol(name, false);
  }

  void parse_symbol(Line& line) {
    static const std::map<std::string, Symbol::Kind> kKinds = {
        {"text", Symbol::Kind::Text}, {"data", Symbol::Kind::Data},
        {"readonly", Symbol::Kind::ReadOnly}, {"bss", Symbol::Kind::Bss},
        {"external", Symbol::Kind::External}};
    Symbol* s = parse_symbol_name(line);
    auto kind = kKinds.find(line.word());
    if (kind == kKinds.end()) {
      fail("unknown kind of symbol");
    }
    s->kind = kind->second;
    int64_t align = 8;
    while (!line.at_end()) {
      std::string word = line.word();
      if (word == "size") {
        s->size = line.number();
      } else if (word == "dupok") {
        s->dup_ok = true;
      } else if (word == "align") {
        align = line.number();
      } else if (word == "bytes") {
        data_ = module_.find_data(s);
        if (data_ == nullptr) {
          data_ = &module_.add_data(s, s->kind, align);
        }
        data_->bytes = line.quoted();
      } else {
        fail("unknown attribute of a symbol: " + word);
      }
    }
  }

  void parse_reloc(Line& line) {
    DataReloc r;
    r.offset = line.number();
    std::string kind = line.word();
    r.kind = kind == "pointer"      ? DataReloc::Kind::Pointer
             : kind == "code"       ? DataReloc::Kind::Code
             : kind == "typeoffset" ? DataReloc::Kind::TypeOffset
                                    : DataReloc::Kind::TextOffset;
    r.target = parse_symbol_name(line);
    r.addend = line.number();
    if (data_ == nullptr) {
      fail("reloc without a symbol");
    }
    data_->relocs.push_back(r);
  }

  const Abi* parse_abi(Line& line) {
    std::string name = line.word();
    return name == "-" || find_abi_ == nullptr ? nullptr : find_abi_(name);
  }

  void parse_call(Line& line) {
    int64_t number = line.number();
    CallInfo& call = calls_[number];
    if (!line.take_word("-")) {
      call.callee = parse_symbol_name(line);
    }
    call.abi = parse_abi(line);
    call.is_runtime = line.take_word("runtime");
    call.signature.has_receiver = line.take_word("receiver");
    signature_ = &call.signature;
  }

  void parse_func(Line& line) {
    fn_->name = line.name(" ");
    fn_->symbol = module_.symbol(fn_->name);
    fn_->abi = line.at_end() ? nullptr : parse_abi(line);
    const std::map<std::string, bool*> flags = {
        {"nosplit", &fn_->no_split},       {"wrapper", &fn_->is_wrapper},
        {"abiwrapper", &fn_->is_abi_wrapper}, {"context", &fn_->needs_context},
        {"dupok", &fn_->dup_ok},           {"defer", &fn_->has_defer},
        {"opendefer", &fn_->has_open_defers}, {"optimise", &fn_->optimise},
        {"nointerface", &fn_->is_nointerface}, {"receiver", &fn_->signature.has_receiver},
        {"scheduled", &fn_->is_scheduled}, {"allocated", &fn_->is_allocated},
    };
    while (!line.at_end()) {
      std::string word = line.word();
      auto flag = flags.find(word);
      if (flag != flags.end()) {
        *flag->second = true;
      } else if (word == "pos" || word == "end") {
        (word == "pos" ? fn_->pos : fn_->end_pos) = parse_pos(line);
      } else if (word == "outgoing") {
        fn_->outgoing_args = line.number();
      } else if (word == "locals") {
        fn_->locals_bytes = line.number();
      } else if (word == "frame") {
        fn_->frame_bytes = line.number();
      } else {
        fail("unknown attribute of a function: " + word);
      }
    }
    signature_ = &fn_->signature;
  }

  void parse_param(Line& line, bool is_result) {
    if (signature_ == nullptr) {
      fail("param without a func or call");
    }
    Param p;
    p.name = line.quoted();
    p.type = types_.type_in_angles(line);
    (is_result ? signature_->results : signature_->params).push_back(std::move(p));
  }

  void parse_var(Line& line) {
    Variable v;
    v.name = line.name("# ");
    if (line.take("#")) {
      line.number();
    }
    std::string word = line.word();
    v.cls = word == "param"    ? Variable::Class::Param
            : word == "result" ? Variable::Class::Result
                               : Variable::Class::Auto;
    v.type = types_.type_in_angles(line);
    if (line.peek() == '(') {
      v.pos = parse_pos(line);
    }
    const std::map<std::string, bool*> flags = {
        {"addrtaken", &v.address_taken}, {"autotmp", &v.is_autotmp},
        {"used", &v.used},               {"needzero", &v.needs_zero},
        {"registers", &v.in_registers},  {"opendefer", &v.is_open_defer_slot},
        {"closure", &v.is_closure_var},  {"nonssa", &v.non_ssa},
    };
    while (!line.at_end()) {
      word = line.word();
      auto flag = flags.find(word);
      if (flag != flags.end()) {
        *flag->second = true;
      } else if (word == "offset") {
        v.offset = line.number();
      } else {
        fail("unknown attribute of a variable: " + word);
      }
    }
    fn_->new_variable(std::move(v));
  }

  Variable* parse_variable(Line& line) {
    std::string name = line.name("#+ }");
    if (line.take("#")) {
      auto index = static_cast<size_t>(line.number());
      if (index >= fn_->variables.size()) {
        fail("no variable number " + std::to_string(index));
      }
      return fn_->variables[index].get();
    }
    for (const auto& v : fn_->variables) {
      if (v->name == name) {
        return v.get();
      }
    }
    fail("no variable named " + name);
  }

  void parse_positions(Line& line, std::vector<Variable*>& list) {
    while (!line.at_end()) {
      list.push_back(line.take_word("-") ? nullptr : parse_variable(line));
    }
  }

  void parse_name(Line& line) {
    Function::NamedValue name;
    name.variable = parse_variable(line);
    name.type = types_.type_in_angles(line);
    name.offset = line.number();
    while (!line.at_end()) {
      name.values.push_back(value(number_after(line, 'v')));
    }
    fn_->names.push_back(std::move(name));
  }

  void parse_ids(Line& line) {
    fn_->next_value_ = number_after(line, 'v');
    fn_->next_block_ = number_after(line, 'b');
    while (!line.at_end()) {
      if (line.take_word("entry")) {
        fn_->entry = block(number_after(line, 'b'));
      } else if (line.peek() == 'v') {
        fn_->free_values.push_back(value(number_after(line, 'v')));
      } else {
        fn_->free_blocks.push_back(block(number_after(line, 'b')));
      }
    }
  }

  // ---- Body ----

  Pos parse_pos(Line& line) {
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

  void parse_block(Line& line) {
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

  void parse_value(Line& line) {
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

  static int64_t parse_aux_int(Line& line, AuxKind kind) {
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

  Aux parse_aux(Line& line, AuxKind kind) {
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
  static bool is_symbol(std::string_view rest) {
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

  Aux parse_call_aux(Line& line) {
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

  static Register parse_register(Line& line) {
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

  void parse_home(Line& line, const Value* v) {
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

  void parse_end(Line& line) {
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

  void parse_line(std::string_view text) {
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

  void parse_heading(Line& line) {
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

  // ---- Edges, constants ----

  void finish() {
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
      bool is_free = std::find(fn_->free_blocks.begin(), fn_->free_blocks.end(), b) != fn_->free_blocks.end();
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

  void connect() {
    for (Block* b : fn_->blocks) {
      for (const PredText& pred : pred_texts_[b->id]) {
        Block* from = block(pred.from);
        size_t i = 0;
        while (i < from->succs.size() && (from->succs[i].block != b || from->succs[i].index < 0 ||
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
};

}  // namespace

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

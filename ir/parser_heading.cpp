// What stands before the blocks: symbols, calls, the function and its variables.

#include <map>

#include "ir/function_parser.h"
#include "ir/printer.h"

namespace prologo::ir {

int32_t FunctionParser::number_after(Line& line, char letter) {
  line.expect(std::string_view(&letter, 1));
  int64_t n = line.number();
  if (n < 0 || n > 10'000'000) {
    fail("number out of range: " + std::to_string(n));
  }
  return static_cast<int32_t>(n);
}

Symbol* FunctionParser::parse_symbol_name(Line& line) {
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

void FunctionParser::parse_symbol(Line& line) {
  static const std::map<std::string, Symbol::Kind> kKinds = {
      {"text", Symbol::Kind::Text},
      {"data", Symbol::Kind::Data},
      {"readonly", Symbol::Kind::ReadOnly},
      {"bss", Symbol::Kind::Bss},
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

void FunctionParser::parse_reloc(Line& line) {
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

const Abi* FunctionParser::parse_abi(Line& line) {
  std::string name = line.word();
  return name == "-" || find_abi_ == nullptr ? nullptr : find_abi_(name);
}

void FunctionParser::parse_call(Line& line) {
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

void FunctionParser::parse_func(Line& line) {
  fn_->name = line.name(" ");
  fn_->symbol = module_.symbol(fn_->name);
  fn_->abi = line.at_end() ? nullptr : parse_abi(line);
  const std::map<std::string, bool*> flags = {
      {"nosplit", &fn_->no_split},
      {"wrapper", &fn_->is_wrapper},
      {"abiwrapper", &fn_->is_abi_wrapper},
      {"context", &fn_->needs_context},
      {"dupok", &fn_->dup_ok},
      {"defer", &fn_->has_defer},
      {"opendefer", &fn_->has_open_defers},
      {"optimise", &fn_->optimise},
      {"nointerface", &fn_->is_nointerface},
      {"receiver", &fn_->signature.has_receiver},
      {"scheduled", &fn_->is_scheduled},
      {"allocated", &fn_->is_allocated},
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

void FunctionParser::parse_param(Line& line, bool is_result) {
  if (signature_ == nullptr) {
    fail("param without a func or call");
  }
  Param p;
  p.name = line.quoted();
  p.type = types_.type_in_angles(line);
  (is_result ? signature_->results : signature_->params).push_back(std::move(p));
}

void FunctionParser::parse_var(Line& line) {
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
      {"addrtaken", &v.address_taken},
      {"autotmp", &v.is_autotmp},
      {"used", &v.used},
      {"needzero", &v.needs_zero},
      {"registers", &v.in_registers},
      {"opendefer", &v.is_open_defer_slot},
      {"closure", &v.is_closure_var},
      {"nonssa", &v.non_ssa},
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

Variable* FunctionParser::parse_variable(Line& line) {
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

void FunctionParser::parse_positions(Line& line, std::vector<Variable*>& list) {
  while (!line.at_end()) {
    list.push_back(line.take_word("-") ? nullptr : parse_variable(line));
  }
}

void FunctionParser::parse_name(Line& line) {
  Function::NamedValue name;
  name.variable = parse_variable(line);
  name.type = types_.type_in_angles(line);
  name.offset = line.number();
  while (!line.at_end()) {
    name.values.push_back(value(number_after(line, 'v')));
  }
  fn_->names.push_back(std::move(name));
}

void FunctionParser::parse_ids(Line& line) {
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

}  // namespace prologo::ir

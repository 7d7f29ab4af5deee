#include "backend/compare/reasons.h"

#include <algorithm>

#include "backend/compare/reason_text.h"
#include "support/text.h"

namespace prologo::compare {

using backend::Instruction;
using backend::Part;
using ir::Variable;
using listing::Operation;

Reasons::Reasons(const backend::Code& code, const std::vector<CodeLine>& lines)
    : code_(code), fn_(*code.fn), lines_(lines), expressions_(*code.fn) {}

const Instruction* Reasons::instruction(size_t i) const {
  uint32_t pc = lines_[i].pc;
  auto next = std::upper_bound(code_.instructions.begin(), code_.instructions.end(), pc,
                               [](uint32_t a, const Instruction& one) { return a < one.pc; });
  return next == code_.instructions.begin() ? nullptr : &*std::prev(next);
}

std::string Reasons::variable_at(int64_t displacement) const {
  int64_t top = code_.frame_bytes - kWordBytes;
  for (const auto& v : fn_.variables) {
    bool is_local = v->cls == Variable::Class::Auto ||
                    (v->cls == Variable::Class::Result && v->in_registers);
    if (is_local && !v->used) {
      continue;
    }
    int64_t begin = is_local ? top + v->offset : code_.frame_bytes + kWordBytes + v->offset;
    if (displacement >= begin && displacement < begin + std::max<int64_t>(v->type->size, 1)) {
      return part_of_variable(*v, displacement - begin);
    }
  }
  return "";
}

std::string Reasons::parameter_at(int64_t entry_displacement) const {
  for (const ir::Place& place : fn_.layout.params) {
    int64_t begin = kWordBytes + place.home();
    if (entry_displacement >= begin && entry_displacement < begin + place.type->size) {
      return place.name.empty() ? "the parameter" : place.name;
    }
  }
  return "";
}

std::string Reasons::rule(size_t i) const {
  const CodeLine& line = lines_[i];
  const Instruction* made = instruction(i);
  if (line.is_padding) {
    return padding(i);
  }
  switch (line.part) {
    case CodePart::Prologue:
      return prologue(i);
    case CodePart::Epilogue:
      return epilogue(i);
    case CodePart::Grow:
      return grow(i);
    case CodePart::Body:
      break;
  }
  if (made == nullptr) {
    return "";
  }
  if (made->value != nullptr) {
    bool goes_on = i > 0 && instruction(i - 1)->value == made->value;
    return goes_on ? "" : of_value(i, made->value);
  }
  return made->block != nullptr ? branch(i, made->block) : around_body(i, made->part);
}

std::string Reasons::padding(size_t i) const {
  const Instruction* made = instruction(i);
  if (made != nullptr && made->part == Part::Padding) {
    return "keeps a jump from crossing or ending at a 32-byte boundary";
  }
  if (made != nullptr && made->value != nullptr) {
    return "where an inlined body begins";
  }
  bool is_behind_call = i > 0 && lines_[i - 1].operation.name == "CALL";
  return is_behind_call ? "the return address of a call that never returns stays inside"
                        : "somewhere for a debugger to stand";
}

// What stands around the body but is neither frame nor growth path.
std::string Reasons::around_body(size_t i, Part part) const {
  const CodeLine& line = lines_[i];
  int64_t slot = 0;
  bool has_slot = !line.operation.operands.empty() &&
                  listing::stack_slot(line.operation.operands.back(), slot);
  std::string variable = has_slot ? variable_at(slot) : "";
  if (part == Part::Spill) {
    return "stack maps call " + variable + " live: its pointers go to memory";
  }
  if (part == Part::Zero) {
    return variable.empty() ? "clears pointers before the collector may look"
                            : variable + " is cleared: the collector may look before it is set";
  }
  return fn_.is_wrapper ? "wrapper: a panic that runs here must find its caller's arguments"
                        : "";
}

std::string Reasons::branch(size_t i, const ir::Block* block) const {
  const CodeLine& line = lines_[i];
  std::string condition = expressions_.condition(block);
  if (line.jump == CodeLine::kNoJump) {
    return "";
  }
  if (line.operation.name == "JMP") {
    return line.jump <= line.pc ? "next round of the loop" : "goes on there";
  }
  if (condition.empty()) {
    return "end of b" + std::to_string(block->id);
  }
  // The jump may be taken when the condition fails.
  const Instruction* made = instruction(i);
  bool is_inverse = made != nullptr && is_inverse_jump(block->kind, line.operation.name);
  return (is_inverse ? "unless " : "if ") + condition;
}

std::string Reasons::store(const ir::Value* v) const {
  std::string_view op = short_name(v->op);
  if (v->aux.kind() != ir::Aux::Kind::Variable) {
    return "";
  }
  const Variable& variable = *v->aux.variable();
  if (op.find("const") != std::string_view::npos) {
    bool is_result = variable.cls == Variable::Class::Result;
    return variable.name + (is_result ? ": results start as zero" : " = 0");
  }
  const ir::Value* source = v->arg(1);
  if (source->op == ir::Op::ArgIntReg || source->op == ir::Op::ArgFloatReg) {
    return variable.name + " goes home: " +
           (fn_.optimise ? "its memory is needed" : "-N keeps every variable in memory");
  }
  return variable.name + " = " + expressions_.text(source);
}

std::string Reasons::call(const ir::Value* v) const {
  if (v->aux.kind() != ir::Aux::Kind::Call) {
    return "";
  }
  const ir::CallInfo& info = *v->aux.call();
  std::string out = info.is_runtime          ? "run-time call"
                    : info.callee == nullptr ? "through a func value or itab"
                                             : "call";
  std::string arguments = places_text(info.layout.params);
  std::string results = places_text(info.layout.results);
  out += arguments.empty() ? "" : ": " + arguments;
  return out + (results.empty() ? "" : " → " + results);
}

std::string Reasons::of_value(size_t i, const ir::Value* v) const {
  std::string_view op = short_name(v->op);
  std::string named = expressions_.name(v);
  if (v->op == ir::Op::StoreReg) {
    return (named.empty() ? expressions_.text(v) : named) +
           " to the stack: its register is needed";
  }
  if (v->op == ir::Op::LoadReg) {
    return (named.empty() ? expressions_.text(v) : named) + " back from the stack";
  }
  if (ir::info(v->op).has(ir::kCall) && v->aux.kind() == ir::Aux::Kind::Call) {
    return call(v);
  }
  if (op.starts_with("LoweredPanicBounds")) {
    return "index or length out of range";
  }
  if (op == "LoweredNilCheck") {
    return "faults if " + expressions_.text(v->arg(0)) + " is nil";
  }
  if (op == "LoweredWB") {
    return "the collector is told of the pointer store";
  }
  if (v->op == ir::Op::Copy) {
    return (named.empty() ? expressions_.text(v) : named) + " moves to " +
           join(lines_[i].operation.operands, ", ");
  }
  if (op.find("store") != std::string_view::npos && ir::info(v->op).has(ir::kWritesMemory)) {
    return store(v);
  }
  if (v->type->is_flags()) {
    return comparison(v);
  }
  std::string text = expressions_.text(v);
  bool is_number = text.size() > 1 && text[0] == 'v' &&
                   std::isdigit(static_cast<unsigned char>(text[1])) != 0;
  if (is_number) {
    return named.empty() ? "" : named;
  }
  return named.empty() || named == text ? text : named + " = " + text;
}

std::string Reasons::comparison(const ir::Value* v) const {
  std::string text = expressions_.text(v);
  if (short_name(v->op).starts_with("TEST") && v->args.size() > 1 && v->arg(0) == v->arg(1)) {
    return "compares " + expressions_.text(v->arg(0)) + " with 0";
  }
  size_t sign = text.find(" ? ");
  if (sign != std::string::npos) {
    return "compares " + text.substr(0, sign) + " with " + text.substr(sign + 3);
  }
  return text;
}

std::string Reasons::slot_rule(const CodeLine& line) const {
  for (const std::string& operand : line.operation.operands) {
    int64_t displacement = 0;
    if (!listing::stack_slot(operand, displacement)) {
      continue;
    }
    std::string variable = variable_at(displacement);
    std::string where = operand + (variable.empty() ? "" : " is " + variable);
    return "frame: " + where + " (pointers stand highest, then larger, then by name)";
  }
  return "frame";
}

std::string Reasons::rule_of_difference(size_t i, const CodeLine* theirs, Kind kind) const {
  std::string why = rule(i);
  std::string behind = why.empty() ? "" : ": " + why;
  switch (kind) {
    case Kind::None:
      return why;
    case Kind::Padding:
      return "padding" + behind;
    case Kind::Encoding:
      return "encoding: same instruction, other bytes";
    case Kind::Slot:
      return slot_rule(lines_[i]);
    case Kind::Operand: {
      bool other_register = theirs != nullptr && differs_in_register(lines_[i], *theirs);
      return (other_register ? "register allocation" : "operand") + behind;
    }
    case Kind::Target:
      return "target" + behind;
    case Kind::Order:
      return "schedule" + behind;
    case Kind::Extra:
      return "only ours" + behind;
    case Kind::Missing:
      return "only theirs";
    case Kind::Replaced:
      return "instruction selection" + behind;
  }
  return why;
}

std::string Reasons::heading() const {
  std::string out = code_.symbol->name + "(" + names_and_types(fn_.signature.params) + ")";
  const auto& results = fn_.signature.results;
  bool is_plain = results.size() == 1 && (results[0].name.empty() || results[0].name[0] == '~');
  if (is_plain) {
    return out + " " + results[0].type->name;
  }
  return results.empty() ? out : out + " (" + names_and_types(results) + ")";
}

}  // namespace prologo::compare

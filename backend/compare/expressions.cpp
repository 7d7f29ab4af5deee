#include "backend/compare/expressions.h"

#include <bit>
#include <sstream>

#include "backend/x64/val_and_off.h"

namespace prologo::compare {

using ir::Aux;
using ir::AuxKind;
using ir::Op;
using ir::Value;

namespace {

constexpr int kDeepest = 3;

struct Operator {
  std::string_view prefix;
  std::string_view text;
};

constexpr Operator kOperators[] = {
    {"ADD", "+"}, {"SUB", "-"},  {"MUL", "*"},   {"DIV", "/"},  {"AND", "&"},
    {"OR", "|"},  {"XOR", "^"},  {"SHL", "<<"},  {"SHR", ">>"}, {"SAR", ">>"},
    {"CMP", "?"}, {"TEST", "&"}, {"UCOMI", "?"},
};

std::string_view operator_of(std::string_view name) {
  for (const Operator& row : kOperators) {
    if (name.starts_with(row.prefix)) {
      return row.text;
    }
  }
  return "";
}

std::string part_text(const ir::Variable* variable, int64_t offset) {
  return variable->name + (offset == 0 ? "" : "+" + std::to_string(offset));
}

int64_t memory_offset(const Value* v) {
  bool packed = ir::info(v->op).aux == AuxKind::SymbolValAndOff;
  return packed ? x64::off_of(v->aux_int) : v->aux_int;
}

std::string constant_text(const Value* v) {
  AuxKind kind = ir::info(v->op).aux;
  if (kind == AuxKind::Float64 || kind == AuxKind::Float32) {
    std::ostringstream out;
    out << std::bit_cast<double>(v->aux_int);
    return out.str();
  }
  return std::to_string(v->aux_int);
}

bool is_conversion(std::string_view name) {
  return name.find("SX") != std::string_view::npos ||
         name.find("ZX") != std::string_view::npos || name.starts_with("CVT");
}

}  // namespace

std::string_view short_name(Op op) {
  std::string_view name = ir::info(op).name;
  return name.starts_with("x64.") ? name.substr(4) : name;
}

Expressions::Expressions(const ir::Function& fn) {
  for (const auto& named : fn.names) {
    for (const Value* v : named.values) {
      names_.try_emplace(v->id, part_text(named.variable, named.offset));
    }
  }
}

std::string Expressions::name(const Value* v) const {
  auto it = names_.find(v->id);
  if (it != names_.end()) {
    return it->second;
  }
  if (v->op == Op::ArgIntReg || v->op == Op::ArgFloatReg) {
    return part_text(v->aux.variable(), v->aux.part()->offset);
  }
  if (v->op == Op::Copy || v->op == Op::LoadReg || v->op == Op::StoreReg) {
    return name(v->arg(0));
  }
  return "";
}

std::string Expressions::text(const Value* v) const { return expression(v, 0); }

// An operand in a larger expression: its name if it has one.
std::string Expressions::operand(const Value* v, int depth) const {
  std::string known = name(v);
  if (!known.empty()) {
    return known;
  }
  if (depth >= kDeepest) {
    return "v" + std::to_string(v->id);
  }
  std::string text = expression(v, depth);
  bool is_compound = depth > 0 && text.find(' ') != std::string::npos;
  return is_compound ? "(" + text + ")" : text;
}

// "x" for a variable's memory, "*(p+8)" for other memory.
std::string Expressions::memory_place(const Value* v, int depth) const {
  int64_t offset = memory_offset(v);
  if (v->aux.kind() == Aux::Kind::Variable) {
    return part_text(v->aux.variable(), offset);
  }
  if (v->aux.kind() == Aux::Kind::Symbol) {
    return v->aux.symbol()->name + (offset == 0 ? "" : "+" + std::to_string(offset));
  }
  if (v->arg(0)->op == Op::SP) {
    return std::to_string(offset) + "(SP)";
  }
  std::string base = operand(v->arg(0), depth + 1);
  int scale = ir::info(v->op).scale;
  if (scale != 0) {
    base +=
        "+" + operand(v->arg(1), depth + 1) + (scale == 1 ? "" : "*" + std::to_string(scale));
  }
  base += offset == 0 ? "" : "+" + std::to_string(offset);
  bool is_simple = base.find_first_of("+ (") == std::string::npos;
  return is_simple ? "*" + base : "*(" + base + ")";
}

std::string Expressions::address(const Value* v, int depth) const {
  if (v->aux.kind() == Aux::Kind::Variable) {
    return "&" + part_text(v->aux.variable(), v->aux_int);
  }
  if (v->aux.kind() == Aux::Kind::Symbol) {
    return "&" + v->aux.symbol()->name;
  }
  std::string out;
  for (size_t i = 0; i < v->args.size(); i++) {
    int scale = i + 1 == v->args.size() ? ir::info(v->op).scale : 1;
    out += (i == 0 ? "" : " + ") + operand(v->arg(i), depth + 1) +
           (scale <= 1 ? "" : "*" + std::to_string(scale));
  }
  return v->aux_int == 0 ? out : out + " + " + std::to_string(v->aux_int);
}

std::string Expressions::binary(const Value* v, std::string_view op, int depth) const {
  std::string_view name = short_name(v->op);
  std::string middle = " " + std::string(op) + " ";
  bool in_memory = name.find("load") != std::string_view::npos;
  bool has_constant = name.find("const") != std::string_view::npos;
  bool is_compare = name.starts_with("CMP") || name.starts_with("UCOMI");
  if (in_memory && is_compare) {
    std::string left = memory_place(v, depth);
    return left + middle +
           (has_constant ? std::to_string(x64::val_of(v->aux_int))
                         : operand(v->arg(1), depth + 1));
  }
  std::string left = operand(v->arg(0), depth + 1);
  if (in_memory) {
    std::string base = v->aux.kind() == Aux::Kind::Variable
                           ? part_text(v->aux.variable(), v->aux_int)
                           : "*(" + operand(v->arg(1), depth + 1) + ")";
    return left + middle + base;
  }
  if (has_constant || v->args.size() < 2) {
    return left + middle + std::to_string(v->aux_int);
  }
  return left + middle + operand(v->arg(1), depth + 1);
}

std::string Expressions::expression(const Value* v, int depth) const {
  std::string_view op = short_name(v->op);
  if (v->op == Op::Copy || v->op == Op::LoadReg || v->op == Op::StoreReg) {
    return operand(v->arg(0), depth);
  }
  if (ir::info(v->op).has(ir::kCall)) {
    bool is_known = v->aux.kind() == Aux::Kind::Call && v->aux.call()->callee != nullptr;
    return (is_known ? v->aux.call()->callee->name : "the call") + "(...)";
  }
  if ((v->op == Op::SelectN || v->op == Op::Select0 || v->op == Op::Select1)) {
    return expression(v->arg(0), depth);
  }
  if (op.ends_with("const") && v->args.empty()) {
    return constant_text(v);
  }
  if (op.starts_with("LEA")) {
    return address(v, depth);
  }
  if (op.starts_with("MOV") && op.find("load") != std::string_view::npos) {
    return memory_place(v, depth);
  }
  if (is_conversion(op) && v->args.size() == 1) {
    return v->type->name + "(" + operand(v->arg(0), kDeepest - 1) + ")";
  }
  bool has_operands = !v->args.empty() && !v->args[0]->is_memory();
  if ((op.starts_with("NEG") || op.starts_with("NOT")) && has_operands) {
    return (op.starts_with("NEG") ? "-" : "^") + operand(v->arg(0), depth + 1);
  }
  std::string_view sign = operator_of(op);
  if (!sign.empty() && has_operands && op.find("modify") == std::string_view::npos) {
    return binary(v, sign, depth);
  }
  std::string known = name(v);
  return known.empty() ? "v" + std::to_string(v->id) : known;
}

std::string Expressions::condition(const ir::Block* block) const {
  using ir::BlockKind;
  static const std::map<BlockKind, std::string_view> kSigns = {
      {BlockKind::EQ, "=="},  {BlockKind::NE, "!="},  {BlockKind::LT, "<"},
      {BlockKind::LE, "<="},  {BlockKind::GT, ">"},   {BlockKind::GE, ">="},
      {BlockKind::ULT, "<"},  {BlockKind::ULE, "<="}, {BlockKind::UGT, ">"},
      {BlockKind::UGE, ">="}, {BlockKind::EQF, "=="}, {BlockKind::NEF, "!="}};
  auto sign = kSigns.find(block->kind);
  const Value* control = block->controls[0];
  if (sign == kSigns.end() || control == nullptr) {
    return "";
  }
  if (short_name(control->op).starts_with("TEST")) {
    bool is_self = control->args.size() > 1 && control->arg(0) == control->arg(1);
    std::string left = is_self ? operand(control->arg(0), 1) : text(control);
    return left + " " + std::string(sign->second) + " 0";
  }
  std::string out = text(control);
  size_t at = out.find(" ? ");
  return at == std::string::npos ? "" : out.replace(at + 1, 1, sign->second);
}

}  // namespace prologo::compare

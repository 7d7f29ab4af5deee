#include "backend/compare/line_difference.h"

#include <algorithm>

#include "backend/listing/normal_form.h"

namespace prologo::compare {

namespace {

using listing::Operation;

std::string_view without_abi(std::string_view symbol) {
  constexpr std::string_view kAbi0 = ".abi0";
  return symbol.ends_with(kAbi0) ? symbol.substr(0, symbol.size() - kAbi0.size()) : symbol;
}

// Names a compiler makes up for data: constants, strings, types, numbered temporaries.
bool is_made_up(std::string_view symbol) {
  for (std::string_view prefix : {"go.", "go:", "type.", "type:", "runtime.", "$f"}) {
    if (symbol.starts_with(prefix)) {
      return true;
    }
  }
  return symbol.find("..") != std::string_view::npos ||
         symbol.find("·") != std::string_view::npos;
}

bool names_same_data(const CodeLine& a, const CodeLine& b) {
  if (without_abi(a.target) == without_abi(b.target)) {
    return a.addend == b.addend;
  }
  return is_made_up(a.target) && is_made_up(b.target);
}

bool is_stack_slot(std::string_view operand) {
  int64_t displacement = 0;
  return listing::stack_slot(operand, displacement);
}

// The same operation: by its operands.
Kind operand_difference(const Operation& a, const Operation& b) {
  Kind kind = Kind::None;
  for (size_t i = 0; i < a.operands.size(); i++) {
    if (a.operands[i] == b.operands[i]) {
      continue;
    }
    bool are_slots = is_stack_slot(a.operands[i]) && is_stack_slot(b.operands[i]);
    kind = std::max(kind, are_slots ? Kind::Slot : Kind::Operand);
  }
  return kind;
}

bool is_direct_call(const CodeLine& line, const Operation& operation) {
  return listing::is_branch(operation.name) && !line.target.empty();
}

}  // namespace

Kind difference(const CodeLine& ours, const CodeLine& theirs) {
  if (ours.is_padding || theirs.is_padding) {
    bool same = ours.is_padding && theirs.is_padding;
    return !same ? Kind::Replaced : ours.bytes == theirs.bytes ? Kind::None : Kind::Padding;
  }
  bool have_bytes = !ours.bytes.empty() && !theirs.bytes.empty();
  if (have_bytes && ours.bytes == theirs.bytes && ours.field == theirs.field &&
      ours.field == CodeLine::kNoField) {
    return Kind::None;
  }
  const Operation& a = ours.operation;
  const Operation& b = theirs.operation;
  if (a.name != b.name || a.prefix != b.prefix || a.operands.size() != b.operands.size()) {
    return Kind::Replaced;
  }
  if (ours.jump != CodeLine::kNoJump && theirs.jump != CodeLine::kNoJump) {
    return Kind::None;  // where they go is judged when the whole is aligned
  }
  Kind kind = operand_difference(a, b);
  if (kind != Kind::None) {
    bool is_jump = ours.jump != CodeLine::kNoJump || is_direct_call(ours, a);
    return is_jump && kind == Kind::Operand ? Kind::Target : kind;
  }
  if (!have_bytes) {
    return Kind::None;
  }
  if (ours.field >= 0 && !is_direct_call(ours, a) && !names_same_data(ours, theirs)) {
    return Kind::Operand;
  }
  return ours.bytes == theirs.bytes && ours.field == theirs.field ? Kind::None : Kind::Encoding;
}

bool is_masked(const CodeLine& ours, const CodeLine& theirs) {
  return ours.field >= 0 || theirs.field >= 0 ||
         (!theirs.bytes.empty() && ours.bytes != theirs.bytes);
}

}  // namespace prologo::compare

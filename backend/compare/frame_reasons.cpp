// Reasons of what surrounds a body: stack check, frame, epilogue, growth path.
#include <algorithm>
#include <cstdlib>

#include "backend/compare/reason_text.h"
#include "backend/compare/reasons.h"
#include "runtime/layout.h"
#include "support/text.h"

namespace prologo::compare {

using ir::Variable;
using listing::Operation;

// The callee that needs the largest area at the bottom of the frame.
std::string Reasons::outgoing() const {
  const ir::CallInfo* largest = nullptr;
  for (const ir::Block* block : fn_.blocks) {
    for (const ir::Value* v : block->values) {
      bool is_call = ir::info(v->op).has(ir::kCall) && v->aux.kind() == ir::Aux::Kind::Call;
      if (is_call && v->aux_int > 0 && v->aux_int == fn_.outgoing_args && largest == nullptr) {
        largest = v->aux.call();
      }
    }
  }
  if (largest == nullptr) {
    return "arguments of calls";
  }
  std::string callee = largest->callee == nullptr ? "the callee" : largest->callee->name;
  std::vector<std::string> names;
  for (const ir::Place& place : largest->layout.params) {
    if (!place.name.empty()) {
      names.push_back(place.name);
    }
  }
  std::string list = names.empty() ? "" : " " + join(names, ", ");
  bool is_spill_room = largest->layout.stack_bytes == 0;
  return (is_spill_room ? "spill room for " : "arguments of ") + callee +
         (is_spill_room && !list.empty() ? "'s" + list : "");
}

// "16 (spill room for main.add's a, b) + 8 (c) + 8 (saved BP)"
std::string Reasons::budget() const {
  std::vector<std::string> parts;
  int64_t saved_bp = code_.frame_bytes > 0 ? kWordBytes : 0;
  int64_t rest = code_.frame_bytes - saved_bp;
  int64_t area = align_to(fn_.outgoing_args, kWordBytes);
  if (area > 0) {
    parts.push_back(std::to_string(area) + " (" + outgoing() + ")");
    rest -= area;
  }
  constexpr size_t kMost = 4;
  std::vector<const Variable*> locals;
  for (const auto& v : fn_.variables) {
    bool takes_slot = v->cls == Variable::Class::Auto ||
                      (v->cls == Variable::Class::Result && v->in_registers);
    if (takes_slot && v->used && v->type->size > 0) {
      locals.push_back(v.get());
    }
  }
  std::sort(locals.begin(), locals.end(),
            [](const Variable* a, const Variable* b) { return a->offset > b->offset; });
  for (size_t i = 0; i < std::min(locals.size(), kMost); i++) {
    parts.push_back(std::to_string(locals[i]->type->size) + " (" + locals[i]->name + ")");
    rest -= locals[i]->type->size;
  }
  if (rest > 0) {
    size_t more = locals.size() - std::min(locals.size(), kMost);
    parts.push_back(std::to_string(rest) +
                    (more > 0 ? " (" + std::to_string(more) + " more)" : " (alignment)"));
  }
  if (saved_bp > 0) {
    parts.push_back(std::to_string(saved_bp) + " (saved BP)");
  }
  return join(parts, " + ");
}

std::string Reasons::prologue(size_t i) const {
  const CodeLine& line = lines_[i];
  const Operation& operation = line.operation;
  const std::string& name = operation.name;
  int64_t size = code_.frame_bytes;
  if (operation.operands.empty()) {
    return "";
  }
  if (line.jump != CodeLine::kNoJump) {
    bool wrapped = name == "JB";
    return (wrapped ? "SP wrapped around → grow path at " : "yes → grow path at ") +
           hex(static_cast<uint64_t>(line.jump)).substr(2);
  }
  bool is_frame = operation.operands.size() == 2 && operation.operands[1] == "SP";
  if (name.starts_with("CMP")) {
    std::string what =
        size <= runtime::kStackSmall
            ? "SP ≤ g.stackguard0? (frame ≤ 128: compare SP itself)"
            : "SP − " + std::to_string(size - runtime::kStackSmall) +
                  " ≤ g.stackguard0? (frame > 128: compare what the frame leaves)";
    return what;
  }
  if (name == "PUSHQ" || (name == "MOVQ" && operation.operands[0] == "BP")) {
    return "link to caller's frame";
  }
  if (operation.operands.size() == 2 && operation.operands[1] == "BP") {
    return "BP → that link";
  }
  if (is_frame && (name == "SUBQ" || name == "ADDQ" || name == "LEAQ")) {
    return budget();
  }
  if (operation.operands[0].starts_with("FS:")) {
    return "g from thread-local storage";
  }
  return "frame " + std::to_string(size) + " − " + std::to_string(runtime::kStackSmall) +
         " = " + std::to_string(size - runtime::kStackSmall) + " below SP" +
         (size > runtime::kStackBig ? ", which may wrap around (frame > 4096)" : "");
}

std::string Reasons::epilogue(size_t i) const {
  const Operation& operation = lines_[i].operation;
  if (operation.name == "RET") {
    std::string results = places_text(fn_.layout.results);
    return results.empty() ? "" : "results: " + results;
  }
  if (operation.name == "JMP") {
    return "tail call: this frame is gone";
  }
  int64_t given_back = 0;
  bool is_bp = operation.name == "POPQ" || operation.operands.back() == "BP";
  listing::immediate_value(operation.operands[0], given_back);
  return is_bp ? "caller's BP"
               : "gives " + std::to_string(std::abs(given_back)) + " bytes back";
}

std::string Reasons::grow(size_t i) const {
  const Operation& operation = lines_[i].operation;
  if (operation.name == "CALL") {
    return fn_.needs_context ? "more stack; DX is the closure and is kept"
                             : "more stack; no closure context to keep";
  }
  if (operation.name == "JMP") {
    return "and start over";
  }
  int64_t slot = 0;
  if (operation.operands.empty()) {
    return "";
  }
  bool is_spill = listing::stack_slot(operation.operands.back(), slot);
  if (!is_spill && !listing::stack_slot(operation.operands.front(), slot)) {
    return "";
  }
  std::string name = parameter_at(slot);
  return is_spill ? name + " to the room its caller left" : name + " back";
}

std::string Reasons::grow_summary() const {
  std::vector<std::string> spills;
  std::string call;
  std::string back;
  bool reloads = false;
  for (const CodeLine& line : lines_) {
    if (line.part != CodePart::Grow || line.is_padding) {
      continue;
    }
    const auto& operands = line.operation.operands;
    if (line.operation.name == "CALL") {
      call = operands[0].substr(operands[0].find('.') + 1);
    } else if (line.operation.name == "JMP") {
      back = line.text;
    } else if (call.empty() && operands.size() == 2) {
      spills.push_back(operands[0] + "→" + operands[1]);
    } else {
      reloads = true;
    }
  }
  std::vector<std::string> steps;
  if (!spills.empty()) {
    steps.push_back("spill " + join(spills, ", "));
  }
  for (const std::string& step : {call, std::string(reloads ? "reload" : ""), back}) {
    if (!step.empty()) {
      steps.push_back(step);
    }
  }
  return join(steps, ", ");
}

}  // namespace prologo::compare

#include "backend/listing/parts.h"

#include <optional>

#include "backend/listing/normal_form.h"

namespace prologo::listing {

namespace {

struct Step {
  size_t line = 0;  // index of the line
  Operation operation;
  std::optional<size_t> jump;  // step it jumps to, inside the function
};

class PartFinder {
 public:
  explicit PartFinder(std::vector<CodeLine>& lines) : lines_(lines) {
    for (size_t i = 0; i < lines.size(); i++) {
      if (!lines[i].is_padding) {
        steps_.push_back({i, lines[i].operation, std::nullopt});
      }
    }
    for (Step& step : steps_) {
      const auto& operands = step.operation.operands;
      if (is_branch(step.operation.name) && operands.size() == 1 && operands[0].size() > 1 &&
          operands[0][0] == 'L' &&
          std::isdigit(static_cast<unsigned char>(operands[0][1])) != 0) {
        step.jump = std::stoul(operands[0].substr(1));
      }
    }
  }

  void run() {
    size_t body = frame_end(stack_check());
    for (size_t i = body; i < steps_.size(); i++) {
      epilogue_at(i, body);
    }
    pad();
  }

 private:
  bool moves_data(size_t i) const {
    const std::string& name = steps_[i].operation.name;
    for (std::string_view move : {"MOV", "LEA", "PUSH", "POP"}) {
      if (name.starts_with(move)) {
        return true;
      }
    }
    return false;
  }

  bool is(size_t i, std::string_view name, std::string_view a, std::string_view b = "") const {
    const Operation& operation = steps_[i].operation;
    size_t count = b.empty() ? 1 : 2;
    return operation.name == name && operation.operands.size() == count &&
           operation.operands[0] == a && (b.empty() || operation.operands[1] == b);
  }

  void mark(size_t begin, size_t end, CodePart part) {
    for (size_t i = begin; i < end; i++) {
      lines_[steps_[i].line].part = part;
    }
  }

  int64_t sp_change(size_t i) const;
  bool saves_bp(size_t i) const;
  bool is_bp_address(size_t i) const;
  bool restores_bp(size_t i) const;
  size_t grow_block_end(size_t i) const;
  size_t stack_check();
  size_t frame_end(size_t begin);
  void epilogue_at(size_t i, size_t body);
  void pad();

  std::vector<CodeLine>& lines_;
  std::vector<Step> steps_;
};

// Bytes that an instruction adds to SP by plain arithmetic.
int64_t PartFinder::sp_change(size_t i) const {
  const Operation& operation = steps_[i].operation;
  int64_t value = 0;
  if (operation.operands.size() != 2 || operation.operands[1] != "SP") {
    return 0;
  }
  if (operation.name == "LEAQ") {
    return stack_slot(operation.operands[0], value) ? value : 0;
  }
  if (!immediate_value(operation.operands[0], value)) {
    return 0;
  }
  return operation.name == "ADDQ" ? value : operation.name == "SUBQ" ? -value : 0;
}

// LEAQ into BP: where BP was saved.
bool PartFinder::is_bp_address(size_t i) const {
  const Operation& operation = steps_[i].operation;
  return operation.name == "LEAQ" && operation.operands.size() == 2 &&
         operation.operands[1] == "BP";
}

bool PartFinder::saves_bp(size_t i) const {
  const Operation& operation = steps_[i].operation;
  int64_t slot = 0;
  return operation.name == "MOVQ" && operation.operands.size() == 2 &&
         operation.operands[0] == "BP" && stack_slot(operation.operands[1], slot);
}

bool PartFinder::restores_bp(size_t i) const {
  const Operation& operation = steps_[i].operation;
  int64_t slot = 0;
  return operation.name == "MOVQ" && operation.operands.size() == 2 &&
         operation.operands[1] == "BP" && stack_slot(operation.operands[0], slot);
}

// The end of a block at i that only moves data, calls morestack and starts over; 0: none.
size_t PartFinder::grow_block_end(size_t i) const {
  while (i < steps_.size() && moves_data(i)) {
    i++;
  }
  if (i >= steps_.size() || steps_[i].operation.name != "CALL" ||
      steps_[i].operation.operands.empty() ||
      !steps_[i].operation.operands[0].starts_with("runtime.morestack")) {
    return 0;
  }
  i++;
  while (i < steps_.size() && moves_data(i)) {
    i++;
  }
  return i < steps_.size() && steps_[i].operation.name == "JMP" ? i + 1 : i;
}

// Marks the stack check and the block it jumps to; returns the step behind the check.
size_t PartFinder::stack_check() {
  constexpr size_t kLongestCheck = 16;
  size_t end = 0;
  for (size_t i = 0; i < std::min(steps_.size(), kLongestCheck); i++) {
    const Step& step = steps_[i];
    const std::string& name = step.operation.name;
    if (name == "CALL" || name == "RET" || name == "JMP" || sp_change(i) != 0) {
      break;
    }
    if (!step.jump) {
      continue;
    }
    size_t to = *step.jump;
    size_t block_end = to > i ? grow_block_end(to) : 0;
    if (block_end == 0) {
      break;
    }
    mark(to, block_end, CodePart::Grow);
    end = i + 1;
  }
  mark(0, end, CodePart::Prologue);
  return end;
}

// Marks what opens the frame, from `begin` on; returns the step behind it.
size_t PartFinder::frame_end(size_t begin) {
  bool lowered = false;
  bool pushed = false;
  bool saved = false;
  bool is_set = false;
  size_t i = begin;
  for (; i < steps_.size(); i++) {
    if (is(i, "PUSHQ", "BP") && !pushed && !lowered) {
      pushed = true;
    } else if (sp_change(i) < 0 && !lowered) {
      lowered = true;
    } else if (saves_bp(i) && lowered && !pushed && !saved) {
      saved = true;
    } else if (!is_set &&
               ((pushed && is(i, "MOVQ", "SP", "BP")) || (saved && is_bp_address(i)))) {
      is_set = true;
    } else {
      break;
    }
  }
  mark(begin, i, CodePart::Prologue);
  return i;
}

// If step i leaves the function, marks it with what closes the frame before it.
void PartFinder::epilogue_at(size_t i, size_t body) {
  bool is_tail_call = steps_[i].operation.name == "JMP" && !steps_[i].jump;
  if ((steps_[i].operation.name != "RET" && !is_tail_call) ||
      lines_[steps_[i].line].part == CodePart::Grow) {
    return;
  }
  size_t begin = i;
  if (begin > body && is(begin - 1, "POPQ", "BP")) {
    begin--;
  }
  if (begin > body && sp_change(begin - 1) > 0) {
    begin--;
  }
  if (begin > body && restores_bp(begin - 1)) {
    begin--;
  }
  if (begin < i || !is_tail_call) {
    mark(begin, i + 1, CodePart::Epilogue);
  }
}

// Padding belongs to what it precedes.
void PartFinder::pad() {
  for (size_t i = lines_.size(); i-- > 0;) {
    if (lines_[i].is_padding && i + 1 < lines_.size()) {
      lines_[i].part = lines_[i + 1].part;
    }
  }
}

}  // namespace

void find_parts(std::vector<CodeLine>& lines) { PartFinder(lines).run(); }

int64_t frame_of(const std::vector<CodeLine>& lines) {
  int64_t frame = 0;
  for (const CodeLine& line : lines) {
    if (line.part != CodePart::Prologue) {
      continue;
    }
    const Operation& operation = line.operation;
    int64_t value = 0;
    bool is_sp = operation.operands.size() == 2 && operation.operands[1] == "SP";
    if (operation.name == "PUSHQ") {
      frame += 8;
    } else if (is_sp && operation.name == "LEAQ" && stack_slot(operation.operands[0], value)) {
      frame -= value;
    } else if (is_sp && immediate_value(operation.operands[0], value)) {
      frame += operation.name == "SUBQ" ? value : operation.name == "ADDQ" ? -value : 0;
    }
  }
  return frame;
}

}  // namespace prologo::listing

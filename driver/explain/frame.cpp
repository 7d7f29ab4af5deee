#include "driver/explain/frame.h"

#include <algorithm>
#include <tuple>

#include "backend/abi/comparison.h"
#include "runtime/layout.h"
#include "support/text.h"

namespace prologo::driver {

using backend::Part;
using ir::Variable;

constexpr int64_t kWord = 8;

std::string_view kind_name(SlotKind kind) {
  static constexpr std::string_view kNames[] = {
      "stackArgument", "stackResult", "spill",     "returnPC", "savedBP", "savedRegister",
      "local",         "result",      "temporary", "outgoing", "padding"};
  return kNames[static_cast<size_t>(kind)];
}

int64_t sp_delta_at(const backend::Code& code, uint32_t pc) {
  int64_t delta = 0;
  for (const auto& entry : code.sp_delta) {
    delta = entry.pc <= pc ? entry.value : delta;
  }
  return delta;
}

static std::string pc_text(uint32_t pc) {
  std::string text = hex(pc).substr(2);
  return text.size() < 2 ? "0" + text : text;
}

std::string line_text(const listing::CodeLine& line) {
  return pc_text(line.pc) + " " + line.text;
}

const listing::CodeLine* line_at_pc(const std::vector<listing::CodeLine>& lines, uint32_t pc) {
  auto found = std::find_if(lines.begin(), lines.end(),
                            [pc](const listing::CodeLine& line) { return line.pc == pc; });
  return found == lines.end() ? nullptr : &*found;
}

namespace {

class Viewer {
 public:
  Viewer(const backend::Code& code, const std::vector<listing::CodeLine>& lines,
         const std::string& outgoing)
      : code_(code), fn_(*code.fn), abi_(*fn_.abi), lines_(lines), outgoing_(outgoing) {}

  FrameView run();

 private:
  void add_caller_side();
  void add_param(const ir::Place& place, size_t index);
  void add_link();
  void add_saved_registers();
  void add_variables();
  Slot variable_slot(const Variable& v) const;
  void add_padding();
  void find_writes(Slot& slot);
  std::string check_text() const;
  std::string budget_text() const;
  std::string result_rule(const Variable& v) const;
  int64_t sum(SlotKind kind) const;

  int64_t from_fp(int64_t offset) const { return code_.frame_bytes + kWord + offset; }

  const backend::Code& code_;
  const ir::Function& fn_;
  const ir::Abi& abi_;
  const std::vector<listing::CodeLine>& lines_;
  std::string outgoing_;
  FrameView view_;
};

void Viewer::add_param(const ir::Place& place, size_t index) {
  std::string name = place.name.empty() ? "arg " + std::to_string(index + 1) : place.name;
  if (place.stack_offset >= 0) {
    int64_t size = place.type->size;
    if (place.straddles()) {
      size -= place.pieces.back().offset + place.pieces.back().type->size;
    }
    view_.slots.push_back({from_fp(place.stack_offset),
                           size,
                           SlotKind::StackArgument,
                           name,
                           "argument on the stack",
                           {},
                           "(the caller stored it)",
                           abi::reason(place)});
  }
  if (place.in_registers() && place.spill_offset >= 0) {
    std::vector<std::string> regs;
    for (const ir::Piece& piece : place.pieces) {
      regs.emplace_back(ir::register_name(piece.reg));
    }
    view_.slots.push_back({from_fp(place.spill_offset),
                           place.type->size,
                           SlotKind::Spill,
                           name,
                           "spill of " + join(regs, " "),
                           {},
                           "",
                           "caller reserves, callee fills (spill space)"});
  }
}

void Viewer::add_caller_side() {
  for (size_t i = 0; i < fn_.layout.params.size(); i++) {
    add_param(fn_.layout.params[i], i);
  }
  for (size_t i = 0; i < fn_.layout.results.size(); i++) {
    const ir::Place& place = fn_.layout.results[i];
    if (!place.in_registers()) {
      std::string name = place.name.empty() ? "~r" + std::to_string(i) : place.name;
      view_.slots.push_back({from_fp(place.stack_offset),
                             place.type->size,
                             SlotKind::StackResult,
                             name,
                             "result " + std::to_string(i + 1) + " on the stack",
                             {},
                             "",
                             abi::reason(place)});
    }
  }
}

void Viewer::add_link() {
  view_.slots.push_back({code_.frame_bytes,
                         kWord,
                         SlotKind::ReturnPc,
                         "return PC",
                         "",
                         {},
                         "(CALL pushed it)",
                         "amd64 has no link register"});
  if (code_.frame_bytes > 0) {
    bool links = abi_.frame_pointer == ir::FramePointer::BelowReturnPc;
    view_.slots.push_back({code_.frame_bytes - kWord,
                           kWord,
                           SlotKind::SavedBp,
                           links ? "saved BP" : "word of BP",
                           links ? "◄── BP" : "not used",
                           {},
                           "",
                           links ? "directly below the return PC"
                                 : "this ABI leaves BP alone; stack maps count from here"});
  }
}

// Stores of the prologue that belong to no variable and are not BP's.
void Viewer::add_saved_registers() {
  for (const backend::Instruction& one : code_.instructions) {
    bool is_save = one.part == Part::Prologue && one.writes_slot && one.variable == nullptr &&
                   one.slot != code_.frame_bytes - kWord;
    const listing::CodeLine* line = line_at_pc(lines_, one.pc);
    if (is_save && line != nullptr && !line->operation.operands.empty()) {
      const std::string& r = line->operation.operands[0];
      view_.slots.push_back({one.slot,
                             kWord,
                             SlotKind::SavedRegister,
                             "saved " + r,
                             "",
                             {},
                             "",
                             "the callee keeps " + r + " for its caller"});
    }
  }
}

std::string Viewer::result_rule(const Variable& v) const {
  std::vector<std::string> regs;
  for (size_t i = 0; i < fn_.results.size(); i++) {
    if (fn_.results[i] == &v) {
      for (const ir::Piece& piece : fn_.layout.results[i].pieces) {
        regs.emplace_back(ir::register_name(piece.reg));
      }
    }
  }
  return "returned in " + join(regs, " ") + "; " +
         (fn_.has_defer     ? "in memory since deferred calls may set it"
          : !fn_.optimise   ? "home only because of -N"
          : v.address_taken ? "in memory since its address is taken"
                            : "in memory since it is too large for registers alone");
}

Slot Viewer::variable_slot(const Variable& v) const {
  int64_t top = code_.frame_bytes - (code_.frame_bytes > 0 ? kWord : 0);
  Slot slot{top + v.offset, v.type->size, SlotKind::Local, v.name, "local", {}, "", ""};
  if (v.cls == Variable::Class::Result) {
    slot.kind = SlotKind::Result;
    slot.what = "result";
    slot.rule = result_rule(v);
  } else if (v.in_registers) {
    slot.what = "register parameter";
    slot.rule = "the caller keeps no room for it";
  } else if (v.is_open_defer_slot) {
    slot.kind = SlotKind::Temporary;
    slot.what = "open-coded defer";
    slot.rule =
        v.type->has_pointers() ? "closure of a deferred call" : "bits: which defers are due";
  } else if (v.is_autotmp) {
    slot.kind = SlotKind::Temporary;
    slot.what = "temporary " + v.type->name;
    slot.rule =
        fn_.optimise ? "no register free, or live across a call" : "-N: every value has a home";
  } else {
    slot.what = "local " + v.type->name;
    slot.rule = v.address_taken          ? "its address is taken"
                : !fn_.optimise          ? "-N: every variable has a home"
                : !v.type->is_ssa_able() ? "too large for registers"
                                         : "no register free, or live across a call";
  }
  slot.rule += v.needs_zero ? "; holds pointers: cleared by the prologue" : "";
  return slot;
}

void Viewer::add_variables() {
  for (const auto& v : fn_.variables) {
    bool takes_slot = v->cls == Variable::Class::Auto ||
                      (v->cls == Variable::Class::Result && v->in_registers);
    if (takes_slot && v->used && v->type->size > 0) {
      view_.slots.push_back(variable_slot(*v));
    }
  }
  if (int64_t area = align_to(fn_.outgoing_args, kWord); area > 0) {
    view_.slots.push_back({0,
                           area,
                           SlotKind::Outgoing,
                           "out-args",
                           outgoing_,
                           {},
                           "",
                           "the largest of all callees' areas, at the bottom"});
  }
}

// Gaps between what lies in the frame, and above it up to the end of what the caller reserved.
void Viewer::add_padding() {
  auto& slots = view_.slots;
  std::stable_sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
    // What has no size lies at the foot of what shares its offset.
    return std::tuple(a.offset, a.size) > std::tuple(b.offset, b.size);
  });
  std::vector<Slot> out;
  int64_t above = from_fp(fn_.layout.args_bytes);
  auto fill = [&](int64_t from, int64_t to) {
    if (from < to) {
      out.push_back({from, to - from, SlotKind::Padding, "padding", "", {}, "", "alignment"});
    }
  };
  for (const Slot& slot : slots) {
    fill(slot.offset + slot.size, above);
    out.push_back(slot);
    above = slot.offset;
  }
  fill(0, above);
  slots = std::move(out);
}

void Viewer::find_writes(Slot& slot) {
  if (!slot.filled.empty() || slot.kind == SlotKind::Padding) {
    return;
  }
  int64_t low = slot.offset - code_.frame_bytes;  // from the entry's SP
  for (const backend::Instruction& one : code_.instructions) {
    if (!one.writes_slot || one.part == Part::Grow) {
      continue;
    }
    int64_t at = one.slot - sp_delta_at(code_, one.pc);
    if (at >= low && at < low + slot.size) {
      slot.writes.push_back(one.pc);
    }
  }
  if (slot.writes.empty()) {
    bool is_push =
        slot.kind == SlotKind::SavedBp && abi_.frame_pointer == ir::FramePointer::BelowReturnPc;
    slot.filled = is_push                           ? "PUSHQ BP"
                  : slot.kind == SlotKind::Outgoing ? ""
                  : slot.kind == SlotKind::Spill    ? "(not stored here)"
                                                    : "through its address, or never";
    return;
  }
  if (const listing::CodeLine* line = line_at_pc(lines_, slot.writes[0])) {
    slot.filled = line_text(*line);
  }
  for (size_t i = 1; i < std::min<size_t>(slot.writes.size(), 3); i++) {
    slot.filled += ", " + pc_text(slot.writes[i]);
  }
  slot.filled += slot.writes.size() > 3 ? ", ..." : "";
}

std::string Viewer::check_text() const {
  std::string frame = std::to_string(code_.frame_bytes);
  if (abi_.stack_check == ir::StackCheck::None) {
    return "no stack check: " + std::string(abi_.name) + " makes none";
  }
  if (!fn_.no_split) {
    return code_.frame_bytes <= runtime::kStackSmall
               ? "stack check: SP itself against g.stackguard0 (frame " + frame + " ≤ 128)"
               : "stack check: SP less the frame against g.stackguard0 (frame " + frame +
                     " > 128)";
  }
  bool has_call = false;
  bool only_panics = true;
  for (const backend::CodeReloc& reloc : code_.relocs) {
    if (reloc.kind == backend::CodeReloc::Kind::Call32) {
      has_call = true;
      only_panics = only_panics && reloc.target->name.starts_with("runtime.panic");
    }
  }
  if (code_.frame_bytes >= runtime::kStackSmall || (has_call && !only_panics)) {
    return "NOSPLIT: marked so, no stack check";
  }
  return "NOSPLIT: " + std::string(has_call ? "it calls only run-time panics" : "no calls") +
         " and frame " + frame + " < 128 bytes, so no stack check";
}

int64_t Viewer::sum(SlotKind kind) const {
  int64_t total = 0;
  for (const Slot& slot : view_.slots) {
    bool is_inside = slot.offset >= 0 && slot.offset < code_.frame_bytes;
    total += is_inside && slot.kind == kind ? slot.size : 0;
  }
  return total;
}

std::string Viewer::budget_text() const {
  std::string text = "locals " + std::to_string(sum(SlotKind::Local)) + " + results " +
                     std::to_string(sum(SlotKind::Result));
  if (int64_t bytes = sum(SlotKind::Temporary); bytes > 0) {
    text += " + temporaries " + std::to_string(bytes);
  }
  if (int64_t bytes = sum(SlotKind::SavedRegister); bytes > 0) {
    text += " + saved registers " + std::to_string(bytes);
  }
  return text + " + BP " + std::to_string(sum(SlotKind::SavedBp)) + " + out-args " +
         std::to_string(sum(SlotKind::Outgoing)) + " + padding " +
         std::to_string(sum(SlotKind::Padding)) + " = " + std::to_string(code_.frame_bytes);
}

FrameView Viewer::run() {
  view_.name = fn_.name;
  view_.size = code_.frame_bytes;
  view_.args = code_.args_bytes;
  view_.no_split = fn_.no_split;
  view_.check = check_text();
  add_caller_side();
  add_link();
  add_saved_registers();
  add_variables();
  add_padding();
  for (Slot& slot : view_.slots) {
    find_writes(slot);
  }
  view_.budget = budget_text();
  return std::move(view_);
}

}  // namespace

FrameView view_frame(const backend::Code& code, const std::vector<listing::CodeLine>& lines,
                     const std::string& outgoing) {
  return Viewer(code, lines, outgoing).run();
}

}  // namespace prologo::driver

// Encoding through LLVM MC: shape of the operands -> LLVM opcode -> MCInst -> bytes.
#include "backend/x64/encode.h"

#include <llvm/MC/MCAsmBackend.h>
#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCCodeEmitter.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCExpr.h>
#include <llvm/MC/MCFixup.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Triple.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "support/ensure.h"

// Entry points of the X86 component libraries; LLVM has no header for a single target.
extern "C" {
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86TargetMC();
}

namespace prologo::x64 {
namespace {

constexpr const char* kTriple = "x86_64-unknown-linux-gnu";
constexpr unsigned kNoCondition = ~0u;

struct Form {
  std::string_view shape;
  unsigned opcode = 0;
  unsigned condition = kNoCondition;
};

using Forms = std::array<std::vector<Form>, static_cast<size_t>(Mnemonic::Count)>;

constexpr std::string_view kShapes[] = {
#define INST(name, shapes) shapes,
#include "backend/x64/inst.def"
#undef INST
};

bool fits8(int64_t v) { return v >= -128 && v <= 127; }

bool fits32(int64_t v) { return v == static_cast<int32_t>(v); }

bool is_vector(Register r) { return r >= ir::reg::X0; }

std::unordered_map<std::string_view, unsigned> opcodes_by_name(const llvm::MCInstrInfo& info) {
  std::unordered_map<std::string_view, unsigned> map;
  map.reserve(info.getNumOpcodes());
  for (unsigned i = 0; i < info.getNumOpcodes(); ++i) {
    llvm::StringRef text = info.getName(i);
    map.emplace(std::string_view(text.data(), text.size()), i);
  }
  return map;
}

// "rr=ADD64rr ri=..." into forms.
std::vector<Form> parse_forms(std::string_view text,
                              const std::unordered_map<std::string_view, unsigned>& opcodes) {
  std::vector<Form> out;
  while (!text.empty()) {
    size_t end = text.find(' ');
    std::string_view item = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    size_t equals = item.find('=');
    Form form{.shape = item.substr(0, equals)};
    std::string_view opcode = item.substr(equals + 1);
    if (size_t colon = opcode.find(':'); colon != std::string_view::npos) {
      form.condition = static_cast<unsigned>(std::stoi(std::string(opcode.substr(colon + 1))));
      opcode = opcode.substr(0, colon);
    }
    auto it = opcodes.find(opcode);
    ENSURE_MSG(it != opcodes.end(), "LLVM has no opcode " + std::string(opcode));
    form.opcode = it->second;
    out.push_back(form);
  }
  return out;
}

const Form* find_form(const std::vector<Form>& forms, std::string_view shape) {
  for (const Form& form : forms) {
    if (form.shape == shape) {
      return &form;
    }
  }
  return nullptr;
}

}  // namespace

struct Encoder::State {
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCAsmInfo> assembler;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  std::unique_ptr<llvm::MCContext> context;
  std::unique_ptr<llvm::MCCodeEmitter> emitter;
  std::unique_ptr<llvm::MCAsmBackend> backend;
  Forms forms;
  // LLVM's numbers of our registers, widest first: 64, 32, 16, 8 bits; vectors only [0].
  std::array<std::array<unsigned, 4>, 32> register_numbers{};
  unsigned instruction_pointer = 0;
  unsigned thread_segment = 0;
  const llvm::MCExpr* unknown = nullptr;  // stands for an address that the linker fills in

  State();
  void name_registers();
  const Form& choose_form(const Inst& inst, bool is_short) const;
  const Form* choose_immediate_form(const std::vector<Form>& forms, const std::string& prefix,
                                    bool is_accumulator, int64_t value) const;
  llvm::MCOperand register_operand(Register r, const llvm::MCOperandInfo& info) const;
  void add_memory(llvm::MCInst& out, const Operand& m) const;
  llvm::MCInst build(const Inst& inst, const Form& form) const;
  void append(const llvm::MCInst& inst, Encoding& out) const;
  void append_duff(const Inst& inst, Encoding& out);
};

Encoder::State::State() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86TargetMC();
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(kTriple, error);
  ENSURE_MSG(target != nullptr, error);
  llvm::MCTargetOptions options;
  registers.reset(target->createMCRegInfo(kTriple));
  assembler.reset(target->createMCAsmInfo(*registers, kTriple, options));
  instructions.reset(target->createMCInstrInfo());
  subtarget.reset(target->createMCSubtargetInfo(kTriple, "", "+fma,+popcnt,+sse4.1"));
  context = std::make_unique<llvm::MCContext>(llvm::Triple(kTriple), assembler.get(),
                                              registers.get(), subtarget.get());
  emitter.reset(target->createMCCodeEmitter(*instructions, *context));
  backend.reset(target->createMCAsmBackend(*subtarget, *registers, options));
  unknown = llvm::MCConstantExpr::create(0, *context);
  auto opcodes = opcodes_by_name(*instructions);
  for (size_t i = 0; i < forms.size(); ++i) {
    forms[i] = parse_forms(kShapes[i], opcodes);
  }
  name_registers();
}

void Encoder::State::name_registers() {
  std::unordered_map<std::string_view, unsigned> numbers;
  for (unsigned r = 0; r < registers->getNumRegs(); ++r) {
    numbers.emplace(registers->getName(r), r);
  }
  static constexpr std::string_view kOld[8][4] = {
      {"RAX", "EAX", "AX", "AL"},  {"RCX", "ECX", "CX", "CL"},  {"RDX", "EDX", "DX", "DL"},
      {"RBX", "EBX", "BX", "BL"},  {"RSP", "ESP", "SP", "SPL"}, {"RBP", "EBP", "BP", "BPL"},
      {"RSI", "ESI", "SI", "SIL"}, {"RDI", "EDI", "DI", "DIL"}};
  static constexpr std::string_view kSuffix[4] = {"", "D", "W", "B"};
  for (int r = 0; r < 16; ++r) {
    for (int width = 0; width < 4; ++width) {
      std::string text = r < 8 ? std::string(kOld[r][width])
                               : "R" + std::to_string(r) + std::string(kSuffix[width]);
      register_numbers[r][width] = numbers.at(text);
    }
    register_numbers[16 + r][0] = numbers.at("XMM" + std::to_string(r));
  }
  instruction_pointer = numbers.at("RIP");
  thread_segment = numbers.at("FS");
}

const Form* Encoder::State::choose_immediate_form(const std::vector<Form>& list,
                                                  const std::string& prefix,
                                                  bool is_accumulator, int64_t value) const {
  if (value == 1) {
    if (const Form* form = find_form(list, prefix + "1")) {
      return form;
    }
  }
  if (fits8(value)) {
    if (const Form* form = find_form(list, prefix + "i8")) {
      return form;
    }
  }
  if (!fits32(value)) {
    if (const Form* form = find_form(list, prefix + "q")) {
      return form;
    }
  }
  if (is_accumulator) {
    if (const Form* form = find_form(list, "ai")) {
      return form;
    }
  }
  return find_form(list, prefix + "i");
}

const Form& Encoder::State::choose_form(const Inst& inst, bool is_short) const {
  const std::vector<Form>& list = forms[static_cast<size_t>(inst.op)];
  std::string shape;
  const Form* form = nullptr;
  bool has_immediate = false;
  int64_t value = 0;
  for (const Operand* o : {&inst.a, &inst.b, &inst.c}) {
    switch (o->kind) {
      case Operand::Kind::None:
        break;
      case Operand::Kind::Reg:
        shape += is_vector(o->reg) ? 'x' : 'r';
        break;
      case Operand::Kind::Memory:
        shape += 'm';
        break;
      case Operand::Kind::Symbol:
        shape += 's';
        break;
      case Operand::Kind::Target:
        shape += is_short ? "b1" : "b4";
        break;
      case Operand::Kind::Immediate:
        has_immediate = true;
        value = o->value;
        break;
    }
  }
  if (has_immediate) {
    bool is_accumulator = shape == "r" && inst.a.reg == ir::reg::AX;
    form = choose_immediate_form(list, shape, is_accumulator, value);
  } else {
    form = find_form(list, shape);
    if (form == nullptr && shape.ends_with('r')) {
      shape.back() = 'c';
      form = find_form(list, shape);
    }
  }
  ENSURE_MSG(form != nullptr, "no encoding for " + to_string(inst));
  return *form;
}

llvm::MCOperand Encoder::State::register_operand(Register r,
                                                 const llvm::MCOperandInfo& info) const {
  if (info.RegClass < 0) {
    return llvm::MCOperand::createReg(register_numbers[r][0]);
  }
  const llvm::MCRegisterClass& wanted =
      registers->getRegClass(static_cast<unsigned>(info.RegClass));
  for (unsigned number : register_numbers[r]) {
    if (number != 0 && wanted.contains(number)) {
      return llvm::MCOperand::createReg(number);
    }
  }
  UNREACHABLE("register " + std::string(ir::register_name(r)) + " does not fit the operand");
}

void Encoder::State::add_memory(llvm::MCInst& out, const Operand& m) const {
  ENSURE_MSG(m.symbol == nullptr || m.index == ir::kNoRegister,
             "a static address takes no index: " + to_string(m));
  ENSURE_MSG(m.frame == Operand::Frame::None, "frame slot not resolved: " + to_string(m));
  unsigned base = m.symbol != nullptr        ? instruction_pointer
                  : m.reg == ir::kNoRegister ? 0
                                             : register_numbers[m.reg][0];
  out.addOperand(llvm::MCOperand::createReg(base));
  out.addOperand(llvm::MCOperand::createImm(m.scale));
  out.addOperand(llvm::MCOperand::createReg(
      m.index == ir::kNoRegister ? 0 : register_numbers[m.index][0]));
  // An expression, unlike a number, gets a fixup: it says where the address field is.
  out.addOperand(m.symbol != nullptr ? llvm::MCOperand::createExpr(unknown)
                                     : llvm::MCOperand::createImm(m.value));
  out.addOperand(llvm::MCOperand::createReg(m.is_thread_local ? thread_segment : 0));
}

// LLVM's operand list: ours in order, tied operands repeated, memory as five operands, the
// condition code last. Accumulator, CL and one are implied by the opcode.
llvm::MCInst Encoder::State::build(const Inst& inst, const Form& form) const {
  llvm::MCInst out;
  out.setOpcode(form.opcode);
  const llvm::MCInstrDesc& desc = instructions->get(form.opcode);
  const Operand* ours[] = {&inst.a, &inst.b, &inst.c};
  size_t next = form.shape == "ai" ? 1 : 0;
  while (out.getNumOperands() < desc.getNumOperands()) {
    unsigned i = out.getNumOperands();
    int tied = desc.getOperandConstraint(i, llvm::MCOI::TIED_TO);
    if (tied >= 0) {
      out.addOperand(out.getOperand(static_cast<unsigned>(tied)));
      continue;
    }
    if (form.condition != kNoCondition && i + 1 == desc.getNumOperands()) {
      out.addOperand(llvm::MCOperand::createImm(form.condition));
      continue;
    }
    ENSURE_MSG(next < 3, "too few operands: " + to_string(inst));
    const Operand& o = *ours[next++];
    switch (o.kind) {
      case Operand::Kind::Reg:
        out.addOperand(register_operand(o.reg, desc.operands()[i]));
        break;
      case Operand::Kind::Memory:
        add_memory(out, o);
        break;
      case Operand::Kind::Immediate:
        out.addOperand(llvm::MCOperand::createImm(o.value));
        break;
      case Operand::Kind::Symbol:
      case Operand::Kind::Target:
        out.addOperand(llvm::MCOperand::createImm(0));
        break;
      case Operand::Kind::None:
        UNREACHABLE("missing operand: " + to_string(inst));
    }
  }
  return out;
}

void Encoder::State::append(const llvm::MCInst& inst, Encoding& out) const {
  llvm::SmallVector<char, 32> bytes;
  llvm::SmallVector<llvm::MCFixup, 2> fixups;
  emitter->encodeInstruction(inst, bytes, fixups, *subtarget);
  for (const llvm::MCFixup& fixup : fixups) {
    out.field = static_cast<int>(out.bytes.size() + fixup.getOffset());
  }
  out.bytes.append(bytes.begin(), bytes.end());
  out.trailing = out.field < 0 ? 0 : static_cast<int>(out.bytes.size()) - out.field - 4;
}

void Encoder::State::append_duff(const Inst& inst, Encoding& out) {
  auto add = [&](Mnemonic op, Operand a, Operand b) {
    Inst part;
    part.op = op;
    part.a = a;
    part.b = b;
    append(build(part, choose_form(part, false)), out);
  };
  using ir::reg::BP;
  using ir::reg::SP;
  add(Mnemonic::MOVQ, mem(SP, -16), reg(BP));
  add(Mnemonic::LEAQ, reg(BP), mem(SP, -16));
  add(Mnemonic::CALL, inst.a, {});
  int field = out.field;
  add(Mnemonic::MOVQ, reg(BP), mem(BP, 0));
  out.field = field;
  out.trailing = 0;  // the field ends its own CALL
}

Encoder::Encoder() : state_(std::make_unique<State>()) {}

Encoder::~Encoder() = default;

Encoding Encoder::encode(const Inst& inst, bool is_short) {
  Encoding out;
  if (inst.op == Mnemonic::MARK) {
    return out;
  }
  if (inst.op == Mnemonic::DUFFZERO || inst.op == Mnemonic::DUFFCOPY) {
    state_->append_duff(inst, out);
    return out;
  }
  state_->append(state_->build(inst, state_->choose_form(inst, is_short)), out);
  return out;
}

std::string Encoder::padding(int size) {
  constexpr int kLongest = 9;
  std::string out;
  llvm::raw_string_ostream stream(out);
  while (size > 0) {
    int piece = std::min(size, kLongest);
    ENSURE(state_->backend->writeNopData(stream, static_cast<uint64_t>(piece),
                                         state_->subtarget.get()));
    size -= piece;
  }
  stream.flush();
  return out;
}

}  // namespace prologo::x64

// Emission: body, frame, prologue, bytes; then what refers to addresses inside the code.
#include "backend/x64/emit.h"

#include <algorithm>

#include "backend/x64/assemble.h"
#include "backend/x64/emitter.h"
#include "backend/x64/frame.h"
#include "backend/x64/prologue.h"
#include "ir/dialect.h"
#include "runtime/layout.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::x64 {
namespace {

struct Emitted {
  InstList list;
  Frame frame;
};

Emitted emit_list(ir::Function& fn, const EmitFacts& facts) {
  Emitted out;
  InstList body = Emitter(fn, facts).run();
  out.frame = size_frame(fn, body);
  out.list = surround(fn, out.frame, facts, body);
  fn.frame_bytes = out.frame.size;
  fn.no_split = out.frame.no_split;
  return out;
}

// Offset of the first call of runtime.deferreturn, where a recovered panic continues.
uint32_t find_deferreturn(const InstList& list, const backend::Code& code) {
  size_t i = 0;
  for (const backend::Instruction& placed : code.instructions) {
    if (placed.part == backend::Part::Padding) {
      continue;
    }
    while (list.insts[i].op == Mnemonic::MARK) {
      ++i;
    }
    const Inst& inst = list.insts[i++];
    if (inst.op == Mnemonic::CALL && inst.a.kind == Operand::Kind::Symbol &&
        inst.a.symbol->name == "runtime.deferreturn") {
      return placed.pc;
    }
  }
  return 0;
}

// A jump table is data that holds the addresses of its blocks. Labels of blocks were made
// first, in the order of fn.blocks.
void write_jump_tables(ir::Function& fn, const std::vector<uint32_t>& label_pcs) {
  std::vector<uint32_t> block_pc(static_cast<size_t>(fn.block_count()));
  for (size_t i = 0; i < fn.blocks.size(); ++i) {
    block_pc[fn.blocks[i]->id] = label_pcs[i];
  }
  for (const ir::Block* b : fn.blocks) {
    if (b->kind != ir::BlockKind::JUMPTABLE) {
      continue;
    }
    ir::Symbol* table = fn.module->symbol(b->aux.symbol()->name);
    ir::Data& data = fn.module->add_data(table, ir::Symbol::Kind::ReadOnly, 8);
    table->size = static_cast<int64_t>(b->succs.size()) * 8;
    data.bytes.resize(b->succs.size() * 8);
    for (size_t i = 0; i < b->succs.size(); ++i) {
      data.relocs.push_back({.offset = static_cast<int64_t>(i) * 8,
                             .target = fn.symbol,
                             .addend = block_pc[b->succs[i].block->id],
                             .kind = ir::DataReloc::Kind::Code});
    }
  }
}

}  // namespace

backend::Code emit(ir::Function& fn, Encoder& encoder, const EmitFacts& facts) {
  Emitted emitted = emit_list(fn, facts);
  backend::Code code;
  if (fn.frame_bytes >= backend::kMaxFrame) {
    code.too_large = {fn.locals_bytes, fn.layout.args_bytes, fn.frame_bytes - fn.locals_bytes};
    return code;
  }
  code.fn = &fn;
  code.symbol = fn.symbol;
  code.frame_bytes = fn.frame_bytes;
  code.func_id = fn.is_wrapper || fn.is_abi_wrapper ? runtime::kFuncIdWrapper : 0;
  code.args_bytes = align_to(fn.layout.stack_bytes + fn.layout.spill_bytes, 8);
  std::vector<uint32_t> label_pcs = assemble(encoder, ir::dialect_of(fn), emitted.list, code);
  for (const InstList::InlineMark& mark : emitted.list.inline_marks) {
    code.inlined_calls.push_back({label_pcs[mark.at], mark.call});
  }
  code.deferreturn = find_deferreturn(emitted.list, code);
  write_jump_tables(fn, label_pcs);
  return code;
}

std::string emit_text(ir::Function& fn, const EmitFacts& facts) {
  InstList list = emit_list(fn, facts).list;
  std::string out;
  for (size_t i = 0; i <= list.insts.size(); ++i) {
    for (size_t l = 0; l < list.labels.size(); ++l) {
      bool is_used = std::any_of(list.insts.begin(), list.insts.end(), [l](const Inst& inst) {
        return inst.is_branch() && inst.a.label == static_cast<Label>(l);
      });
      if (is_used && list.labels[l] == static_cast<int32_t>(i)) {
        out += "L" + std::to_string(l) + ":\n";
      }
    }
    if (i < list.insts.size() && list.insts[i].op != Mnemonic::MARK) {
      out += "\t" + to_string(list.insts[i]) + "\n";
    }
  }
  return out;
}

}  // namespace prologo::x64

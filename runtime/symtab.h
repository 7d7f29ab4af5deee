#pragma once
// Reader of the program's .gopclntab: from a pc to its function, file, line, frame size and
// stack maps. All questions about code go through here.

#include "runtime/layout.h"

namespace prologo::runtime {

class CodeTables {
 public:
  // `pclntab` is the section, `funcdata` the base of funcdata offsets.
  CodeTables(const uint8_t* pclntab, const uint8_t* funcdata);

  // The function that contains pc, or null.
  const Func* find(uintptr_t pc) const;

  uintptr_t entry(const Func* f) const { return header_->text_start + f->entry; }

  String name(const Func* f) const { return name_at(f->name); }

  String name_at(int32_t offset) const;

  // The value at pc of the pc-value table at `table` in the section's table area; -1 before the
  // first entry and where there is no table.
  int32_t value(const Func* f, uint32_t table, uintptr_t pc) const;

  int32_t sp_delta(const Func* f, uintptr_t pc) const { return value(f, f->pcsp, pc); }

  int32_t max_sp_delta(const Func* f) const;

  int32_t line(const Func* f, uintptr_t pc) const { return value(f, f->pcln, pc); }

  String file(const Func* f, uintptr_t pc) const;
  int32_t pcdata(const Func* f, PcData table, uintptr_t pc) const;

  // The table, or null.
  const uint8_t* funcdata(const Func* f, FuncData table) const;

  const uint8_t* funcdata_base() const { return funcdata_; }

 private:
  const PcHeader* header_;
  const uint8_t* funcdata_;
};

// Unsigned LEB128; moves p past it.
uint32_t read_varint(const uint8_t*& p);

// The tables of the running program.
CodeTables code_tables();

}  // namespace prologo::runtime

#include "runtime/symtab.h"

namespace prologo::runtime {

namespace {

// Walks the (value, pc) steps of a pc-value table.
class PcValues {
 public:
  PcValues(const uint8_t* table, uintptr_t entry) : p_(table), pc_(entry) {}

  // Moves to the next run; afterwards value() holds up to, not including, end().
  bool next() {
    uint32_t delta = read_varint(p_);
    if (delta == 0 && !first_) {
      return false;
    }
    first_ = false;
    value_ += static_cast<int32_t>((delta & 1) != 0 ? ~(delta >> 1) : delta >> 1);
    pc_ += read_varint(p_);
    return true;
  }

  int32_t value() const { return value_; }

  uintptr_t end() const { return pc_; }

 private:
  const uint8_t* p_;
  uintptr_t pc_;
  int32_t value_ = -1;
  bool first_ = true;
};

String c_string(const uint8_t* text) {
  return {text, static_cast<int64_t>(__builtin_strlen(reinterpret_cast<const char*>(text)))};
}

}  // namespace

uint32_t read_varint(const uint8_t*& p) {
  uint32_t result = 0;
  for (int shift = 0;; shift += 7) {
    uint8_t byte = *p++;
    result |= static_cast<uint32_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      return result;
    }
  }
}

CodeTables::CodeTables(const uint8_t* pclntab, const uint8_t* funcdata)
    : header_(reinterpret_cast<const PcHeader*>(pclntab)), funcdata_(funcdata) {}

const Func* CodeTables::find(uintptr_t pc) const {
  const auto* base = reinterpret_cast<const uint8_t*>(header_) + header_->functions;
  const auto* table = reinterpret_cast<const FuncTabEntry*>(base);
  uint64_t count = header_->function_count;
  // One more entry, without a function, holds the end of the text.
  if (count == 0 || pc < header_->text_start + table[0].entry ||
      pc >= header_->text_start + table[count].entry) {
    return nullptr;
  }
  uint64_t offset = pc - header_->text_start;
  uint64_t low = 0;
  uint64_t high = count;
  while (high - low > 1) {
    uint64_t middle = (low + high) / 2;
    (table[middle].entry <= offset ? low : high) = middle;
  }
  return reinterpret_cast<const Func*>(base + table[low].func);
}

String CodeTables::name_at(int32_t offset) const {
  return c_string(reinterpret_cast<const uint8_t*>(header_) + header_->names + offset);
}

int32_t CodeTables::value(const Func* f, uint32_t table, uintptr_t pc) const {
  if (table == 0) {
    return -1;
  }
  const auto* area = reinterpret_cast<const uint8_t*>(header_) + header_->pc_values;
  PcValues values(area + table, entry(f));
  while (values.next()) {
    if (pc < values.end()) {
      return values.value();
    }
  }
  return -1;
}

int32_t CodeTables::max_sp_delta(const Func* f) const {
  int32_t largest = 0;
  if (f->pcsp != 0) {
    const auto* area = reinterpret_cast<const uint8_t*>(header_) + header_->pc_values;
    PcValues values(area + f->pcsp, entry(f));
    while (values.next()) {
      largest = values.value() > largest ? values.value() : largest;
    }
  }
  return largest;
}

String CodeTables::file(const Func* f, uintptr_t pc) const {
  int32_t index = value(f, f->pcfile, pc);
  if (index < 0) {
    return c_string(reinterpret_cast<const uint8_t*>("?"));
  }
  const auto* section = reinterpret_cast<const uint8_t*>(header_);
  const auto* units = reinterpret_cast<const uint32_t*>(section + header_->units);
  uint32_t offset = units[f->unit + static_cast<uint32_t>(index)];
  return c_string(section + header_->files + offset);
}

int32_t CodeTables::pcdata(const Func* f, PcData table, uintptr_t pc) const {
  if (static_cast<uint32_t>(table) >= f->pcdata_count) {
    return -1;
  }
  const auto* offsets = reinterpret_cast<const uint32_t*>(f + 1);
  return value(f, offsets[table], pc);
}

const uint8_t* CodeTables::funcdata(const Func* f, FuncData table) const {
  if (static_cast<uint32_t>(table) >= f->funcdata_count) {
    return nullptr;
  }
  const auto* offsets = reinterpret_cast<const uint32_t*>(f + 1) + f->pcdata_count;
  return offsets[table] == kNoFuncData ? nullptr : funcdata_ + offsets[table];
}

}  // namespace prologo::runtime

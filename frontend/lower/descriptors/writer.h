#pragma once
// Writes one static object field by field: bytes and the relocations in them.

#include <functional>
#include <string_view>
#include <vector>

#include "ir/module.h"

namespace prologo::lower {

class DataWriter {
 public:
  // Defines `symbol` as read-only data of the module. Only one writer may be at a datum; the
  // bytes are stored when it is done, so that descriptors may refer to each other in circles.
  DataWriter(ir::Module& module, ir::Symbol* symbol, int64_t align)
      : symbol_(symbol), data_(&module.add_data(symbol, ir::Symbol::Kind::ReadOnly, align)) {}

  DataWriter(const DataWriter&) = delete;
  DataWriter& operator=(const DataWriter&) = delete;

  ~DataWriter() { symbol_->size = static_cast<int64_t>(data_->bytes.size()); }

  size_t size() const { return data_->bytes.size(); }

  ir::Data& data() { return *data_; }

  void u8(uint8_t v) { number(v, 1); }

  void u16(uint16_t v) { number(v, 2); }

  void u32(uint32_t v) { number(v, 4); }

  void u64(uint64_t v) { number(v, 8); }

  void set_u32(size_t at, uint32_t v) {
    for (size_t i = 0; i < 4; i++) {
      data_->bytes[at + i] = static_cast<char>(v >> (8 * i));
    }
  }

  void varint(uint64_t v) {
    while (v >= 0x80) {
      u8(static_cast<uint8_t>(v | 0x80));
      v >>= 7;
    }
    u8(static_cast<uint8_t>(v));
  }

  void text(std::string_view bytes) { data_->bytes += bytes; }

  // 8 bytes: an address, or null.
  void pointer(const ir::Symbol* target, int64_t addend = 0) {
    relocation(target, addend, ir::DataReloc::Kind::Pointer, 8);
  }

  // 4 bytes: a distance from runtime.types, from runtime.text.
  void type_offset(const ir::Symbol* target) {
    relocation(target, 0, ir::DataReloc::Kind::TypeOffset, 4);
  }

  void text_offset(const ir::Symbol* target) {
    relocation(target, 0, ir::DataReloc::Kind::TextOffset, 4);
  }

  // A pointer to a later place of the same object.
  size_t reserve_pointer() {
    pointer(symbol_);
    return data_->relocs.size() - 1;
  }

  void set_self_pointer(size_t reloc) {
    data_->relocs[reloc].addend = static_cast<int64_t>(size());
  }

  // What a type keeps behind its fixed part and its uncommon type.
  void after_uncommon(std::function<void(DataWriter&)> write) { extra_ = std::move(write); }

  void write_extra() {
    if (extra_) {
      extra_(*this);
    }
  }

 private:
  void number(uint64_t v, size_t width) {
    for (size_t i = 0; i < width; i++) {
      data_->bytes.push_back(static_cast<char>(v >> (8 * i)));
    }
  }

  void relocation(const ir::Symbol* target, int64_t addend, ir::DataReloc::Kind kind,
                  size_t width) {
    if (target != nullptr) {
      data_->relocs.push_back({static_cast<int64_t>(size()), target, addend, kind});
    }
    number(0, width);
  }

  ir::Symbol* symbol_;
  ir::Data* data_;
  std::function<void(DataWriter&)> extra_;
};

}  // namespace prologo::lower

#include "backend/x64/shape.h"

#include <algorithm>
#include <array>
#include <vector>

namespace prologo::x64 {
namespace {

using ir::Op;
using ir::OpInfo;

// Operations whose code depends on more than their row.
constexpr Op kOwn[] = {
    Op::x64_ADDQ,
    Op::x64_ADDL,
    Op::x64_ADDQconst,
    Op::x64_ADDLconst,
    Op::x64_ANDQconst,
    Op::x64_MULQconst,
    Op::x64_MULLconst,
    Op::x64_MULLU,
    Op::x64_MULQU,
    Op::x64_MULQU2,
    Op::x64_HMULQ,
    Op::x64_HMULL,
    Op::x64_HMULQU,
    Op::x64_HMULLU,
    Op::x64_AVGQU,
    Op::x64_DIVQ,
    Op::x64_DIVL,
    Op::x64_DIVW,
    Op::x64_DIVQU,
    Op::x64_DIVLU,
    Op::x64_DIVWU,
    Op::x64_DIVQU2,
    Op::x64_ADDQcarry,
    Op::x64_ADCQ,
    Op::x64_SUBQborrow,
    Op::x64_SBBQ,
    Op::x64_ADDQconstcarry,
    Op::x64_ADCQconst,
    Op::x64_SUBQconstborrow,
    Op::x64_SBBQconst,
    Op::x64_NEGLflags,
    Op::x64_SHRDQ,
    Op::x64_SHLDQ,
    Op::x64_BTQconst,
    Op::x64_UCOMISS,
    Op::x64_UCOMISD,
    Op::x64_MOVLconst,
    Op::x64_MOVQconst,
    Op::x64_MOVSSconst,
    Op::x64_MOVSDconst,
    Op::x64_MOVOstoreconst,
    Op::x64_SBBQcarrymask,
    Op::x64_SBBLcarrymask,
    Op::x64_SETEQF,
    Op::x64_SETNEF,
    Op::x64_CVTSL2SS,
    Op::x64_CVTSL2SD,
    Op::x64_CVTSQ2SS,
    Op::x64_CVTSQ2SD,
    Op::x64_POPCNTQ,
    Op::x64_POPCNTL,
    Op::x64_BSFQ,
    Op::x64_BSRQ,
    Op::x64_ROUNDSD,
    Op::x64_VFMADD231SD,
    Op::x64_LEAQ1,
    Op::x64_LEAQ2,
    Op::x64_LEAQ4,
    Op::x64_LEAQ8,
    Op::x64_LEAL1,
    Op::x64_LEAL2,
    Op::x64_LEAL4,
    Op::x64_LEAL8,
    Op::x64_LEAW1,
    Op::x64_LEAW2,
    Op::x64_LEAW4,
    Op::x64_LEAW8,
    Op::x64_CMOVQEQF,
    Op::x64_CMOVLEQF,
    Op::x64_CMOVWEQF,
    Op::x64_CMOVQNEF,
    Op::x64_CMOVLNEF,
    Op::x64_CMOVWNEF,
};

// "ADDQloadidx8" -> "ADDQload".
std::string_view without_index(std::string_view name) {
  size_t at = name.rfind("idx");
  return at == std::string_view::npos ? name : name.substr(0, at);
}

Shape memory_shape(std::string_view name, const OpInfo& row) {
  if (name.ends_with("constload")) {
    return Shape::CompareConstLoad;
  }
  if (name.ends_with("load")) {
    return row.type == "flags"          ? Shape::CompareLoad
           : row.has(ir::kResultInArg0) ? Shape::OpLoad
                                        : Shape::Load;
  }
  if (name.ends_with("storeconst") || name.ends_with("constmodify")) {
    return Shape::StoreConst;
  }
  if (name.ends_with("store") && name.starts_with("SET")) {
    return Shape::SetFlagStore;
  }
  return Shape::Store;
}

Shape flags_shape(std::string_view name) {
  bool is_compare = name.starts_with("CMP");
  if (name.ends_with("const")) {
    return is_compare ? Shape::CompareConst : Shape::TestConst;
  }
  return is_compare ? Shape::Compare : Shape::Test;
}

Shape classify(Op op, const OpInfo& row) {
  if (row.assembly.empty() ||
      std::find(std::begin(kOwn), std::end(kOwn), op) != std::end(kOwn)) {
    return Shape::Own;
  }
  std::string_view name = without_index(row.name.substr(4));  // behind "x64."
  if (name.find("atomic") != std::string_view::npos || row.has(ir::kHasSideEffects)) {
    return Shape::Own;
  }
  if (row.has(ir::kReadsMemory) || row.has(ir::kWritesMemory)) {
    return memory_shape(name, row);
  }
  if (row.type == "flags") {
    return flags_shape(name);
  }
  if (name.starts_with("SET")) {
    return Shape::SetFlag;
  }
  if (name.starts_with("CMOV")) {
    return Shape::ConditionalMove;
  }
  if (name.starts_with("LEA")) {
    return Shape::Address;
  }
  if (!row.has(ir::kResultInArg0)) {
    return Shape::Unary;
  }
  if (row.arg_count == 2) {
    return Shape::TwoAddress;
  }
  return name.ends_with("const") ? Shape::TwoAddressConst : Shape::InPlace;
}

std::vector<Emission> make_table() {
  std::vector<Emission> table(static_cast<size_t>(Op::Count));
  for (size_t i = static_cast<size_t>(Op::LastGeneric) + 1; i < table.size(); ++i) {
    Op op = static_cast<Op>(i);
    const OpInfo& row = ir::info(op);
    table[i].shape = classify(op, row);
    // Operations without regular code name mnemonics that nothing emits (locked ones).
    if (table[i].shape != Shape::Own) {
      table[i].mnemonic = find_mnemonic(row.assembly);
    }
  }
  return table;
}

}  // namespace

const Emission& emission(ir::Op op) {
  static const std::vector<Emission> kTable = make_table();
  return kTable[static_cast<size_t>(op)];
}

}  // namespace prologo::x64

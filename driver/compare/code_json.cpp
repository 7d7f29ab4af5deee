#include "driver/compare/code_json.h"

#include "backend/listing/listing.h"

namespace prologo::driver {

using listing::CodeLine;
using listing::Relocation;
using Json = nlohmann::ordered_json;

namespace {

const Relocation* relocation_in(const listing::FunctionCode& code, const CodeLine& line) {
  for (const Relocation& reloc : code.relocs) {
    if (reloc.offset >= line.pc && reloc.offset < line.pc + line.bytes.size()) {
      return &reloc;
    }
  }
  return nullptr;
}

Json reloc_json(const listing::FunctionCode& code, const CodeLine& line) {
  const Relocation* reloc = relocation_in(code, line);
  if (reloc == nullptr) {
    return nullptr;
  }
  Json object = {
      {"at", reloc->offset - line.pc}, {"sym", reloc->target}, {"add", reloc->addend}};
  if (reloc->is_thread_local) {
    object["tls"] = true;
  }
  return object;
}

}  // namespace

Json code_json(const listing::FunctionCode& code, listing::Disassembler& go,
               listing::Disassembler* intel) {
  Json rows = Json::array();
  for (const CodeLine& line : listing::code_lines(code, go)) {
    Json row = {{"pc", line.pc}, {"bytes", listing::hex_bytes(line.bytes)}, {"go", line.text}};
    if (intel != nullptr) {
      row["intel"] = listing::decode_line(line, *intel);
    }
    row["part"] = listing::part_name(line.part);
    row["line"] = line.line;
    row["reloc"] = reloc_json(code, line);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace prologo::driver

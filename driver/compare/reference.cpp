#include "driver/compare/reference.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "backend/listing/parts.h"
#include "driver/compare/code_json.h"
#include "support/source.h"

namespace prologo::driver {

using listing::CodeLine;
using listing::FunctionCode;
using Json = nlohmann::ordered_json;

namespace {

std::string from_hex(const std::string& text) {
  std::string bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// The code of one record. Throws Json::exception if it is not one.
FunctionCode code_of(const Json& record) {
  FunctionCode code;
  code.name = record.at("func");
  code.frame_bytes = record.at("frame").at("size");
  code.args_bytes = record.at("frame").at("args");
  code.no_split = record.at("frame").value("nosplit", false);
  code.is_generated = record.value("generated", false);
  for (const Json& row : record.at("code")) {
    auto pc = static_cast<uint32_t>(code.bytes.size());
    code.bytes += from_hex(row.at("bytes"));
    code.lines.emplace_back(pc, row.value("line", 0));
    const Json& reloc = row.at("reloc");
    if (!reloc.is_null()) {
      code.relocs.push_back({pc + reloc.at("at").get<uint32_t>(), reloc.at("sym"),
                             reloc.value("add", int64_t{0}), reloc.value("tls", false)});
    }
  }
  return code;
}

// The oracle's listings: {"main.f": {"frame": 24, "insns": ["SUBQ $0x18, SP", ...]}, ...}
ReferenceFunction function_of_listing(const Json& record) {
  ReferenceFunction out;
  out.frame_bytes = record.value("frame", int64_t{-1});
  out.args_bytes = record.value("args", int64_t{-1});
  for (const std::string text : record.at("insns")) {
    CodeLine line;
    line.pc = static_cast<uint32_t>(out.lines.size());
    line.text = line.normal = text;
    line.operation = listing::split_operation(text);
    const auto& operands = line.operation.operands;
    bool jumps = listing::is_branch(line.operation.name) && operands.size() == 1 &&
                 operands[0].size() > 1 && operands[0][0] == 'L' &&
                 std::isdigit(static_cast<unsigned char>(operands[0][1])) != 0;
    line.jump = jumps ? std::stoll(operands[0].substr(1)) : CodeLine::kNoJump;
    out.lines.push_back(std::move(line));
  }
  listing::find_parts(out.lines);
  return out;
}

bool fits(const Json& record, const RecordKey& key) {
  return record.at("abi") == key.abi && record.at("opt") == key.optimised &&
         record.at("inline") == key.inlines;
}

void read_records(const std::string& text, const RecordKey& key, listing::Disassembler& go,
                  Reference& reference) {
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    Json record = line.empty() ? Json() : Json::parse(line);
    if (!record.is_object() || !record.contains("code") || !fits(record, key)) {
      continue;
    }
    reference.compiler = record.value("compiler", reference.compiler);
    add_function(reference, code_of(record), go);
  }
}

}  // namespace

void add_function(Reference& reference, const FunctionCode& code, listing::Disassembler& go) {
  ReferenceFunction function;
  function.lines = listing::code_lines(code, go);
  function.frame_bytes = code.frame_bytes;
  function.args_bytes = code.args_bytes;
  function.is_generated = code.is_generated;
  reference.functions.try_emplace(code.name, std::move(function));
}

bool read_reference(const std::string& path, const RecordKey& key, listing::Disassembler& go,
                    Reference& reference, std::string& error) {
  std::string text;
  if (!read_file(path, text, error)) {
    error = path + ": " + error;
    return false;
  }
  reference.compiler = std::filesystem::path(path).filename().string();
  try {
    // Ours begin with a whole object in the first line, the oracle's with an open brace.
    if (text.substr(0, text.find('\n')).find('}') != std::string::npos) {
      read_records(text, key, go, reference);
    } else {
      Json all = Json::parse(text);
      for (const auto& [name, record] : all.items()) {
        reference.functions[name] = function_of_listing(record);
      }
    }
  } catch (const std::exception& problem) {
    error = path + " is no recorded reference: " + problem.what();
    return false;
  }
  if (reference.functions.empty()) {
    error = path + " has no record for " + key.abi + (key.optimised ? "" : " -N") +
            (key.inlines ? "" : " -l");
    return false;
  }
  return true;
}

std::string record_text(const FunctionCode& code, const RecordKey& key,
                        listing::Disassembler& go) {
  Json record = {{"schema", "prologo/1"}, {"func", code.name},    {"compiler", key.compiler},
                 {"abi", key.abi},        {"opt", key.optimised}, {"inline", key.inlines}};
  record["frame"] = {
      {"size", code.frame_bytes}, {"args", code.args_bytes}, {"nosplit", code.no_split}};
  if (code.is_generated) {
    record["generated"] = true;
  }
  record["code"] = code_json(code, go, nullptr);
  return record.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace prologo::driver

// Writes all rules: one function an operation or block kind that tries its rules in order,
// spread over some files, and one switch over operations.

#include <fstream>
#include <sstream>

#include "tools/rulegen.h"

namespace prologo::rulegen {

using ir::BlockKind;
using ir::Op;

namespace {

struct Family {  // all rules of one operation or block kind
  std::string function;
  std::string constant;
  std::vector<std::string> rules;  // function names
  std::string text;
};

std::string prologue(const Output& output) {
  return "// Written by tools/rulegen. Edit the .rules files instead.\n#include \"" +
         output.header + "\"\n\nnamespace " + output.name_space + " {\n\n";
}

std::string family_function(const Family& family, const char* parameter, const char* name) {
  std::string body = family.text + "}  // namespace\n\nbool " + family.function + "(" +
                     parameter + " " + name + ") {\n  return ";
  for (size_t i = 0; i < family.rules.size(); ++i) {
    body += (i == 0 ? "" : " ||\n         ") + family.rules[i] + "(" + name + ")";
  }
  return "namespace {\n\n" + body + ";\n}\n\n";
}

void write_if_changed(const std::string& path, const std::string& text) {
  std::ifstream in(path);
  std::stringstream old;
  old << in.rdbuf();
  if (in && old.str() == text) {
    return;
  }
  std::ofstream(path) << text;
}

std::string dispatcher(const std::map<std::string, Family>& families,
                       const std::string& function, const char* parameter, const char* key) {
  std::string out;
  for (const auto& [name, family] : families) {
    out += "bool " + family.function + "(" + parameter + ");\n";
  }
  out += "\nbool " + function + "([[maybe_unused]] " + parameter +
         " subject) {\n  switch (subject->" + key + ") {\n";
  for (const auto& [name, family] : families) {
    out +=
        "    case " + family.constant + ":\n      return " + family.function + "(subject);\n";
  }
  return out + "    default:\n      return false;\n  }\n}\n\n";
}

}  // namespace

void write_rules(const std::vector<Rule>& rules, const Output& output) {
  std::map<std::string, Family> values;
  std::map<std::string, Family> blocks;
  int number = 0;
  for (const Rule& rule : rules) {
    std::string head = parse_node(rule.where, rule.match).head;
    bool is_block =
        ir::find_op(head) == Op::Invalid && ir::find_block_kind(head) != BlockKind::Invalid;
    std::string function = "rule_" + std::to_string(number++);
    Family& family = (is_block ? blocks : values)[head];
    family.rules.push_back(function);
    if (is_block) {
      family.function = output.name + "_block_" + head;
      family.constant = "BlockKind::" + head;
      family.text += block_function(rule, function);
    } else {
      Op op = find_op(rule.where, head);
      family.constant = op_constant(op);
      family.function = output.name + "_value_" + family.constant.substr(4);
      family.text += value_function(rule, function);
    }
  }
  // Fill the parts one after the other, each to about the same size.
  std::vector<std::string> parts(static_cast<size_t>(output.parts), prologue(output));
  size_t part = 0;
  int filled = 0;
  for (const auto& [head, family] : values) {
    parts[part] += family_function(family, "Value*", "v");
    filled += static_cast<int>(family.rules.size());
    if (filled * output.parts >= number * static_cast<int>(part + 1) &&
        part + 1 < parts.size()) {
      ++part;
    }
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    write_if_changed(output.folder + "/" + output.name + "_rules_" + std::to_string(i) + ".cpp",
                     parts[i] + "}  // namespace " + output.name_space + "\n");
  }
  std::string main_part = prologue(output);
  for (const auto& [head, family] : blocks) {
    main_part += family_function(family, "Block*", "b");
  }
  main_part += dispatcher(values, "rewrite_" + output.name + "_value", "Value*", "op");
  main_part += dispatcher(blocks, "rewrite_" + output.name + "_block", "Block*", "kind");
  write_if_changed(output.folder + "/" + output.name + "_rules.cpp",
                   main_part + "}  // namespace " + output.name_space + "\n");
}

}  // namespace prologo::rulegen

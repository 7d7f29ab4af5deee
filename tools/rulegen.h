#pragma once
// The rule generator's data: a rule as read from a .rules file, and a pattern as a tree.
// The notation is described in ir/rules/README.md.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ir/opcode.h"

namespace prologo::rulegen {

struct Clause {
  std::string name;  // "": a condition; else `let name = text`
  std::string text;
};

struct Rule {
  std::string where;  // "generic.rules:12", for messages and comments
  std::string match;
  std::vector<Clause> clauses;
  std::string result;
};

struct Node {
  std::string name;  // binding, or the name itself if there is no operation
  std::string head;  // operation or block kind, "" for a plain name
  std::string type;
  std::string aux_int;
  std::string aux;
  std::vector<Node> args;
  bool any_args = false;  // ends in `...`
  std::string text;       // as written, blanks made single

  bool is_leaf() const { return head.empty(); }
};

[[noreturn]] void fail(const std::string& where, const std::string& message);

// rule_reader.cpp
std::vector<Rule> read_rules(const std::string& path);
Node parse_node(const std::string& where, const std::string& text);
bool is_identifier(std::string_view text);

// rule_writer.cpp
ir::Op find_op(const std::string& where, const std::string& name);
std::string op_constant(ir::Op op);  // "Op::x64_ADDQ"
std::string value_function(const Rule& rule, const std::string& name);
std::string block_function(const Rule& rule, const std::string& name);

// rule_output.cpp
struct Output {
  std::string name;
  std::string name_space;
  std::string header;
  int parts = 1;
  std::string folder;
};

void write_rules(const std::vector<Rule>& rules, const Output& output);

}  // namespace prologo::rulegen

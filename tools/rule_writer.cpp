// Writes one rule as a C++ function.

#include <set>
#include <sstream>

#include "tools/rulegen.h"

namespace prologo::rulegen {

using ir::AuxKind;
using ir::BlockKind;
using ir::Op;

Op find_op(const std::string& where, const std::string& name) {
  if (name == "Invalid") {
    return Op::Invalid;
  }
  Op op = ir::find_op(name);
  if (op == Op::Invalid) {
    op = ir::find_op("x64." + name);
  }
  if (op == Op::Invalid) {
    fail(where, "no such operation: " + name);
  }
  return op;
}

std::string op_constant(Op op) {
  std::string name(ir::info(op).name);
  return "Op::" + (ir::is_machine(op) ? "x64_" + name.substr(4) : name);
}

namespace {

// "uint64" -> an expression for that type; "" if the text names no basic type.
std::string named_type(const std::string& text) {
  static const std::map<std::string, std::string> kKinds = {
      {"bool", "Bool"},       {"int", "Int"},         {"int8", "Int8"},
      {"int16", "Int16"},     {"int32", "Int32"},     {"int64", "Int64"},
      {"uint", "Uint"},       {"uint8", "Uint8"},     {"uint16", "Uint16"},
      {"uint32", "Uint32"},   {"uint64", "Uint64"},   {"uintptr", "Uintptr"},
      {"float32", "Float32"}, {"float64", "Float64"}, {"string", "String"},
      {"mem", "Memory"},      {"flags", "Flags"},     {"void", "Void"},
      {"int128", "Int128"},
  };
  auto found = kKinds.find(text);
  if (found != kKinds.end()) {
    return "types.basic(Kind::" + found->second + ")";
  }
  if (text == "*byte") {
    return "types.byte_pointer()";
  }
  if (text.size() > 1 && text[0] == '*') {
    std::string elem = named_type(text.substr(1));
    return elem.empty() ? "" : "types.pointer_to(" + elem + ")";
  }
  size_t comma = text.find(',');
  if (text.size() > 2 && text[0] == '(' && comma != std::string::npos) {
    std::string first = named_type(text.substr(1, comma - 1));
    std::string second = named_type(text.substr(comma + 1, text.size() - comma - 2));
    return first.empty() || second.empty() ? "" : "types.tuple(" + first + ", " + second + ")";
  }
  return "";
}

std::string type_expression(const std::string& text) {
  std::string named = named_type(text);
  return named.empty() ? text : named;
}

struct AuxIntForm {
  const char* type;
  const char* read;   // from an int64_t
  const char* write;  // to an int64_t
};

AuxIntForm aux_int_form(const std::string& where, Op op) {
  switch (ir::info(op).aux) {
    case AuxKind::Bool:
      return {"bool", "aux_to_bool", "bool_to_aux"};
    case AuxKind::Int8:
    case AuxKind::NameOffsetInt8:
      return {"int64_t", "", "int8_to_aux"};
    case AuxKind::Int16:
      return {"int64_t", "", "int16_to_aux"};
    case AuxKind::Int32:
    case AuxKind::SymbolOff:
    case AuxKind::CallOff:
      return {"int64_t", "", "int32_to_aux"};
    case AuxKind::Float32:
      return {"float", "aux_to_float32", "float_to_aux"};
    case AuxKind::Float64:
      return {"double", "aux_to_float64", "float_to_aux"};
    case AuxKind::Int64:
    case AuxKind::Int128:
    case AuxKind::FlagConstant:
    case AuxKind::SymbolValAndOff:
    case AuxKind::TypeSize:
    case AuxKind::Condition:
      return {"int64_t", "", ""};
    default:
      fail(where, std::string(ir::info(op).name) + " has no aux_int");
  }
}

struct AuxForm {
  const char* type;
  const char* read;
};

AuxForm aux_form(const std::string& where, Op op) {
  switch (ir::info(op).aux) {
    case AuxKind::Type:
    case AuxKind::TypeSize:
      return {"const Type*", ".type()"};
    case AuxKind::Call:
    case AuxKind::CallOff:
      return {"const CallInfo*", ".call()"};
    case AuxKind::String:
      return {"const std::string*", ".interned_text()"};
    case AuxKind::Symbol:
    case AuxKind::SymbolOff:
    case AuxKind::SymbolValAndOff:
    case AuxKind::NameOffsetInt8:
      return {"Aux", ""};
    default:
      fail(where, std::string(ir::info(op).name) + " has no aux");
  }
}

// How often each identifier occurs: a commutative operation with two names used nowhere else
// need not be tried both ways.
std::map<std::string, int> count_names(const std::vector<std::string>& texts) {
  std::map<std::string, int> counts;
  for (const std::string& text : texts) {
    std::string word;
    for (size_t i = 0; i <= text.size(); ++i) {
      char c = i < text.size() ? text[i] : ' ';
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
        word += c;
      } else if (!word.empty()) {
        ++counts[word];
        word.clear();
      }
    }
  }
  return counts;
}

// Writes the body of one rule's function.
class RuleWriter {
 public:
  explicit RuleWriter(const Rule& rule) : rule_(rule) {}

  std::string value_rule(const std::string& function) {
    Node match = parse_node(rule_.where, rule_.match);
    out_ << "// " << rule_.where << "\nbool " << function << "([[maybe_unused]] Value* v) {\n";
    declared_ = {"v", "b", "fn", "types"};
    common_names("v->block");
    count_uses();
    std::string pos = match_value(match, "v");
    clauses();
    value_result(pos.empty() ? "v->pos" : pos);
    line("return true;");
    return finish();
  }

  std::string block_rule(const std::string& function) {
    Node match = parse_node(rule_.where, rule_.match);
    Node result = parse_node(rule_.where, rule_.result);
    size_t controls = block_controls(match.head);
    out_ << "// " << rule_.where << "\nbool " << function << "([[maybe_unused]] Block* b) {\n";
    declared_ = {"v", "b", "fn", "types"};
    common_names("");
    std::vector<std::string> positions;
    for (size_t i = 0; i < controls; ++i) {
      positions.push_back(match_control(match.args.at(i), i));
    }
    if (!match.aux.empty() || !match.aux_int.empty()) {
      fail(rule_.where, "matching on the aux of a block is not supported");
    }
    clauses();
    block_result(match, result, controls, positions);
    line("return true;");
    return finish();
  }

 private:
  const Rule& rule_;
  std::ostringstream out_;
  std::set<std::string> declared_;
  std::map<std::string, int> counts_;
  std::map<std::string, std::string> made_;  // result text -> variable
  int depth_ = 0;                            // of loops
  int made_count_ = 0;

  static size_t block_controls(const std::string& kind) {
    return ir::info(ir::find_block_kind(kind)).controls;
  }

  void line(const std::string& text) {
    out_ << std::string(static_cast<size_t>(2 + 2 * depth_), ' ') << text << '\n';
  }

  void fail_if(const std::string& condition) {
    line("if (" + condition + ") {");
    line(depth_ > 0 ? "  continue;" : "  return false;");
    line("}");
  }

  std::string finish() {
    while (depth_ > 0) {
      --depth_;
      line("}");
      if (depth_ == 0) {
        line("return false;");
      }
    }
    out_ << "}\n\n";
    return out_.str();
  }

  void count_uses() {
    std::vector<std::string> texts = {rule_.match};
    for (const Clause& clause : rule_.clauses) {
      texts.push_back(clause.text);
    }
    counts_ = count_names(texts);
  }

  void declare(const std::string& type, const std::string& name, const std::string& value) {
    declared_.insert(name);
    line("[[maybe_unused]] " + type + " " + name + " = " + value + ";");
  }

  void match_part(const std::string& text, const std::string& type, const std::string& value) {
    if (text.empty() || text == "_") {
      return;
    }
    if (is_identifier(text) && declared_.count(text) == 0 && text != "true" &&
        text != "false") {
      declare(type, text, value);
    } else {
      fail_if(value + " != (" + text + ")");
    }
  }

  void match_attributes(const Node& node, Op op, const std::string& var) {
    match_part(type_expression(node.type), "const Type*", var + "->type");
    if (!node.aux_int.empty()) {
      AuxIntForm form = aux_int_form(rule_.where, op);
      match_part(node.aux_int, form.type, std::string(form.read) + "(" + var + "->aux_int)");
    }
    if (!node.aux.empty()) {
      AuxForm form = aux_form(rule_.where, op);
      match_part(node.aux, form.type, var + "->aux" + form.read);
    }
  }

  bool swaps(const Node& node, Op op) const {
    if (!ir::info(op).has(ir::kCommutative) || node.args.size() < 2) {
      return false;
    }
    const Node& x = node.args[0];
    const Node& y = node.args[1];
    auto once = [this](const Node& n) {
      auto found = counts_.find(n.text);
      return n.is_leaf() && found != counts_.end() && found->second == 1;
    };
    return x.text != y.text && !(once(x) && once(y));
  }

  // Matches `var`, whose opcode is known to be right, against the node. Returns the expression
  // of the position new values should get, "" for no opinion.
  std::string match_value(const Node& node, const std::string& var) {
    Op op = find_op(rule_.where, node.head);
    std::string pos;
    if (ir::info(op).has(ir::kFaultOnNilArg0) || ir::info(op).has(ir::kFaultOnNilArg1)) {
      pos = var + "->pos";
    }
    int wanted = ir::info(op).arg_count;
    std::string count = std::to_string(node.args.size());
    if (node.any_args && node.args.empty()) {
      // Nothing to check.
    } else if (wanted < 0) {
      fail_if(var + "->args.size() " + (node.any_args ? "< " : "!= ") + count);
    } else if (static_cast<size_t>(wanted) != node.args.size()) {
      fail(rule_.where, node.head + " takes " + std::to_string(wanted) + " arguments");
    }
    match_attributes(node, op, var);
    std::vector<std::string> places;
    for (size_t i = 0; i < node.args.size(); ++i) {
      places.push_back(var + "->args[" + std::to_string(i) + "]");
    }
    if (swaps(node, op)) {
      std::string k = "swap" + std::to_string(depth_);
      line("for (size_t " + k + " = 0; " + k + " < 2; ++" + k + ") {");
      ++depth_;
      places[0] = var + "->args[" + k + "]";
      places[1] = var + "->args[1 - " + k + "]";
    }
    for (size_t i = 0; i < node.args.size(); ++i) {
      std::string inner = match_arg(node.args[i], places[i], var + "_" + std::to_string(i));
      pos = inner.empty() ? pos : inner;
    }
    return pos;
  }

  std::string match_arg(const Node& arg, const std::string& place,
                        const std::string& fallback) {
    if (arg.is_leaf()) {
      if (arg.name == "_") {
        return "";
      }
      if (!is_identifier(arg.name)) {
        fail(rule_.where, "not a name: " + arg.name);
      }
      if (declared_.count(arg.name) != 0) {
        fail_if(arg.name + " != " + place);
      } else {
        declare("Value*", arg.name, place);
      }
      return "";
    }
    std::string name = arg.name.empty() ? fallback : arg.name;
    declare("Value*", name, place);
    fail_if(name + "->op != " + op_constant(find_op(rule_.where, arg.head)));
    return match_value(arg, name);
  }

  std::string match_control(const Node& control, size_t i) {
    std::string place = "b->controls[" + std::to_string(i) + "]";
    std::string name = control.name.empty() ? "v_" + std::to_string(i) : control.name;
    std::string pos = match_arg(control, place, name);
    return pos.empty() ? name + "->pos" : pos;
  }

  void clauses() {
    for (const Clause& clause : rule_.clauses) {
      if (clause.name.empty()) {
        fail_if("!(" + clause.text + ")");
      } else {
        declare("auto", clause.name, clause.text);
      }
    }
  }

  void common_names(const std::string& block) {
    if (!block.empty()) {
      line("[[maybe_unused]] Block* const b = " + block + ";");
    }
    line("[[maybe_unused]] Function& fn = *b->fn;");
    line("[[maybe_unused]] Types& types = fn.module->types;");
  }

  void value_result(const std::string& pos) {
    std::string text = rule_.result;
    bool moved = text[0] == '@';
    line("[[maybe_unused]] Block* at = v->block;");
    if (moved) {
      size_t blank = text.find(' ');
      line("at = " + text.substr(1, blank - 1) + ";");
      text = text.substr(blank + 1);
    }
    if (text.rfind("do ", 0) == 0) {
      line(text.substr(3) + ";");
      return;
    }
    Node node = parse_node(rule_.where, text);
    line("[[maybe_unused]] const Pos pos = " + pos + ";");
    if (node.any_args && node.args.empty()) {
      line("v->op = " + op_constant(find_op(rule_.where, node.head)) + ";");
      return;
    }
    if (node.is_leaf()) {
      line("copy_of(v, " + node.name + ");");
      return;
    }
    make_value(node, !moved, moved, "pos");
  }

  // Emits the code that makes the node's value; returns the variable that holds it.
  std::string make_value(const Node& node, bool in_place, bool top_copy,
                         const std::string& pos) {
    if (node.is_leaf()) {
      return node.name;
    }
    auto known = made_.find(node.text);
    if (known != made_.end()) {
      return known->second;
    }
    Op op = find_op(rule_.where, node.head);
    std::string type = type_expression(node.type);
    std::string var = "v";
    if (in_place) {
      line("reset_value(v, " + op_constant(op) + ");");
      if (!type.empty()) {
        line("v->type = " + type + ";");
      }
    } else {
      if (type.empty()) {
        type = named_type(std::string(ir::info(op).type));
      }
      if (type.empty()) {
        fail(rule_.where, "needs a type: " + node.text);
      }
      var = node.name.empty() ? "made" + std::to_string(made_count_++) : node.name;
      line("Value* " + var + " = fn.new_value(at, " + op_constant(op) + ", " + type + ", " +
           pos + ");");
      if (top_copy) {
        line("copy_of(v, " + var + ");");
      }
    }
    if (!node.aux_int.empty()) {
      line(var + "->aux_int = " + aux_int_form(rule_.where, op).write + "(" + node.aux_int +
           ");");
    }
    if (!node.aux.empty()) {
      aux_form(rule_.where, op);
      line(var + "->aux = Aux(" + node.aux + ");");
    }
    make_args(node, op, var, pos);
    made_[node.text] = var;
    return var;
  }

  void make_args(const Node& node, Op op, const std::string& var, const std::string& pos) {
    int wanted = ir::info(op).arg_count;
    if (wanted >= 0 && static_cast<size_t>(wanted) != node.args.size()) {
      fail(rule_.where, node.head + " takes " + std::to_string(wanted) + " arguments");
    }
    std::vector<std::string> args;
    for (const Node& arg : node.args) {
      args.push_back(make_value(arg, false, false, pos));
    }
    for (const std::string& arg : args) {
      line("add_arg(" + var + ", " + arg + ");");
    }
  }

  void block_result(const Node& match, const Node& result, size_t controls,
                    const std::vector<std::string>& positions) {
    size_t new_controls = block_controls(result.head);
    if (ir::find_block_kind(result.head) == BlockKind::Invalid) {
      fail(rule_.where, "no such block kind: " + result.head);
    }
    line("[[maybe_unused]] Block* at = b;");
    std::vector<std::string> values;
    for (size_t i = 0; i < new_controls; ++i) {
      std::string pos = "pos" + std::to_string(i);
      line("[[maybe_unused]] const Pos " + pos + " = " +
           (i < positions.size() ? positions[i] : "b->pos") + ";");
      made_.clear();
      values.push_back(make_value(result.args.at(i), false, false, pos));
    }
    if (!result.aux.empty()) {
      line("Aux aux(" + result.aux + ");");
    }
    // A new control may be an argument of the old one: count it before the old one goes.
    line("reset_block(b, BlockKind::" + result.head + ");");
    for (const std::string& value : values) {
      line("add_control(b, " + value + ");");
    }
    if (!result.aux.empty()) {
      line("b->aux = aux;");
    }
    if (!result.aux_int.empty()) {
      line("b->aux_int = " + result.aux_int + ";");
    }
    successors(match, result, controls, new_controls);
  }

  void successors(const Node& match, const Node& result, size_t controls, size_t new_controls) {
    std::vector<std::string> before;
    std::vector<std::string> after;
    for (size_t i = controls; i < match.args.size(); ++i) {
      before.push_back(match.args[i].text);
    }
    for (size_t i = new_controls; i < result.args.size(); ++i) {
      after.push_back(result.args[i].text);
    }
    if (before == after) {
      return;
    }
    if (before.size() != 2 || after.size() != 2 || before[0] != after[1] ||
        before[1] != after[0]) {
      fail(rule_.where, "successors can only be kept or exchanged");
    }
    line("swap_successors(b);");
  }
};

}  // namespace

std::string value_function(const Rule& rule, const std::string& name) {
  return RuleWriter(rule).value_rule(name);
}

std::string block_function(const Rule& rule, const std::string& name) {
  return RuleWriter(rule).block_rule(name);
}

}  // namespace prologo::rulegen

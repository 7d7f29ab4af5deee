#include "backend/listing/go_syntax.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <vector>

#include "support/text.h"

namespace prologo::listing {

namespace {

std::string upper(std::string_view text) {
  std::string out;
  for (char c : text) {
    out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

// Mnemonics whose Go name is not the AT&T one in capitals.
const std::map<std::string_view, std::string_view>& renamed() {
  static const std::map<std::string_view, std::string_view> table = {
      {"movabsq", "MOVQ"},  {"movsd", "MOVSD_XMM"}, {"movzbl", "MOVZX"},  {"movzwl", "MOVZX"},
      {"movzbq", "MOVZX"},  {"movzwq", "MOVZX"},    {"movzbw", "MOVZX"},  {"movsbl", "MOVSX"},
      {"movsbq", "MOVSX"},  {"movswl", "MOVSX"},    {"movswq", "MOVSX"},  {"movsbw", "MOVSX"},
      {"movslq", "MOVSXD"}, {"cqto", "CQO"},        {"cltd", "CDQ"},      {"cwtd", "CWD"},
      {"cltq", "CDQE"},     {"cwtl", "CWDE"},       {"cbtw", "CBW"},      {"retq", "RET"},
      {"callq", "CALL"},    {"jmpq", "JMP"},        {"int3", "INT $0x3"}, {"ud2", "UD2"},
      {"bswapl", "BSWAP"},  {"bswapq", "BSWAP"},    {"pushfq", "PUSHFQ"}, {"popfq", "POPFQ"},
      {"nop", "NOPL"},      {"xlatb", "XLATB"},
  };
  return table;
}

bool is_shift(std::string_view mnemonic) {
  static constexpr std::array<std::string_view, 7> kShifts = {"shl", "shr", "sar", "rol",
                                                              "ror", "rcl", "rcr"};
  for (std::string_view shift : kShifts) {
    if (mnemonic.size() == shift.size() + 1 && mnemonic.starts_with(shift)) {
      return true;
    }
  }
  return false;
}

bool has_memory(const std::vector<std::string_view>& operands) {
  for (std::string_view operand : operands) {
    if (operand.find('(') != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

bool has_byte_suffix(std::string_view mnemonic) {
  static constexpr std::array<std::string_view, 16> kByteOps = {
      "addb",  "orb",  "adcb", "sbbb", "andb",  "subb", "xorb",  "cmpb",
      "testb", "notb", "negb", "mulb", "imulb", "divb", "idivb", "decb"};
  return std::find(kByteOps.begin(), kByteOps.end(), mnemonic) != kByteOps.end() ||
         mnemonic == "incb" || (is_shift(mnemonic) && mnemonic.back() == 'b');
}

// Go's disassembler names a conversion by the width of its integer register.
bool is_integer_conversion(std::string_view mnemonic) {
  return mnemonic == "cvtsi2sd" || mnemonic == "cvtsi2ss" || mnemonic == "cvttsd2si" ||
         mnemonic == "cvttss2si" || mnemonic == "cvtsd2si" || mnemonic == "cvtss2si";
}

bool is_wide_register(std::string_view operand) {
  return operand.starts_with("%r") && operand.back() != 'd' && operand.back() != 'w' &&
         operand.back() != 'b';
}

std::string go_mnemonic(std::string_view mnemonic,
                        const std::vector<std::string_view>& operands) {
  auto name = renamed().find(mnemonic);
  if (name != renamed().end()) {
    return std::string(name->second);
  }
  if (mnemonic.starts_with("cmov")) {
    mnemonic.remove_suffix(1);
  } else if (is_integer_conversion(mnemonic)) {
    bool is_wide = is_wide_register(operands[0]) || is_wide_register(operands[1]);
    return upper(mnemonic) + (is_wide ? "Q" : "L");
  } else if (has_byte_suffix(mnemonic) && !has_memory(operands)) {
    return upper(mnemonic.substr(0, mnemonic.size() - 1)) + "L";
  }
  return upper(mnemonic);
}

bool is_jump(std::string_view mnemonic) {
  return mnemonic.starts_with("j") || mnemonic == "callq" || mnemonic == "loop";
}

// "%r8d" -> "R8", "%eax" -> "AX", "%sil" -> "SI", "%al" -> "AL", "%xmm3" -> "X3".
std::string register_text(std::string_view name) {
  if (name.starts_with("xmm") || name.starts_with("ymm")) {
    return "X" + std::string(name.substr(3));
  }
  if (name.size() >= 2 && name[0] == 'r' && std::isdigit(static_cast<unsigned char>(name[1]))) {
    std::string_view digits = name.substr(1);
    while (!digits.empty() && !std::isdigit(static_cast<unsigned char>(digits.back()))) {
      digits.remove_suffix(1);
    }
    return "R" + std::string(digits);
  }
  if (name == "rip") {
    return "IP";
  }
  if (name.size() == 3 && (name[0] == 'r' || name[0] == 'e')) {
    name.remove_prefix(1);
  }
  if (name.size() == 3 && name[2] == 'l') {  // sil, dil, spl, bpl
    name.remove_suffix(1);
  }
  return upper(name);
}

std::vector<std::string_view> split_operands(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); i++) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      std::string_view part = text.substr(begin, i - begin);
      while (!part.empty() && part.front() == ' ') {
        part.remove_prefix(1);
      }
      if (!part.empty()) {
        parts.push_back(part);
      }
      begin = i + 1;
    } else if (text[i] == '(') {
      depth++;
    } else if (text[i] == ')') {
      depth--;
    }
  }
  return parts;
}

int64_t parse_number(std::string_view text) {
  bool negative = text.starts_with("-");
  if (negative) {
    text.remove_prefix(1);
  }
  uint64_t value = 0;
  bool is_hex = text.starts_with("0x");
  for (char c : text.substr(is_hex ? 2 : 0)) {
    value =
        value * (is_hex ? 16 : 10) + static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return static_cast<int64_t>(negative ? 0 - value : value);
}

class Converter {
 public:
  Converter(uint64_t next_pc, const SymbolAt& symbol_at)
      : next_pc_(next_pc), symbol_at_(symbol_at) {}

  std::string operand(std::string_view text, bool is_target) const;
  // Immediates are signed, but for those of byte instructions and of movabs.
  std::string immediate(std::string_view text, std::string_view mnemonic) const;

 private:
  std::string memory(std::string_view text) const;

  uint64_t next_pc_;
  const SymbolAt& symbol_at_;
};

// "8(%rax,%rbx,4)", "%fs:-8", "16(%rip)"
std::string Converter::memory(std::string_view text) const {
  std::string segment;
  size_t colon = text.find(':');
  if (text.starts_with("%") && colon != std::string_view::npos) {
    segment = upper(text.substr(1, colon - 1)) + ":";
    text.remove_prefix(colon + 1);
  }
  size_t open = text.find('(');
  std::string_view displacement = text.substr(0, open);
  if (open == std::string_view::npos) {
    return segment + hex(static_cast<uint32_t>(parse_number(displacement)));
  }
  std::vector<std::string_view> parts;
  std::string_view inner = text.substr(open + 1, text.size() - open - 2);
  std::string_view base;
  if (!inner.starts_with(",")) {
    base = inner.substr(0, inner.find(','));
  }
  std::string index;
  size_t comma = inner.find(',');
  if (comma != std::string_view::npos) {
    parts = split_operands(inner.substr(comma + 1));
    std::string scale = parts.size() > 1 ? std::string(parts[1]) : "1";
    index = "(" + register_text(parts[0].substr(1)) + "*" + scale + ")";
  }
  if (base == "%rip") {
    int64_t distance = displacement.empty() ? 0 : parse_number(displacement);
    uint64_t address = next_pc_ + static_cast<uint64_t>(distance);
    AddressName symbol = symbol_at_(address);
    // Go's disassembler takes the distance for unsigned: what lies before it has no name.
    if (!symbol.name.empty() && distance >= 0) {
      uint64_t offset = address - symbol.base;
      return symbol.name + (offset == 0 ? "" : "+" + std::to_string(offset)) + "(SB)";
    }
  }
  constexpr int64_t kSmallestShort = -128;
  std::string out = segment + (displacement.empty() ? "0" : std::string(displacement));
  int64_t value = displacement.empty() ? 0 : parse_number(displacement);
  if (value < kSmallestShort || (value < 0 && base == "%rip")) {
    out = segment + hex(static_cast<uint32_t>(value));
  }
  if (!base.empty()) {
    out += "(" + register_text(base.substr(1)) + ")";
  }
  return out + index;
}

std::string Converter::immediate(std::string_view text, std::string_view mnemonic) const {
  int64_t value = parse_number(text.substr(1));
  if (mnemonic == "movabsq") {
    return "$" + hex(static_cast<uint64_t>(value));
  }
  if (mnemonic.back() == 'b') {
    return "$" + hex(static_cast<uint8_t>(value));
  }
  if (mnemonic.back() == 'l') {
    value = static_cast<int32_t>(value);
  } else if (mnemonic.back() == 'w') {
    value = static_cast<int16_t>(value);
  }
  return value < 0 ? "$-" + hex(0 - static_cast<uint64_t>(value))
                   : "$" + hex(static_cast<uint64_t>(value));
}

std::string Converter::operand(std::string_view text, bool is_target) const {
  if (text.starts_with("*")) {
    text.remove_prefix(1);
  } else if (is_target) {
    auto address = static_cast<uint64_t>(parse_number(text));
    AddressName symbol = symbol_at_(address);
    bool begins = !symbol.name.empty() && symbol.base == address;
    return begins ? symbol.name + "(SB)" : hex(address);
  }
  bool is_register =
      text.starts_with("%") && text.find_first_of("(:") == std::string_view::npos;
  return is_register ? register_text(text.substr(1)) : memory(text);
}

}  // namespace

std::string to_go_syntax(std::string_view att, uint64_t next_pc, const SymbolAt& symbol_at) {
  while (!att.empty() && (att.front() == '\t' || att.front() == ' ')) {
    att.remove_prefix(1);
  }
  std::string prefix;
  for (std::string_view word : {"lock", "rep", "repne"}) {
    if (att.starts_with(word) && att.size() > word.size() &&
        (att[word.size()] == '\t' || att[word.size()] == ' ')) {
      prefix = upper(word) + (word == "lock" ? " " : "; ");
      att.remove_prefix(word.size() + 1);
      while (att.starts_with("\t") || att.starts_with(" ")) {
        att.remove_prefix(1);
      }
      break;
    }
  }
  size_t end = att.find_first_of("\t ");
  std::string_view mnemonic = att.substr(0, end);
  std::string_view rest = end == std::string_view::npos ? "" : att.substr(end + 1);
  size_t comment = rest.find("  #");
  rest = rest.substr(0, comment);
  std::vector<std::string_view> operands = split_operands(rest);
  std::string out = prefix + go_mnemonic(mnemonic, operands);
  if (is_shift(mnemonic) && operands.size() == 1) {
    operands.insert(operands.begin(), "$0x1");
  }
  Converter converter(next_pc, symbol_at);
  for (size_t i = 0; i < operands.size(); i++) {
    out += i == 0 ? " " : ", ";
    if (operands[i].starts_with("(%rsi)") && mnemonic.starts_with("movs")) {
      out += "DS:";
    }
    out += operands[i].starts_with("$") ? converter.immediate(operands[i], mnemonic)
                                        : converter.operand(operands[i], is_jump(mnemonic));
  }
  return out;
}

}  // namespace prologo::listing

#include "backend/listing/normal_form.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "support/text.h"

namespace prologo::listing {

namespace {

constexpr std::string_view kStaticBase = "(SB)";

// "-0x10", "0x10", "10"; nothing if that is not all of the text.
std::optional<int64_t> number(std::string_view text) {
  bool is_negative = text.starts_with('-');
  text.remove_prefix(is_negative ? 1 : 0);
  bool is_hex = text.starts_with("0x");
  text.remove_prefix(is_hex ? 2 : 0);
  uint64_t value = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, is_hex ? 16 : 10);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(is_negative ? 0 - value : value);
}

std::string signed_hex(int64_t value) {
  return value < 0 ? "-" + hex(0 - static_cast<uint64_t>(value))
                   : hex(static_cast<uint64_t>(value));
}

int64_t sign_extend(int64_t value, int bits) {
  int shift = 64 - bits;
  return static_cast<int64_t>(static_cast<uint64_t>(value) << shift) >> shift;
}

// Bits of an immediate by the mnemonic's last letter; 0: not known.
int immediate_bits(std::string_view mnemonic) {
  if (mnemonic.empty() || mnemonic.starts_with("MOVZ") || mnemonic.starts_with("MOVS")) {
    return 0;
  }
  switch (mnemonic.back()) {
    case 'Q':
      return 64;
    case 'L':
      return 32;
    case 'W':
      return 16;
    case 'B':
      return 8;
    default:
      return 0;
  }
}

std::string normal_immediate(std::string_view mnemonic, std::string_view operand) {
  std::optional<int64_t> value = number(operand.substr(1));
  if (!value) {
    return std::string(operand);
  }
  int bits = immediate_bits(mnemonic);
  if (bits == 64 && mnemonic != "MOVQ") {
    bits = *value >= 0 && *value <= UINT32_MAX ? 32 : 64;  // sign-extended 32-bit fields
  }
  return "$" + signed_hex(bits == 0 ? *value : sign_extend(*value, bits));
}

std::string normal_operand(std::string_view mnemonic, std::string_view operand) {
  if (operand.find(kStaticBase) != std::string_view::npos ||
      operand.find("(IP)") != std::string_view::npos) {
    return "sym";
  }
  if (operand.starts_with('$')) {
    return normal_immediate(mnemonic, operand);
  }
  size_t colon = operand.find(':');
  size_t begin = colon == std::string_view::npos ? 0 : colon + 1;
  size_t end = std::min(operand.find('(', begin), operand.size());
  std::optional<int64_t> displacement = number(operand.substr(begin, end - begin));
  constexpr size_t kFullWidth = 10;  // "0xffffff10"
  if (!displacement || end - begin < kFullWidth) {
    return std::string(operand);
  }
  int bits = *displacement >= 0 && *displacement <= UINT32_MAX ? 32 : 64;
  return std::string(operand.substr(0, begin)) + signed_hex(sign_extend(*displacement, bits)) +
         std::string(operand.substr(end));
}

}  // namespace

Operation split_operation(std::string_view text) {
  Operation out;
  for (std::string_view prefix : {"LOCK ", "REP; ", "REPNE; "}) {
    if (text.starts_with(prefix)) {
      out.prefix += prefix;
      text.remove_prefix(prefix.size());
    }
  }
  size_t blank = text.find(' ');
  out.name = text.substr(0, blank);
  while (blank != std::string_view::npos) {
    text.remove_prefix(blank + 1);
    size_t comma = text.find(", ");
    out.operands.emplace_back(text.substr(0, comma));
    blank = comma == std::string_view::npos ? comma : comma + 1;
  }
  return out;
}

std::string normal_text(std::string_view text) {
  Operation operation = split_operation(text);
  std::vector<std::string> operands;
  for (const std::string& operand : operation.operands) {
    operands.push_back(normal_operand(operation.name, operand));
  }
  std::string out = operation.prefix + operation.name;
  return operands.empty() ? out : out + " " + join(operands, ", ");
}

bool is_padding(const Operation& operation) {
  if (operation.name.starts_with("NOP")) {
    return true;
  }
  const auto& operands = operation.operands;
  bool is_exchange = operation.name.starts_with("XCHG") && operands.size() == 2 &&
                     operands[0] == "AX" && operands[1] == "AX";
  return is_exchange ||
         (operation.name == "INT" && operands.size() == 1 && operands[0] == "$0x3");
}

bool is_branch(std::string_view mnemonic) {
  return mnemonic == "CALL" || mnemonic.starts_with('J') || mnemonic.starts_with("LOOP");
}

bool stack_slot(std::string_view operand, int64_t& displacement) {
  constexpr std::string_view kBase = "(SP)";
  if (!operand.ends_with(kBase)) {
    return false;
  }
  std::optional<int64_t> value = number(operand.substr(0, operand.size() - kBase.size()));
  displacement = value.value_or(0);
  return value.has_value();
}

bool immediate_value(std::string_view operand, int64_t& value) {
  std::optional<int64_t> found =
      operand.starts_with('$') ? number(operand.substr(1)) : std::nullopt;
  value = found.value_or(0);
  return found.has_value();
}

}  // namespace prologo::listing

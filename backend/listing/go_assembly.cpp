#include "backend/listing/go_assembly.h"

#include <algorithm>
#include <charconv>

namespace prologo::listing {

namespace {

constexpr std::string_view kTextMark = " STEXT ";

// Takes the text up to a separator (or all of it) off the front.
std::string_view take(std::string_view& text, std::string_view separator) {
  size_t at = text.find(separator);
  std::string_view head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + separator.size());
  return head;
}

int64_t number(std::string_view text) {
  bool is_negative = text.starts_with('-');
  text.remove_prefix(is_negative ? 1 : 0);
  bool is_hex = text.starts_with("0x");
  text.remove_prefix(is_hex ? 2 : 0);
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, is_hex ? 16 : 10);
  return is_negative ? -value : value;
}

// The number behind "name=" among the attributes of a function.
int64_t attribute(std::string_view attributes, std::string_view name) {
  size_t at = attributes.find(name);
  return at == std::string_view::npos ? -1 : number(attributes.substr(at + name.size()));
}

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

class Reader {
 public:
  explicit Reader(const std::string& package) : package_(package) {}

  void line(std::string_view text) {
    if (!text.starts_with('\t')) {
      begin_symbol(text);
    } else if (in_function_) {
      text.remove_prefix(1);
      if (text.starts_with("rel ")) {
        relocation(text.substr(4));
      } else if (text.starts_with("0x")) {
        row(text);
      }
    }
  }

  std::vector<FunctionCode> take_functions();

 private:
  void begin_symbol(std::string_view text);
  void row(std::string_view text);
  void source_line(uint32_t pc, std::string_view place);
  void bytes(std::string_view text);
  void relocation(std::string_view text);
  std::string symbol(std::string_view text) const;

  const std::string& package_;
  std::vector<FunctionCode> functions_;
  bool in_function_ = false;
};

std::string Reader::symbol(std::string_view text) const {
  constexpr std::string_view kEmptyPackage = "\"\".";
  std::string out(text);
  for (size_t at = 0; (at = out.find(kEmptyPackage, at)) != std::string::npos;) {
    out.replace(at, kEmptyPackage.size(), package_ + ".");
  }
  return out;
}

// "main.f STEXT nosplit size=61 args=0x10 locals=0x18 funcid=0x0 align=0x0"
void Reader::begin_symbol(std::string_view text) {
  size_t mark = text.find(kTextMark);
  in_function_ = mark != std::string_view::npos;
  if (!in_function_) {
    return;
  }
  FunctionCode code;
  code.name = symbol(text.substr(0, mark));
  std::string_view attributes = text.substr(mark);
  code.args_bytes = attribute(attributes, " args=");
  code.frame_bytes = attribute(attributes, " locals=");
  code.no_split = attributes.find(" nosplit ") != std::string_view::npos;
  functions_.push_back(std::move(code));
}

// "0x0000 00000 (hello.go:5)\tTEXT\t..." or "0x0000 48 83 ec 18  H..."
void Reader::row(std::string_view text) {
  auto pc = static_cast<uint32_t>(number(take(text, " ")));
  size_t open = text.find(" (");
  bool is_instruction = open != std::string_view::npos && open >= 5 &&
                        std::all_of(text.begin(), text.begin() + static_cast<long>(open),
                                    [](char c) { return c >= '0' && c <= '9'; });
  if (!is_instruction) {
    bytes(text);
    return;
  }
  text.remove_prefix(open + 2);
  std::string_view place = take(text, ")\t");
  source_line(pc, place);
  if (text.starts_with("TEXT") && text.find("ABIWRAPPER") != std::string_view::npos) {
    functions_.pop_back();
    in_function_ = false;
  } else if (text.starts_with("TEXT") && text.find("WRAPPER") != std::string_view::npos) {
    functions_.back().is_generated = true;
  }
}

void Reader::source_line(uint32_t pc, std::string_view place) {
  FunctionCode& code = functions_.back();
  size_t colon = place.rfind(':');
  if (colon == std::string_view::npos) {
    return;
  }
  int line = static_cast<int>(number(place.substr(colon + 1)));
  if (code.file.empty()) {
    code.file = place.substr(0, colon);
  }
  if (!code.lines.empty() && code.lines.back().first == pc) {
    code.lines.back().second = line;
  } else if (code.lines.empty() || code.lines.back().second != line) {
    code.lines.emplace_back(pc, line);
  }
}

// Up to 16 pairs of digits, a blank after each; the characters follow.
void Reader::bytes(std::string_view text) {
  constexpr size_t kBytesInRow = 16;
  std::string& out = functions_.back().bytes;
  for (size_t i = 0; i < kBytesInRow && text.size() >= 2; i++) {
    if (!is_hex_digit(text[0]) || !is_hex_digit(text[1])) {
      return;
    }
    out += static_cast<char>(digit(text[0]) << 4 | digit(text[1]));
    text.remove_prefix(std::min<size_t>(3, text.size()));
  }
}

// "33+4 t=7 main.add+0"; entries without a width only tell the linker about uses.
void Reader::relocation(std::string_view text) {
  constexpr int64_t kFieldBytes = 4;
  constexpr std::string_view kThreadLocal = "t=16";
  auto offset = static_cast<uint32_t>(number(take(text, "+")));
  int64_t width = number(take(text, " "));
  std::string_view kind = take(text, " ");
  size_t plus = text.rfind('+');
  if (width != kFieldBytes || plus == std::string_view::npos) {
    return;
  }
  functions_.back().relocs.push_back({offset, symbol(text.substr(0, plus)),
                                      number(text.substr(plus + 1)), kind == kThreadLocal});
}

std::vector<FunctionCode> Reader::take_functions() {
  for (FunctionCode& code : functions_) {
    // Package variables that static data initialise leave an init that only returns.
    bool is_empty_init = code.name == package_ + ".init" && code.bytes == "\xc3";
    code.is_generated = code.is_generated || is_empty_init || code.file == "<autogenerated>";
    std::sort(code.relocs.begin(), code.relocs.end(),
              [](const Relocation& a, const Relocation& b) { return a.offset < b.offset; });
  }
  return std::move(functions_);
}

}  // namespace

std::vector<FunctionCode> read_go_assembly(std::string_view text, const std::string& package) {
  Reader reader(package);
  while (!text.empty()) {
    reader.line(take(text, "\n"));
  }
  return reader.take_functions();
}

}  // namespace prologo::listing

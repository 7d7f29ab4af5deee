#include "driver/explain/show.h"

#include <algorithm>
#include <sstream>

#include "driver/compare/columns.h"
#include "support/table.h"

namespace prologo::driver {

constexpr int64_t kWord = 8;

static std::string with_sign(int64_t n) {
  return n > 0 ? "+" + std::to_string(n) : n < 0 ? "−" + std::to_string(-n) : "0";
}

static std::string place_text(const FrameView& frame, const Slot& slot,
                              const std::string& base) {
  int64_t from_entry = slot.offset - frame.size;
  return base == "sp"   ? std::to_string(slot.offset) + "(SP)"
         : base == "fp" ? std::to_string(from_entry - kWord) + "(FP)"
                        : with_sign(from_entry);
}

static std::vector<Slot> ordered(const FrameView& frame, const FrameStyle& style) {
  std::vector<Slot> slots = frame.slots;
  if (!style.high_on_top) {
    std::reverse(slots.begin(), slots.end());
  }
  return slots;
}

static std::string heading(const FrameView& frame) {
  return frame.name + "  TEXT $" + std::to_string(frame.size) + "-" +
         std::to_string(frame.args) + "  " + frame.check;
}

// The rows, and after which line of the table the border to the caller goes.
static std::string rows_text(const FrameView& frame, const FrameStyle& style, size_t& border) {
  TextTable table({"  "});
  bool two = style.base != "entry";
  std::vector<std::string> head = {style.base == "sp"   ? "SP now"
                                   : style.base == "fp" ? "FP"
                                                        : "entry SP"};
  if (two) {
    head.emplace_back("entry SP");
  }
  for (const char* name : {"bytes", "what", "", "filled at", "rule"}) {
    head.emplace_back(name);
  }
  table.add(head);
  std::vector<Slot> slots = ordered(frame, style);
  size_t line = 1;
  for (const Slot& slot : slots) {
    bool is_callers = slot.offset >= frame.size;
    if (is_callers == style.high_on_top) {
      border = ++line;  // behind the last of them
    }
    std::vector<std::string> row = {place_text(frame, slot, style.base)};
    if (two) {
      row.push_back(with_sign(slot.offset - frame.size));
    }
    for (const std::string& text :
         {std::to_string(slot.size), slot.name, slot.what, slot.filled, slot.rule}) {
      row.push_back(text);
    }
    table.add(row);
  }
  return table.text();
}

static std::string without_marks(std::string text) {
  const std::pair<std::string_view, std::string_view> marks[] = {
      {"◄", "<"}, {"═", "="}, {"↑", "^"}, {"↓", "v"}, {"≤", "<="}};
  for (auto [mark, plain] : marks) {
    for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos;) {
      text.replace(at, mark.size(), plain);
    }
  }
  return ascii_text(text);
}

std::string frame_text(const FrameView& frame, const FrameStyle& style) {
  size_t border = 0;
  std::istringstream rows(rows_text(frame, style, border));
  const char* low = style.high_on_top ? "↓ lower addresses" : "↑ lower addresses";
  std::string out = heading(frame) + "\n";
  size_t count = 0;
  for (std::string line; std::getline(rows, line);) {
    out += " " + line + "\n";
    if (++count == border) {
      out += style.high_on_top
                 ? "═══════════════════════════════════════ caller ↑ / " + frame.name + " ↓\n"
                 : "═══════════════════════════════════════ " + frame.name + " ↑ / caller ↓\n";
    }
  }
  out += " SP now is entry SP − " + std::to_string(frame.size) + "; " + low + "\n";
  out += "budget: " + frame.budget + "\n";
  return style.ascii ? without_marks(out) : out;
}

// ---- SVG ----

static std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    out += c == '<'   ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '&' ? "&amp;"
           : c == '"' ? "&quot;"
                      : std::string(1, c);
  }
  return out;
}

// Colour is never the only sign: the kind stands in words beside it.
static const char* colour(SlotKind kind) {
  switch (kind) {
    case SlotKind::ReturnPc:
      return "#f4d58d";
    case SlotKind::SavedBp:
    case SlotKind::SavedRegister:
      return "#bfd7ea";
    case SlotKind::Spill:
    case SlotKind::StackArgument:
    case SlotKind::StackResult:
      return "#e4e4e4";
    case SlotKind::Outgoing:
      return "#cfe8cf";
    case SlotKind::Padding:
      return "#ffffff";
    default:
      return "#f6e8ff";
  }
}

namespace {

constexpr int kRowHeight = 24;
constexpr int kWidth = 980;

class Picture {
 public:
  explicit Picture(const FrameStyle& style) : style_(style) {}

  void add(const FrameView& frame) {
    y_ += kRowHeight;
    text(8, heading(frame), true);
    for (const Slot& slot : ordered(frame, style_)) {
      row(frame, slot);
    }
    y_ += kRowHeight;
    text(8, "budget: " + frame.budget, false);
    y_ += kRowHeight / 2;
  }

  std::string document() const {
    std::ostringstream out;
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << kWidth << "\" height=\""
        << y_ + kRowHeight << "\" font-family=\"monospace\" font-size=\"13\" role=\"img\">\n"
        << "<title>Stack frames</title>\n"
        << body_.str() << "</svg>\n";
    return out.str();
  }

 private:
  const FrameStyle& style_;
  std::ostringstream body_;
  int y_ = 0;

  void text(int x, const std::string& what, bool is_bold) {
    body_ << "<text x=\"" << x << "\" y=\"" << y_ << "\""
          << (is_bold ? " font-weight=\"bold\"" : "") << ">" << escaped(what) << "</text>\n";
  }

  void row(const FrameView& frame, const Slot& slot) {
    bool is_border = slot.kind == SlotKind::ReturnPc;
    body_ << "<rect x=\"90\" y=\"" << y_ + 6 << "\" width=\"250\" height=\"" << kRowHeight
          << "\" fill=\"" << colour(slot.kind) << "\" stroke=\"#333333\" stroke-width=\""
          << (is_border ? 2 : 1) << "\"/>\n";
    y_ += kRowHeight;
    text(8, place_text(frame, slot, style_.base), false);
    text(96, slot.name + (slot.what.empty() ? "" : "  " + slot.what), false);
    text(350, std::to_string(slot.size), false);
    text(390, slot.filled, false);
    text(640, slot.rule, false);
  }
};

}  // namespace

std::string frames_svg(const std::vector<FrameView>& frames, const FrameStyle& style) {
  Picture picture(style);
  for (const FrameView& frame : frames) {
    picture.add(frame);
  }
  return picture.document();
}

}  // namespace prologo::driver

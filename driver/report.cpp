#include "driver/report.h"

#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

namespace prologo::driver {

constexpr size_t kErrorLimit = 10;

static bool use_color(Color color) {
  if (color != Color::Auto) {
    return color == Color::Always;
  }
  return isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
}

// The source line with a caret under the column; tabs keep their width.
static void print_caret(const SourceFiles& sources, Pos pos) {
  std::string line(sources.line(pos));
  if (line.empty() || pos.column == 0 || pos.column > line.size() + 1) {
    return;
  }
  std::string pad;
  for (size_t i = 0; i + 1 < pos.column; i++) {
    pad += line[i] == '\t' ? '\t' : ' ';
  }
  std::fprintf(stderr, "\t%s\n\t%s^\n", line.c_str(), pad.c_str());
}

static void print_json(const Diagnostic& error, const SourceFiles& sources) {
  nlohmann::ordered_json object;
  object["schema"] = "prologo/1";
  object["file"] = sources[error.pos.file].name;
  object["line"] = error.pos.line;
  object["column"] = error.pos.column;
  object["message"] = error.message;
  auto replace = nlohmann::ordered_json::error_handler_t::replace;
  std::printf("%s\n", object.dump(-1, ' ', false, replace).c_str());
}

// Go keeps eight bits of a column: where it does not fit, only the line is shown.
static std::string place(const SourceFiles& sources, Pos pos) {
  constexpr uint16_t kNoColumn = 255;
  pos.column = pos.column < kNoColumn ? pos.column : 0;
  return sources.describe(pos);
}

void print_diagnostics(Diagnostics& diagnostics, const SourceFiles& sources,
                       const Options& options) {
  diagnostics.sort();
  size_t shown = 0;
  for (const Diagnostic& error : diagnostics.list()) {
    if (shown == kErrorLimit && !options.all_errors && !options.json) {
      std::fprintf(stderr, "too many errors\n");
      break;
    }
    shown++;
    if (options.json) {
      print_json(error, sources);
      continue;
    }
    bool color = use_color(options.color);
    if (!error.pos.is_known()) {
      print_error(error.message);
      continue;
    }
    std::fprintf(stderr, color ? "\033[1m%s:\033[0m %s\n" : "%s: %s\n",
                 place(sources, error.pos).c_str(), error.message.c_str());
    if (isatty(STDERR_FILENO) != 0) {
      print_caret(sources, error.pos);
    }
  }
}

void print_error(const std::string& message) {
  std::fprintf(stderr, "prologo: %s\n", message.c_str());
}

void print_open_error(const std::string& file, int code) {
  std::string reason = std::strerror(code);
  reason[0] = static_cast<char>(std::tolower(reason[0]));
  print_error("open " + file + ": " + reason);
}

}  // namespace prologo::driver

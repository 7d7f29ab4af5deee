#include "frontend/syntax_only.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>

#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"
#include "support/diagnostic.h"
#include "support/source.h"

namespace prologo {

namespace fs = std::filesystem;

static constexpr size_t kMaxErrors = 10;

namespace {

class SyntaxCheck {
 public:
  SyntaxCheck(const SyntaxOnlyOptions& options, std::ostream& errors)
      : options_(options), errors_(errors) {}

  void check(const std::string& path) {
    std::error_code code;
    if (fs::is_directory(path, code)) {
      check_directory(path);
    } else {
      check_file(path);
    }
  }

  bool is_clean() const { return clean_; }

  size_t files() const { return files_; }

  size_t lines() const { return lines_; }

 private:
  void fail(const std::string& path, const std::string& why) {
    errors_ << path << ": " << why << "\n";
    clean_ = false;
  }

  // Symbolic links to directories are not followed: no search ever goes in circles.
  void check_directory(const std::string& path) {
    std::vector<fs::directory_entry> entries;
    std::error_code code;
    for (fs::directory_iterator it(path, code), end; !code && it != end; it.increment(code)) {
      entries.push_back(*it);
    }
    if (code) {
      return fail(path, code.message());
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      std::string name = entry.path().filename().string();
      if (entry.is_directory(code) && !entry.is_symlink(code)) {
        check_directory(entry.path().string());
      } else if (entry.path().extension() == ".go" && name[0] != '.' &&
                 !entry.is_directory(code)) {
        check_file(entry.path().string());
      }
    }
  }

  void check_file(const std::string& path) {
    std::string text;
    std::string why;
    files_++;
    if (!read_file(path, text, why)) {
      return fail(path, why);
    }
    SourceFiles sources;
    uint16_t file = sources.add(path, std::move(text));
    Diagnostics diagnostics;
    Tokens tokens = lex(sources, file);
    lines_ += tokens.line_count;
    ast::Arena arena;
    parse(tokens, arena, diagnostics, {.as_gofmt = true});
    if (diagnostics.has_errors()) {
      print(sources, diagnostics);
    }
  }

  void print(const SourceFiles& sources, Diagnostics& diagnostics) {
    clean_ = false;
    diagnostics.sort();
    size_t shown = 0;
    for (const Diagnostic& error : diagnostics.list()) {
      if (!options_.all_errors && shown++ == kMaxErrors) {
        errors_ << sources.describe(error.pos) << ": too many errors\n";
        return;
      }
      errors_ << sources.describe(error.pos) << ": " << error.message << "\n";
    }
  }

  const SyntaxOnlyOptions& options_;
  std::ostream& errors_;
  bool clean_ = true;
  size_t files_ = 0;
  size_t lines_ = 0;
};

}  // namespace

bool check_syntax(const std::vector<std::string>& paths, const SyntaxOnlyOptions& options,
                  std::ostream& errors, std::ostream& summary) {
  auto start = std::chrono::steady_clock::now();
  SyntaxCheck check(options, errors);
  for (const std::string& path : paths) {
    check.check(path);
  }
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  double rate = static_cast<double>(check.lines()) / std::max(seconds.count(), 1e-6);
  summary << check.files() << " files, " << check.lines() << " lines, "
          << static_cast<long long>(rate) << " lines/s\n";
  return check.is_clean();
}

}  // namespace prologo

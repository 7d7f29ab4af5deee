#pragma once
// Source files and positions. A position names file, line and column as Go counts them:
// lines and columns start at 1, columns count bytes.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace prologo {

// Whether the code of a position is where a debugger should stop for the line. It travels with
// the position from value to value, and is the last thing that orders two positions.
enum class StatementMark : uint8_t { Maybe, Yes, No };

// Where something stands. `file` indexes SourceFiles; line 0 means "no position", column 0 that
// only the line is known (behind a `//line file:10` comment).
struct Pos {
  uint32_t line = 0;
  uint16_t file = 0;
  uint16_t column = 0;
  StatementMark mark = StatementMark::Maybe;

  bool is_known() const { return line != 0; }

  bool same_line(const Pos& other) const { return line == other.line && file == other.file; }

  // Code without a position never begins a line.
  bool may_begin_line() const { return is_known() && mark != StatementMark::No; }

  Pos with_mark(StatementMark m) const {
    Pos out = *this;
    out.mark = m;
    return out;
  }

  friend bool operator==(const Pos& a, const Pos& b) { return (a <=> b) == 0; }

  friend std::strong_ordering operator<=>(const Pos& a, const Pos& b) {
    if (auto c = a.file <=> b.file; c != 0) {
      return c;
    }
    if (auto c = a.line <=> b.line; c != 0) {
      return c;
    }
    if (auto c = a.column <=> b.column; c != 0) {
      return c;
    }
    return a.is_known() ? a.mark <=> b.mark : std::strong_ordering::equal;
  }
};

struct SourceFile {
  std::string name;  // as the user wrote it
  std::string text;
  // Code of an inlined call has positions of its own: an entry that stands for the file as seen
  // from that call.
  uint16_t origin = 0;        // the file itself, if not such an entry
  int32_t inlined_call = -1;  // index into ir::Module::inlined_calls
};

// All files of one compilation; owns their text. Index 0 is reserved for "no file".
class SourceFiles {
 public:
  SourceFiles();

  // Adds a file that is already in memory and returns its index.
  uint16_t add(std::string name, std::string text);
  // An entry for code of `file` that is inlined by the call of that number.
  uint16_t add_inlined(uint16_t file, int32_t call);

  // No more entries fit.
  bool is_full() const { return files_.size() >= UINT16_MAX; }

  // The inlined call that code at the position belongs to; -1 if none.
  int32_t inlined_call(Pos pos) const { return files_[pos.file].inlined_call; }

  const SourceFile& operator[](uint16_t index) const { return files_[index]; }

  size_t size() const { return files_.size(); }

  // "name:line:col", "name:line" without a column, or "-" for an unknown position.
  std::string describe(Pos pos) const;

  // The text of a line without its newline; empty if there is none.
  std::string_view line(Pos pos) const;

 private:
  std::vector<SourceFile> files_;
};

// Reads a whole file. On failure returns false and puts Go's wording into `error`
// ("no such file or directory", "is a directory", ...).
bool read_file(const std::string& path, std::string& text, std::string& error);

// The name as tables and debuggers get it; "??" for one that a `//line` comment left empty.
std::string absolute_path(const std::string& name);

// A device, pipe or folder, which must not be replaced by a file.
bool is_special_file(const std::string& path);

// Writes a whole file so that it appears complete or not at all (temporary name, rename).
bool write_file(const std::string& path, std::string_view bytes, bool executable,
                std::string& error);

}  // namespace prologo

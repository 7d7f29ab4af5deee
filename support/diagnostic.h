#pragma once
// Errors in the user's program: collected where they are found, sorted and printed once, by
// the driver. `diagnostics.error(pos) << "undefined: " << name;`

#include <sstream>
#include <string>
#include <vector>

#include "support/source.h"

namespace prologo {

struct Diagnostic {
  Pos pos;
  std::string message;  // in Go's words, without position
  bool is_late = false;  // of no interest beside errors that are not
};

class Diagnostics {
 public:
  // Builds one message; it is recorded when the builder dies.
  class Builder {
   public:
    Builder(Diagnostics& owner, Pos pos) : owner_(owner), pos_(pos) {}

    Builder(const Builder&) = delete;
    Builder& operator=(const Builder&) = delete;

    ~Builder() { owner_.add(pos_, text_.str()); }

    template <typename T>
    Builder& operator<<(const T& part) {
      text_ << part;
      return *this;
    }

   private:
    Diagnostics& owner_;
    Pos pos_;
    std::ostringstream text_;
  };

  Builder error(Pos pos) { return Builder(*this, pos); }

  void add(Pos pos, std::string message) { list_.push_back({pos, std::move(message)}); }

  // An error that Go would find only in a package without others.
  void add_late(Pos pos, std::string message) {
    list_.push_back({pos, std::move(message), true});
  }

  bool has_errors() const { return !list_.empty(); }

  // Whether there are errors that are not late.
  bool has_prompt_errors() const;

  // From here on, those found late are as good as others.
  void confirm_late();

  // Errors after which a file's tree is not worth checking. Others that the parser finds (a
  // defer of something that is no call) leave a whole tree.
  bool has_syntax_errors() const;

  size_t count() const { return list_.size(); }

  const std::vector<Diagnostic>& list() const { return list_; }

  // Orders by position and drops repeats of one message at one place, as Go does: files, and
  // the names that `//line` comments give, in the order in which errors were found in them.
  void sort();

  void clear() { list_.clear(); }

 private:
  std::vector<Diagnostic> list_;
};

}  // namespace prologo

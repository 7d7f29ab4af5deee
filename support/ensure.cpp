#include "support/ensure.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace prologo {

static std::string& activity() {
  static std::string text;
  return text;
}

std::string set_activity(std::string what) {
  return std::exchange(activity(), std::move(what));
}

void fail_internal(const char* file, int line, std::string_view what) {
  const char* slash = std::strrchr(file, '/');
  std::fprintf(stderr, "prologo: internal error: %s:%d: %.*s\n", slash ? slash + 1 : file, line,
               static_cast<int>(what.size()), what.data());
  if (!activity().empty()) {
    std::fprintf(stderr, "prologo: while in %s\n", activity().c_str());
  }
  std::fputs(
      "prologo: this is a bug in prologo; please report the two lines above together\n"
      "prologo: with the source file, the command line and `prologo version`\n",
      stderr);
  std::fflush(stderr);
#ifdef PROLOGO_FUZZ
  std::abort();  // libFuzzer keeps the input of a crash, not of an exit
#else
  std::_Exit(3);
#endif
}

}  // namespace prologo

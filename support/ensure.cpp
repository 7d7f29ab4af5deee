#include "support/ensure.h"

#include <signal.h>

#include <array>
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

void report_crashes() {
#if !defined(PROLOGO_FUZZ) && !defined(__SANITIZE_ADDRESS__)
  // The stack may be what has run out.
  static std::array<char, 1 << 16> reserve;
  stack_t other = {};
  other.ss_sp = reserve.data();
  other.ss_size = reserve.size();
  sigaltstack(&other, nullptr);
  struct sigaction action = {};
  action.sa_handler = [](int signal) { fail_internal(__FILE__, __LINE__, strsignal(signal)); };
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE}) {
    sigaction(signal, &action, nullptr);
  }
#endif
}

}  // namespace prologo

// A crash is an internal error: it says what to report and ends with status 3. Sanitizers report
// crashes themselves.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "support/ensure.h"
#include "tests/catch.h"

#ifndef __SANITIZE_ADDRESS__

TEST_CASE("a crash says what to report") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    prologo::set_activity("pass tighten, function main.f");
    prologo::report_crashes();
    raise(SIGSEGV);
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 3);
  CHECK(text.find("internal error") != std::string::npos);
  CHECK(text.find("while in pass tighten, function main.f") != std::string::npos);
  CHECK(text.find("Segmentation fault") != std::string::npos);
}

#endif

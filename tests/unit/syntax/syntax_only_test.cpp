// `check -syntax-only`: directories, missing files, the summary line.

#include "frontend/syntax_only.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/catch.h"

namespace prologo {

namespace fs = std::filesystem;

namespace {

// A directory that goes away with the test.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("prologo-syntax-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_ / "sub");
  }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  ~Folder() { fs::remove_all(path_); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }

  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

struct Outcome {
  bool good;
  std::string errors;
  std::string summary;
};

Outcome check(const std::vector<std::string>& paths, bool all_errors = false) {
  std::ostringstream errors;
  std::ostringstream summary;
  bool good = check_syntax(paths, {.all_errors = all_errors}, errors, summary);
  return {good, errors.str(), summary.str()};
}

}  // namespace

TEST_CASE("syntax: directories are searched for Go files") {
  Folder folder;
  folder.write("a.go", "package a\n");
  folder.write("sub/b.go", "package b\n\nvar x = ]\n");
  folder.write("sub/c.txt", "no Go");
  folder.write("sub/.hidden.go", "no Go");
  Outcome outcome = check({folder.path()});
  CHECK_FALSE(outcome.good);
  CHECK(outcome.errors ==
        folder.path() + "/sub/b.go:3:9: syntax error: unexpected ], expecting expression\n");
  CHECK(outcome.summary.starts_with("2 files, 6 lines, "));
}

TEST_CASE("syntax: what cannot be read is an error") {
  Outcome outcome = check({"/nonexistent/x.go"});
  CHECK_FALSE(outcome.good);
  CHECK(outcome.errors == "/nonexistent/x.go: no such file or directory\n");
}

TEST_CASE("syntax: ten errors a file unless all are asked for") {
  Folder folder;
  std::string text = "package p\n";
  for (int i = 0; i < 30; i++) {
    text += "var x = ]\n";
  }
  std::string path = folder.write("a.go", text);
  auto count_lines = [](const std::string& out) {
    return std::count(out.begin(), out.end(), '\n');
  };
  CHECK(count_lines(check({path}).errors) == 11);
  CHECK(check({path}).errors.find(":12:9: too many errors\n") != std::string::npos);
  CHECK(count_lines(check({path}, true).errors) == 30);
}

}  // namespace prologo

// Documents must not rot: what they say the terminal shows is what it shows. A block
// "```go name.go" (or toml, rules) is a file; "```console" holds commands behind "$ " and what
// they print. PROLOGO_BLESS=1 writes what they print now into the document.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/catch.h"
#include "tests/golden.h"
#include "tests/programs.h"

namespace prologo::tests {

namespace fs = std::filesystem;

namespace {

class Document {
 public:
  explicit Document(const fs::path& path) : path_(path) {
    std::string pattern = (fs::temp_directory_path() / "prologo-doc-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }

  ~Document() { fs::remove_all(folder_); }

  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  // The document with the output of its commands as it is now.
  std::string rerun();

  int sessions() const { return sessions_; }

 private:
  void write_file(const std::string& info, const std::string& block) const;
  std::string run_block(const std::string& block);

  fs::path path_;
  fs::path folder_;
  int sessions_ = 0;
};

void Document::write_file(const std::string& info, const std::string& block) const {
  size_t blank = info.find(' ');
  if (blank != std::string::npos) {
    std::ofstream(folder_ / info.substr(blank + 1)) << block;
  }
}

std::string Document::run_block(const std::string& block) {
  std::string setup = "cd '" + folder_.string() + "'; PATH='" +
                      fs::path(compiler_path()).parent_path().string() + ":" +
                      fs::path(PROLOGO_RULEGEN).parent_path().string() + "':$PATH; { ";
  std::istringstream in(block);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("$ ")) {
      std::string output;
      run_command(setup + line.substr(2) + "; } </dev/null", output);
      out += line + "\n" + output;
      sessions_++;
    }
  }
  return out;
}

std::string Document::rerun() {
  std::ifstream in(path_);
  std::string out;
  std::string block;
  std::string info;
  bool in_block = false;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("```")) {
      (in_block ? block : out) += line + "\n";
      continue;
    }
    if (in_block) {
      write_file(info, block);
      out += info == "console" ? run_block(block) : block;
      block.clear();
    } else {
      info = line.substr(3);
    }
    in_block = !in_block;
    out += line + "\n";
  }
  return out;
}

void check_document(const std::string& name) {
  fs::path path = fs::path(PROLOGO_DOCUMENTS) / name;
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  Document document(path);
  std::string now = document.rerun();
  REQUIRE(document.sessions() > 0);
  const char* blessing = std::getenv("PROLOGO_BLESS");
  if (blessing != nullptr && *blessing != '\0') {
    std::ofstream(path) << now;
    return;
  }
  INFO("- in the document, + printed:\n" << line_difference(text.str(), now));
  CHECK(now == text.str());
}

}  // namespace

TEST_CASE("documents: abi.md") { check_document("abi.md"); }

TEST_CASE("documents: adding-an-abi.md") { check_document("adding-an-abi.md"); }

TEST_CASE("documents: adding-a-rule.md") { check_document("adding-a-rule.md"); }

}  // namespace prologo::tests

// The TEXT stubs of random signatures, judged by `go vet`, where Go is installed.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/catch.h"
#include "tests/programs.h"

namespace prologo::tests {

namespace fs = std::filesystem;

namespace {

class RandomSignature {
 public:
  explicit RandomSignature(unsigned seed) : random_(seed) {}

  std::string next(int number) {
    std::string out = "func F" + std::to_string(number) + "(";
    bool named = below(4) != 0;
    size_t params = below(6);
    for (size_t i = 0; i < params; i++) {
      bool blank = named && below(10) == 0;
      out += (i > 0 ? ", " : "") +
             (!named  ? ""
              : blank ? std::string("_ ")
                      : "p" + std::to_string(i) + " ") +
             type(0);
    }
    out += ")";
    size_t results = below(4);
    if (results == 0) {
      return out;
    }
    bool named_results = below(2) == 0;
    out += " (";
    for (size_t i = 0; i < results; i++) {
      out +=
          (i > 0 ? ", " : "") + (named_results ? "q" + std::to_string(i) + " " : "") + type(0);
    }
    return out + ")";
  }

 private:
  std::mt19937 random_;

  size_t below(size_t n) { return random_() % n; }

  std::string type(int depth) {
    static const std::vector<std::string> kPlain = {
        "bool",  "int8",   "uint8",  "int16",   "uint16",     "int32",         "uint32",
        "int64", "int",    "uint64", "uintptr", "float32",    "float64",       "complex64",
        "rune",  "string", "error",  "any",     "complex128", "unsafe.Pointer"};
    size_t kind = below(depth > 2 ? 8 : 13);
    if (kind < 8) {
      return kPlain[below(kPlain.size())];
    }
    switch (kind) {
      case 8:
        return "*" + type(depth + 1);
      case 9:
        return "[]" + type(depth + 1);
      case 10:
        return "[" + std::to_string(below(4)) + "]" + type(depth + 1);
      case 11:
        return below(2) == 0 ? "map[int]" + type(depth + 1) : "func(" + type(depth + 1) + ")";
      default:
        return structure(depth);
    }
  }

  std::string structure(int depth) {
    std::string out = "struct{";
    size_t fields = below(4);
    for (size_t i = 0; i < fields; i++) {
      out += (i > 0 ? "; " : "") + std::string("f") + std::to_string(i) + " " + type(depth + 1);
    }
    return out + "}";
  }
};

// The indented lines behind each "stub:" of `prologo abi`.
std::string stubs_in(const std::string& listing) {
  std::istringstream in(listing);
  std::string out = "#include \"textflag.h\"\n\n";
  bool is_stub = false;
  for (std::string line; std::getline(in, line);) {
    is_stub = line.starts_with("TEXT") || (is_stub && line.starts_with("\t"));
    out += is_stub ? line + "\n" : "";
  }
  return out;
}

}  // namespace

TEST_CASE("abi: go vet accepts the stubs of random signatures") {
  std::string go = fs::exists("/usr/lib/go-1.19/bin/go") ? "/usr/lib/go-1.19/bin/go" : "go";
  std::string output;
  if (run_command(go + " version", output) != 0) {
    WARN("no Go here: not tested");
    return;
  }
  std::string pattern = (fs::temp_directory_path() / "prologo-vet-XXXXXX").string();
  fs::path folder = mkdtemp(pattern.data());
  constexpr int kSignatures = 200;
  RandomSignature random(19);
  std::string source = "package p\n\nimport \"unsafe\"\n\nvar _ unsafe.Pointer\n\n";
  for (int i = 0; i < kSignatures; i++) {
    source += random.next(i) + "\n";
  }
  std::ofstream(folder / "p.go") << source;
  std::ofstream(folder / "go.mod") << "module p\n\ngo 1.19\n";
  int status =
      run_command(compiler_path() + " abi -abi=abi0 " + (folder / "p.go").string(), output);
  INFO(output.substr(0, 2000));
  REQUIRE(status == 0);
  std::string stubs = stubs_in(output);
  std::ofstream(folder / "p_amd64.s") << stubs;
  CHECK(std::count(stubs.begin(), stubs.end(), '$') == kSignatures);
  status = run_command("cd " + folder.string() + " && GOFLAGS=-mod=mod GOCACHE=" +
                           (folder / "cache").string() + " " + go + " vet -asmdecl .",
                       output);
  fs::remove_all(folder);
  INFO(output);
  CHECK(status == 0);
}

}  // namespace prologo::tests

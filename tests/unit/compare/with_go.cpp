// The code of whole programs beside Go's: made now where Go 1.19 is installed, recorded for the
// samples. Under -N -l every function is Go's but for what the linker fills in.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/catch.h"
#include "tests/programs.h"

namespace fs = std::filesystem;
using namespace prologo::tests;

// Programs with functions that are not Go's, and why.
static const std::map<std::string, std::string>& exceptions() {
  static const std::map<std::string, std::string> table = {
      {"mixed_abis.go", "its functions are of conventions that Go would not give them"}};
  return table;
}

// Go makes one function for all types of a shape; Prologo instantiates in full.
static bool is_generic(const fs::path& source) {
  return source.filename().string().starts_with("generic_");
}

static fs::path root() { return fs::path(PROLOGO_TESTS).parent_path(); }

static std::vector<fs::path> sources_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".go") {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

static bool has_go() {
  std::string output;
  run_command(compiler_path() + " compare " + (root() / "samples/hello.go").string(), output);
  return output.find("go1.19") != std::string::npos &&
         output.find("no Go on this machine") == std::string::npos;
}

TEST_CASE("compare programs with Go under -N -l", "[go]") {
  if (!has_go()) {
    WARN("Go 1.19 is not installed: nothing to compare with");
    return;
  }
  std::vector<fs::path> sources = sources_in(root() / "tests/programs");
  for (const fs::path& sample : sources_in(root() / "samples")) {
    sources.push_back(sample);
  }
  for (const fs::path& source : sources) {
    if (is_generic(source) || exceptions().contains(source.filename().string())) {
      continue;
    }
    std::string output;
    int status = run_command(compiler_path() + " compare -q -N -l " + source.string(), output);
    INFO(source << "\n" << output);
    CHECK(status == 0);
  }
}

TEST_CASE("compare samples with what was recorded") {
  for (const fs::path& source : sources_in(root() / "samples")) {
    fs::path recorded = source.parent_path() / "golden" / source.stem();
    recorded += ".json";
    INFO("./dev record writes " << recorded);
    REQUIRE(fs::exists(recorded));
    for (const char* flags : {" -N -l ", " -only=prologue,frame "}) {
      std::string output;
      int status = run_command(compiler_path() + " compare -q -golden " + recorded.string() +
                                   flags + source.string(),
                               output);
      INFO(output);
      CHECK(status == 0);
    }
  }
}

// Assembles and links; the code comes back as `objdump -s` shows it.
static std::string linked_text(const std::string& object) {
  std::string output;
  int status = run_command(
      "ld -x --unresolved-symbols=ignore-all -z noexecstack -Ttext=0x401000 "
      "-e 0 -o " +
          object + ".x " + object + " && objcopy -O binary -j .text " + object +
          ".x /dev/stdout | od -An -tx1 -v",
      output);
  INFO(output);
  CHECK(status == 0);
  return output;
}

TEST_CASE("build -S is what the GNU assembler makes the same bytes of") {
  fs::path folder =
      fs::temp_directory_path() / ("prologo-assembly-" + std::to_string(getpid()));
  fs::create_directory(folder);
  const std::string base = (folder / "x").string();
  for (const fs::path& source : sources_in(root() / "tests/programs")) {
    for (const char* flags : {" -N ", " ", " -abi=abi0 -syntax=intel "}) {
      std::string abi =
          std::string(flags).find("abi0") == std::string::npos ? "" : " -abi=abi0";
      std::string mode = std::string(flags) == " -N " ? " -N" : "";
      std::string output;
      int status = run_command(compiler_path() + " build -S" + flags + "-o " + base + ".s " +
                                   source.string() + " && as -W -o " + base + ".s.o " + base +
                                   ".s && " + compiler_path() + " build -c" + abi + mode +
                                   " -o " + base + ".c.o " + source.string(),
                               output);
      INFO(source << flags << output);
      REQUIRE(status == 0);
      CHECK(linked_text(base + ".s.o") == linked_text(base + ".c.o"));
    }
  }
  fs::remove_all(folder);
}

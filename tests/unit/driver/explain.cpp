// What `prologo explain` says of whole programs: slots that fill the frame exactly, JSON and
// SVG that parse.

#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/catch.h"
#include "tests/programs.h"

namespace prologo::tests {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Slots from the highest address down: none overlaps, none is missing inside the frame.
static void require_filled(const Json& frame) {
  int64_t size = frame["size"];
  int64_t inside = 0;
  int64_t above = INT64_MAX;
  for (const Json& slot : frame["slots"]) {
    int64_t offset = slot["off"];
    int64_t bytes = slot["size"];
    INFO(slot.dump());
    CHECK(offset + bytes <= above);
    above = offset;
    inside += offset >= 0 && offset < size ? bytes : 0;
  }
  CHECK(inside == size);
  CHECK(std::string(frame["budget"]).ends_with(" = " + std::to_string(size)));
}

static void explain_all(const fs::path& program, const std::string& abi,
                        const std::string& flags) {
  std::string output;
  std::string command =
      compiler_path() + " explain -json -abi=" + abi + " " + flags + " " + program.string();
  INFO(command);
  REQUIRE(run_command(command, output) == 0);
  std::istringstream in(output);
  int count = 0;
  for (std::string line; std::getline(in, line);) {
    Json function = Json::parse(line);
    INFO(function["func"].dump());
    CHECK(function["schema"] == "prologo/1");
    CHECK(!function["code"].empty());
    require_filled(function["frame"]);
    count++;
  }
  CHECK(count > 0);
}

TEST_CASE("explain: slots fill the frames of all programs") {
  fs::path root(PROLOGO_TESTS);
  for (const auto& entry : fs::directory_iterator(root / "programs")) {
    if (entry.path().extension() != ".go") {
      continue;
    }
    for (const std::string& abi : {std::string("abiinternal"), std::string("abi0"),
                                   (root / "abi" / "teach4.toml").string(),
                                   (root / "abi" / "mostly_stack.toml").string()}) {
      for (const char* flags : {"-N -l", ""}) {
        explain_all(entry.path(), abi, flags);
      }
    }
  }
}

// Every element that opens closes, in order; no bare & or <.
static void require_well_formed(const std::string& text) {
  std::vector<std::string> open;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '&') {
      size_t end = text.find(';', i);
      REQUIRE(end - i <= 6);
    }
    if (text[i] != '<') {
      continue;
    }
    size_t end = text.find('>', i);
    REQUIRE(end != std::string::npos);
    std::string tag = text.substr(i + 1, end - i - 1);
    REQUIRE(tag.find('<') == std::string::npos);
    if (tag[0] == '/') {
      REQUIRE(!open.empty());
      CHECK(open.back() == tag.substr(1));
      open.pop_back();
    } else if (!tag.ends_with("/")) {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
    i = end;
  }
  CHECK(open.empty());
}

TEST_CASE("explain: the picture is well-formed") {
  fs::path svg =
      fs::temp_directory_path() / ("prologo-test-" + std::to_string(getpid()) + ".svg");
  fs::path program = fs::path(PROLOGO_TESTS) / "programs" / "structs.go";
  std::string output;
  REQUIRE(
      run_command(compiler_path() + " explain -N -svg " + svg.string() + " " + program.string(),
                  output) == 0);
  REQUIRE(run_command("cat " + svg.string(), output) == 0);
  fs::remove(svg);
  CHECK(output.starts_with("<svg "));
  require_well_formed(output);
}

}  // namespace prologo::tests

// Reads a golden file, runs its stage, and shows what differs; PROLOGO_BLESS=1 writes it anew.

#include "tests/golden.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/catch.h"
#include "tests/stages.h"

namespace prologo::tests {

namespace fs = std::filesystem;

static std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

static std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Golden read_golden(const fs::path& root, const fs::path& path) {
  Golden golden;
  golden.path = path;
  fs::path relative = fs::relative(path, root);
  golden.stage = relative.begin()->string();
  golden.argument = fs::relative(path.parent_path(), root / golden.stage).string();
  if (golden.argument == ".") {
    golden.argument.clear();
  }
  std::string text = read_text(path);
  while (text.starts_with("#")) {
    size_t end = text.find('\n') + 1;
    golden.comment += text.substr(0, end);
    text.erase(0, end);
  }
  size_t rule = text.starts_with("----\n") ? 0 : text.find("\n----\n");
  if (rule == std::string::npos) {
    golden.input = text;
    return golden;
  }
  size_t input_end = rule == 0 ? 0 : rule + 1;
  golden.input = text.substr(0, input_end);
  golden.expected = text.substr(input_end + 5);
  return golden;
}

static bool is_common(const std::vector<std::string>& a, size_t i, const std::string& line) {
  constexpr size_t kWindow = 40;
  for (size_t k = i; k < a.size() && k < i + kWindow; k++) {
    if (a[k] == line) {
      return true;
    }
  }
  return false;
}

std::string line_difference(const std::string& expected, const std::string& actual) {
  std::vector<std::string> a = split_lines(expected);
  std::vector<std::string> b = split_lines(actual);
  std::string out;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      out += "  " + a[i] + "\n";
      i++;
      j++;
    } else if (j < b.size() && (i >= a.size() || !is_common(a, i, b[j]))) {
      out += "+ " + b[j++] + "\n";
    } else {
      out += "- " + a[i++] + "\n";
    }
  }
  return out;
}

static void bless(const Golden& golden, const std::string& actual) {
  std::ofstream out(golden.path, std::ios::binary);
  out << golden.comment << golden.input << "----\n" << actual;
}

void check_golden(const Golden& golden) {
  StageFunction stage = find_stage(golden.stage);
  if (stage == nullptr) {
    FAIL("no stage named " << golden.stage << " (tests/stages)");
    return;
  }
  std::string actual = stage(golden.argument, golden.input);
  if (!actual.empty() && actual.back() != '\n') {
    actual += '\n';
  }
  const char* blessing = std::getenv("PROLOGO_BLESS");
  if (blessing != nullptr && *blessing != '\0') {
    bless(golden, actual);
    return;
  }
  if (actual != golden.expected) {
    FAIL("- expected, + actual:\n"
         << line_difference(golden.expected, actual) << "\nrun it alone:  ./dev test "
         << golden.path.stem().string() << "\naccept:        PROLOGO_BLESS=1 ./dev test "
         << golden.path.stem().string());
  }
  SUCCEED();
}

}  // namespace prologo::tests

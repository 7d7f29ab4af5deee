// ABI files: the built-in conventions survive being written and read; a file without registers
// is ABI0; mistakes are told with their line.

#include "backend/abi/abi_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "backend/abi/abi.h"
#include "backend/abi/layout_printer.h"
#include "tests/catch.h"
#include "tests/golden.h"
#include "tests/unit/abi/signature_text.h"

namespace prologo::tests {

namespace fs = std::filesystem;

static std::string file_text(const std::string& name) {
  std::ifstream in(fs::path(PROLOGO_TESTS) / "abi" / name);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

static std::unique_ptr<abi::AbiFile> read_good(const std::string& text) {
  std::vector<abi::AbiProblem> problems;
  auto file = abi::read_abi_file(text, problems);
  for (const auto& problem : problems) {
    FAIL(problem.line << ": " << problem.what);
  }
  return file;
}

// Every signature of the layout tests under both conventions.
static size_t require_same_layouts(const ir::Abi& a, const ir::Abi& b) {
  size_t count = 0;
  fs::path root = fs::path(PROLOGO_TESTS) / "golden";
  for (const auto& entry : fs::directory_iterator(root / "layout" / "abi0")) {
    ir::Types types;
    for (const auto& function :
         parse_signatures(types, read_golden(root, entry.path()).input)) {
      std::string left = abi::print_layout(a.lay_out(a, types, function.signature));
      std::string right = abi::print_layout(b.lay_out(b, types, function.signature));
      INFO(function.text);
      CHECK(left == right);
      count++;
    }
  }
  return count;
}

TEST_CASE("abi files: a dump read back is the same convention") {
  for (const ir::Abi* abi : abi::all()) {
    std::string text = abi::dump_abi(*abi);
    auto file = read_good(text);
    REQUIRE(file != nullptr);
    CHECK(abi::dump_abi(file->abi) == text);
    CHECK(require_same_layouts(*abi, file->abi) > 50);
  }
}

TEST_CASE("abi files: no registers is ABI0") {
  auto file = read_good(file_text("no_registers.toml"));
  REQUIRE(file != nullptr);
  CHECK(require_same_layouts(abi::kAbi0, file->abi) > 50);
}

TEST_CASE("abi files: what is not said is inherited") {
  auto file = read_good("name = \"x\"\nbase = \"sysv\"\n[registers]\nint = [\"DI\"]\n");
  REQUIRE(file != nullptr);
  CHECK(file->abi.split == ir::Split::Eightbytes);
  CHECK(file->abi.int_regs.size() == 1);
  CHECK(file->abi.int_results.size() == 1);
  CHECK(file->abi.float_regs.size() == 8);
  CHECK(file->abi.stack_check == ir::StackCheck::None);
}

// "line: what" of the first problem.
static std::string first_problem(const std::string& text) {
  std::vector<abi::AbiProblem> problems;
  abi::read_abi_file(text, problems);
  return problems.empty() ? "none"
                          : std::to_string(problems[0].line) + ": " + problems[0].what + "; " +
                                problems[0].mend;
}

TEST_CASE("abi files: mistakes") {
  struct Case {
    const char* text;
    const char* begins;
  };

  const Case cases[] = {
      {"name = \"x\"\n[registers]\nint = [\"AX\", \"AX\"]\n",
       "3: AX stands in one list of registers twice"},
      {"name = \"x\"\n[registers]\nint = [\"RAX\"]\n",
       "3: there is no register RAX; Go calls it AX"},
      {"name = \"x\"\n[registers]\nint = [\"X0\"]\n", "3: X0 holds floating point"},
      {"name = \"x\"\n[registers]\nfloat = [\"AX\"]\n", "3: AX is no floating-point register"},
      {"name = \"x\"\n[registers]\nint = [\"R14\"]\n",
       "3: R14 cannot be an argument or result register"},
      {"name = \"x\"\n[registers]\nint = [\"SP\"]\n", "3: SP cannot be an argument"},
      {"name = \"x\"\n[registers]\nfloat = [\"X15\"]\n", "3: X15 cannot be an argument"},
      {"name = \"x\"\n[registers]\ncallee_saved = [\"BX\"]\n",
       "3: BX cannot be saved by the callee: it is an argument"},
      {"name = \"x\"\n[registers]\nfixed = { closure = \"AX\" }\n",
       "3: AX cannot be the closure register"},
      {"name = \"x\"\n[registers]\nfixed = { scratch = [\"R12\"] }\n",
       "3: the stack check and the clearing"},
      {"name = \"x\"\n[registers]\nfixed = { g = \"R15\" }\n", "3: g cannot be in R15"},
      {"name = \"x\"\n[registers]\nfixed = { frame = \"BX\" }\n",
       "3: the frame pointer cannot be BX"},
      {"name = \"x\"\n[arguments]\nspill = \"none\"\n", "3: with check = \"morestack\""},
      {"name = \"x\"\n[arguments]\nspil = \"none\"\n",
       "3: unknown key arguments.spil (did you mean \"spill\"?)"},
      {"name = \"x\"\n[argument]\n", "2: unknown key argument (did you mean \"arguments\"?)"},
      {"name = \"x\"\n[arguments]\norder = \"left\"\n",
       "3: arguments.order cannot be \"left\""},
      {"name = \"x\"\n[arguments]\nbackfill = \"yes\"\n",
       "3: arguments.backfill is true or false"},
      {"name = \"x\"\n[arguments]\narray = \"short\"\n",
       "3: arguments.array cannot be \"short\""},
      {"name = \"x\"\n[registers]\nint = \"AX\"\n",
       "3: registers.int wants a list of registers"},
      {"name = \"x\"\nregisters = 3\n", "2: registers is a section"},
      {"name = \"x\"\n[frame]\nalign = 12\n",
       "3: frame.align cannot be that; choose one of 8, 16"},
      {"name = \"x\"\n[registers]\nint = []\n[results]\npool = \"hidden-pointer\"\nover = 16\n",
       "5: the hidden pointer travels in"},
      {"name = \"x\"\nbase = \"abi1\"\n",
       "2: there is no convention abi1 (did you mean \"abi0\"?)"},
      {"doc = \"x\"\n", "1: the convention has no name"},
      {"name = \"x\"\nname = \"y\"\n", "2: "},
      {"name = \n", "1: "},
      {"name = \"x\"\n[\nregisters]\n", "2: Error while parsing key"},
  };
  for (const Case& one : cases) {
    std::string problem = first_problem(one.text);
    INFO(problem);
    CHECK(problem.starts_with(one.begins));
  }
}

}  // namespace prologo::tests

// Two lists of instructions side by side: marks, kinds of difference, weights.
#include "backend/compare/alignment.h"

#include "tests/catch.h"

using namespace prologo;
using namespace prologo::compare;

// Lines as a recorded reference has them: texts only.
static std::vector<CodeLine> lines_of(const std::vector<std::string>& texts) {
  std::vector<CodeLine> lines;
  for (const std::string& text : texts) {
    CodeLine line;
    line.pc = static_cast<uint32_t>(lines.size());
    line.text = line.normal = text;
    line.operation = listing::split_operation(text);
    size_t label = text.find(" L");
    line.jump = text[0] == 'J' ? std::stoll(text.substr(label + 2)) : CodeLine::kNoJump;
    lines.push_back(line);
  }
  return lines;
}

static std::string kinds(const Comparison& comparison) {
  std::string out;
  for (const Row& row : comparison.rows) {
    std::string_view name = row.mark == Mark::Different ? kind_name(row.kind) : "=";
    out += (out.empty() ? "" : " ") + std::string(name.empty() ? "moved" : name);
  }
  return out;
}

static void check(const std::vector<std::string>& ours, const std::vector<std::string>& theirs,
                  const std::string& want, int64_t score) {
  Comparison comparison = compare_code(lines_of(ours), lines_of(theirs));
  CHECK(kinds(comparison) == want);
  CHECK(comparison.score == score);
}

TEST_CASE("compare the same code has score 0") {
  check({"MOVQ AX, BX", "JMP L0"}, {"MOVQ AX, BX", "JMP L0"}, "= =", 0);
}

TEST_CASE("compare a slot counts less than a register, both less than an instruction") {
  check({"MOVQ AX, 0x8(SP)"}, {"MOVQ AX, 0x10(SP)"}, "slot", 1);
  check({"MOVQ AX, 0x8(SP)"}, {"MOVQ CX, 0x8(SP)"}, "operand", 5);
  check({"CALL main.f"}, {"CALL main.g"}, "operand", 5);
  check({"ADDQ AX, AX", "RET"}, {"SHLQ $0x1, AX", "RET"}, "replaced =", 200);
  check({"INCQ AX", "RET"}, {"RET"}, "extra =", 100);
  check({"RET"}, {"INCQ AX", "RET"}, "missing =", 100);
}

TEST_CASE("compare an instruction that stands elsewhere counts once") {
  check({"INCQ AX", "MOVQ BX, CX", "MOVQ SI, DI", "RET"},
        {"MOVQ BX, CX", "MOVQ SI, DI", "INCQ AX", "RET"}, "order = = moved =", 60);
}

TEST_CASE("compare jumps are the same if they go to counterparts") {
  check({"JE L2", "INCQ AX", "RET"}, {"JE L1", "RET"}, "= extra =", 100);
  check({"JE L1", "INCQ AX", "RET"}, {"JE L2", "INCQ AX", "RET"}, "target = =", 5);
}

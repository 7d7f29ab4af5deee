// Texts of single instructions, as Go's own disassembler prints them.
#include "backend/listing/go_syntax.h"

#include "tests/catch.h"

using namespace prologo::listing;

static std::string text(const char* att) {
  // One symbol of 16 bytes at 0x2000.
  auto symbol_at = [](uint64_t address) {
    return address >= 0x2000 && address < 0x2010 ? AddressName{"main.x", 0x2000}
                                                 : AddressName{};
  };
  return to_go_syntax(att, 0x1000, symbol_at);
}

TEST_CASE("listing operands relative to IP name the symbol and the distance in it") {
  CHECK(text("leaq 0x1000(%rip), %rax") == "LEAQ main.x(SB), AX");
  CHECK(text("movq 0x1008(%rip), %rax") == "MOVQ main.x+8(SB), AX");
  CHECK(text("movq 0x1010(%rip), %rax") == "MOVQ 0x1010(IP), AX");
}

TEST_CASE("listing calls name only the beginning of a symbol") {
  CHECK(text("callq 0x2000") == "CALL main.x(SB)");
  CHECK(text("jmp 0x2004") == "JMP 0x2004");
}

TEST_CASE("listing immediates are signed by their width") {
  CHECK(text("movw $0xffff, 0x1a(%rsp)") == "MOVW $-0x1, 0x1a(SP)");
  CHECK(text("cmpl $0xffffffff, %eax") == "CMPL $-0x1, AX");
  CHECK(text("movb $0xff, (%rax)") == "MOVB $0xff, 0(AX)");
}

// Encodings that Go's assembler chooses, as its own listings show them.

#include "backend/x64/encode.h"

#include "support/text.h"
#include "tests/catch.h"

namespace prologo::x64 {

using namespace ir::reg;

static Inst make(Mnemonic op, Operand a = {}, Operand b = {}, Operand c = {}) {
  Inst inst;
  inst.op = op;
  inst.a = a;
  inst.b = b;
  inst.c = c;
  return inst;
}

static std::string bytes_of(const std::string& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (unsigned char byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

static std::string encoded(const Inst& inst) {
  static Encoder encoder;
  return bytes_of(encoder.encode(inst).bytes);
}

TEST_CASE("x64 encodings are Go's") {
  CHECK(encoded(make(Mnemonic::CMPQ, reg(SP), mem(R14, 16))) == "493b6610");
  CHECK(encoded(make(Mnemonic::MOVQ, reg(R13), imm(0))) == "49c7c500000000");
  CHECK(encoded(make(Mnemonic::MOVQ, reg(AX), imm(0x123456789ab))) == "48b8ab89674523010000");
  CHECK(encoded(make(Mnemonic::MOVL, reg(AX), imm(7))) == "b807000000");
  CHECK(encoded(make(Mnemonic::TESTB, mem(AX), reg(AX))) == "8400");
  CHECK(encoded(make(Mnemonic::ADDQ, reg(SP), imm(-128))) == "4883c480");
  CHECK(encoded(make(Mnemonic::SUBQ, reg(SP), imm(128))) == "4881ec80000000");
  CHECK(encoded(make(Mnemonic::LEAQ, reg(BP), mem(SP, -16))) == "488d6c24f0");
  CHECK(encoded(make(Mnemonic::SHLQ, reg(CX), imm(1))) == "48d1e1");
  CHECK(encoded(make(Mnemonic::IMULQ, reg(AX), reg(CX))) == "480fafc1");
  CHECK(encoded(make(Mnemonic::MOVUPS, mem(SP, 24), reg(X15))) == "440f117c2418");
  CHECK(encoded(make(Mnemonic::XCHGL)) == "90");
}

TEST_CASE("x64 byte immediates to AL take the short form") {
  CHECK(encoded(make(Mnemonic::CMPB, reg(AX), imm(5))) == "3c05");
  CHECK(encoded(make(Mnemonic::CMPB, reg(AX), imm(-1))) == "3cff");
  CHECK(encoded(make(Mnemonic::CMPB, reg(AX), imm(-128))) == "3c80");
}

TEST_CASE("x64 g is loaded from thread-local storage in one instruction") {
  CHECK(encoded(make(Mnemonic::MOVQ, reg(R14), thread_local_mem(-8))) == "644c8b3425f8ffffff");
}

TEST_CASE("x64 a duffzero call keeps the frame pointer in 19 bytes") {
  Encoder encoder;
  ir::Symbol duffzero;
  Encoding encoding = encoder.encode(make(Mnemonic::DUFFZERO, symbol(&duffzero, 322)));
  CHECK(bytes_of(encoding.bytes) == "48896c24f0488d6c24f0e800000000488b6d00");
  CHECK(encoding.field == 11);
}

TEST_CASE("x64 an address field knows the bytes behind it") {
  Encoder encoder;
  ir::Symbol barrier;
  Encoding encoding = encoder.encode(make(Mnemonic::CMPL, mem(&barrier), imm(0)));
  CHECK(bytes_of(encoding.bytes) == "833d0000000000");
  CHECK(encoding.field == 2);
  CHECK(encoding.trailing == 1);
}

TEST_CASE("x64 padding is made of NOPs of up to nine bytes") {
  Encoder encoder;
  CHECK(bytes_of(encoder.padding(1)) == "90");
  CHECK(bytes_of(encoder.padding(2)) == "6690");
  CHECK(bytes_of(encoder.padding(6)) == "660f1f440000");
  CHECK(bytes_of(encoder.padding(11)) == "660f1f8400000000006690");
}

}  // namespace prologo::x64

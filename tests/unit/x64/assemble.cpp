// Branch sizes, padding at 32-byte boundaries, and the tables that go by addresses.

#include "backend/x64/assemble.h"

#include "tests/catch.h"

namespace prologo::x64 {

static Inst make(Mnemonic op, Operand a = {}, Operand b = {}) {
  Inst inst;
  inst.op = op;
  inst.a = a;
  inst.b = b;
  return inst;
}

// `count` instructions of one byte.
static void fill(InstList& list, int count) {
  for (int i = 0; i < count; ++i) {
    list.insts.push_back(make(Mnemonic::XCHGL));
  }
}

static backend::Code assembled(const InstList& list, const char* dialect = "go1.19") {
  Encoder encoder;
  backend::Code code;
  assemble(encoder, *ir::find_dialect(dialect), list, code);
  return code;
}

// A jump over `distance` bytes.
static InstList forward_jump(int distance) {
  InstList list;
  Label end = list.new_label();
  list.insts.push_back(make(Mnemonic::JMP, label(end)));
  fill(list, distance);
  list.bind(end);
  list.insts.push_back(make(Mnemonic::XCHGL));
  return list;
}

TEST_CASE("x64 forward jumps of up to 127 bytes are short") {
  CHECK(assembled(forward_jump(127)).instructions[0].size == 2);
  CHECK(assembled(forward_jump(128)).instructions[0].size == 5);
}

TEST_CASE("x64 backward jumps of up to 128 bytes are short") {
  for (int distance : {126, 127}) {
    InstList list;
    Label start = list.new_label();
    list.bind(start);
    fill(list, distance);
    list.insts.push_back(make(Mnemonic::JNE, label(start)));
    CHECK(assembled(list, "go1.14").instructions.back().size == (distance == 126 ? 2 : 6));
  }
}

TEST_CASE("x64 a return that would end at a 32-byte boundary moves behind it") {
  InstList list;
  fill(list, 31);
  list.insts.push_back(make(Mnemonic::RET));
  backend::Code code = assembled(list);
  CHECK(code.bytes.size() == 33);
  CHECK(code.instructions[31].part == backend::Part::Padding);
  CHECK(assembled(list, "go1.14").bytes.size() == 32);
}

TEST_CASE("x64 a comparison and its jump are kept together") {
  InstList list;
  Label end = list.new_label();
  fill(list, 28);
  list.insts.push_back(make(Mnemonic::TESTQ, reg(ir::reg::AX), reg(ir::reg::AX)));
  list.insts.push_back(make(Mnemonic::JEQ, label(end)));
  list.bind(end);
  list.insts.push_back(make(Mnemonic::RET));
  backend::Code code = assembled(list);
  CHECK(code.instructions[28].part == backend::Part::Padding);
  CHECK(code.instructions[29].pc == 32);
}

TEST_CASE("x64 a branch to a mark goes ahead of the padding behind it") {
  InstList list;
  Label target = list.new_label();
  list.insts.push_back(make(Mnemonic::JMP, label(target)));
  fill(list, 29);
  list.bind(target);
  list.insts.push_back(make(Mnemonic::MARK));
  list.insts.push_back(make(Mnemonic::RET));
  backend::Code code = assembled(list);
  CHECK(code.bytes[1] == 29);
  CHECK(code.bytes.size() == 33);
}

TEST_CASE("x64 the stack pointer's distance follows pushes and returns") {
  InstList list;
  list.insts.push_back(make(Mnemonic::SUBQ, reg(ir::reg::SP), imm(24)));
  list.insts.back().sp_change = 24;
  list.insts.push_back(make(Mnemonic::ADDQ, reg(ir::reg::SP), imm(24)));
  list.insts.back().sp_change = -24;
  list.insts.push_back(make(Mnemonic::RET));
  backend::Code code = assembled(list);
  REQUIRE(code.sp_delta.size() == 3);
  CHECK(code.sp_delta[1].pc == 4);
  CHECK(code.sp_delta[1].value == 24);
  CHECK(code.sp_delta[2].value == 0);
}

}  // namespace prologo::x64

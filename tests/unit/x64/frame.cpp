// The order of stack slots, and which functions need no stack check.

#include "backend/x64/frame.h"

#include "backend/abi/abi.h"
#include "ir/dialect.h"
#include "ir/module.h"
#include "tests/catch.h"

namespace prologo::x64 {

namespace {

struct Frames {
  ir::Module module;
  ir::Function fn;

  Frames() {
    fn.module = &module;
    fn.abi = &abi::kAbiInternal;
    fn.entry = fn.new_block(ir::BlockKind::Ret);
    fn.blocks = {fn.entry};
  }

  ir::Variable* add(const std::string& name, const ir::Type* type) {
    ir::Variable variable;
    variable.name = name;
    variable.type = type;
    ir::Variable* out = fn.new_variable(variable);
    ir::Value* use =
        fn.new_value(fn.entry, ir::Op::VarDef, module.types.basic(ir::Kind::Memory), {});
    use->aux = ir::Aux(out);
    return out;
  }
};

}  // namespace

TEST_CASE("x64 pointers stand above numbers, larger above smaller, then by name") {
  Frames f;
  const ir::Type* number = f.module.types.basic(ir::Kind::Int);
  const ir::Type* small = f.module.types.basic(ir::Kind::Int16);
  const ir::Type* pointer = f.module.types.pointer_to(number);
  ir::Variable* b = f.add("b", number);
  ir::Variable* s = f.add("s", small);
  ir::Variable* a = f.add("a", number);
  ir::Variable* p = f.add("p", pointer);
  plan_frame(f.fn);
  CHECK(p->offset == -8);
  CHECK(a->offset == -16);
  CHECK(b->offset == -24);
  CHECK(s->offset == -26);
  CHECK(f.fn.locals_bytes == 32);
}

TEST_CASE("x64 a variable that nothing mentions has no slot") {
  Frames f;
  ir::Variable unused;
  unused.name = "unused";
  unused.type = f.module.types.basic(ir::Kind::Int);
  f.fn.new_variable(unused);
  plan_frame(f.fn);
  CHECK(f.fn.locals_bytes == 0);
}

static InstList calling(ir::Symbol* callee) {
  InstList body;
  Inst inst;
  inst.op = Mnemonic::CALL;
  inst.a = symbol(callee);
  body.insts.push_back(inst);
  return body;
}

TEST_CASE("x64 small functions that only panic need no stack check") {
  Frames f;
  ir::Symbol* panics = f.module.symbol("runtime.panicIndex");
  CHECK(size_frame(f.fn, calling(panics)).no_split);
  CHECK(size_frame(f.fn, calling(panics)).size == 8);
  CHECK_FALSE(size_frame(f.fn, calling(f.module.symbol("main.g"))).no_split);
  f.fn.locals_bytes = 104;
  CHECK(size_frame(f.fn, calling(panics)).no_split);
  f.fn.locals_bytes = 112;
  CHECK_FALSE(size_frame(f.fn, calling(panics)).no_split);
  CHECK(size_frame(f.fn, InstList{}).no_split);
  f.fn.locals_bytes = 120;
  CHECK_FALSE(size_frame(f.fn, InstList{}).no_split);
}

TEST_CASE("x64 every dialect has a row of its own") {
  for (const char* name : {"go1.10", "go1.14", "go1.15", "go1.16", "go1.17", "go1.19"}) {
    REQUIRE(ir::find_dialect(name) != nullptr);
    CHECK(ir::find_dialect(name)->name == name);
  }
  CHECK(ir::find_dialect("go2") == nullptr);
}

}  // namespace prologo::x64

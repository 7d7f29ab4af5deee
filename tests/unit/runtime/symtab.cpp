// The reader of .gopclntab against the compiler's writer: what one says the other finds.

#include "runtime/symtab.h"

#include <cstring>
#include <string>

#include "backend/elf/image.h"
#include "backend/elf/pclntab.h"
#include "backend/elf/runtime_archive.h"
#include "runtime/unwind.h"
#include "tests/catch.h"

using namespace prologo;
using runtime::CodeTables;
using runtime::Func;

namespace {

constexpr uint32_t kFunctionBytes = 64;

// Tables of functions main.f0, main.f1, ... of 64 bytes each, with all offsets filled in.
class Tables {
 public:
  explicit Tables(int count) {
    sources_.add("f.go", "package main\n");
    function_.module = &module_;
    for (int i = 0; i < count; i++) {
      ir::Symbol* symbol = module_.symbol("main.f" + std::to_string(i));
      backend::Code code;
      code.symbol = symbol;
      code.fn = &function_;
      code.bytes.assign(kFunctionBytes, '\x90');
      code.args_bytes = 8 * i;
      code.deferreturn = static_cast<uint32_t>(i);
      code.sp_delta = {{0, 0}, {4, 32}, {60, 0}};
      code.lines = {{0, Pos{static_cast<uint32_t>(10 + i), 1, 1}},
                    {8, Pos{static_cast<uint32_t>(900 - i), 1, 1}},
                    {16, Pos{static_cast<uint32_t>(10 + i), 1, 1}}};
      code.stack_map = {{0, -1}, {20, i % 3}, {24, -1}};
      code.funcdata.resize(2);
      code.funcdata[1] = std::string("map") + std::to_string(i % 2);
      codes_.push_back(std::move(code));
    }
    table_ = elf::build_pclntab(sources_, codes_, {}, "end");
    fill_in();
  }

  CodeTables reader() const {
    return {reinterpret_cast<const uint8_t*>(table_.bytes.data()),
            reinterpret_cast<const uint8_t*>(blobs_.data())};
  }

  static uintptr_t entry(int i) {
    return elf::kTextBase + kFunctionBytes * static_cast<uintptr_t>(i);
  }

 private:
  void fill_in() {
    std::vector<uint32_t> blob_offsets;
    for (const elf::FuncDataBlob& blob : table_.blobs) {
      blob_offsets.push_back(static_cast<uint32_t>(blobs_.size()));
      blobs_ += blob.bytes;
    }
    for (const elf::TableFixup& fixup : table_.fixups) {
      uint32_t value = 0;
      if (fixup.kind == elf::TableFixup::Kind::FuncData) {
        value = blob_offsets[fixup.blob];
      } else {
        size_t index = codes_.size();
        for (size_t i = 0; i < codes_.size(); i++) {
          index = codes_[i].symbol->name == fixup.symbol ? i : index;
        }
        value = static_cast<uint32_t>(index) * kFunctionBytes;
      }
      std::memcpy(table_.bytes.data() + fixup.offset, &value, sizeof(value));
    }
  }

  SourceFiles sources_;
  ir::Module module_;
  ir::Function function_;
  std::vector<backend::Code> codes_;
  elf::Pclntab table_;
  std::string blobs_;
};

std::string to_string(runtime::String text) {
  return {reinterpret_cast<const char*>(text.ptr), static_cast<size_t>(text.len)};
}

}  // namespace

TEST_CASE("runtime: functions are found by any pc inside") {
  for (int count : {1, 2, 3, 10, 100}) {
    Tables tables(count);
    CodeTables code = tables.reader();
    for (int i = 0; i < count; i++) {
      for (uintptr_t offset : {0, 1, 63}) {
        const Func* f = code.find(Tables::entry(i) + offset);
        REQUIRE(f != nullptr);
        CHECK(to_string(code.name(f)) == "main.f" + std::to_string(i));
        CHECK(code.entry(f) == Tables::entry(i));
        CHECK(f->args == 8 * i);
        CHECK(f->deferreturn == static_cast<uint32_t>(i));
      }
    }
    CHECK(code.find(Tables::entry(0) - 1) == nullptr);
    CHECK(code.find(Tables::entry(count)) == nullptr);
  }
}

TEST_CASE("runtime: values change at the pcs the writer says") {
  Tables tables(5);
  CodeTables code = tables.reader();
  uintptr_t entry = Tables::entry(4);
  const Func* f = code.find(entry);
  CHECK(code.sp_delta(f, entry) == 0);
  CHECK(code.sp_delta(f, entry + 3) == 0);
  CHECK(code.sp_delta(f, entry + 4) == 32);
  CHECK(code.sp_delta(f, entry + 59) == 32);
  CHECK(code.sp_delta(f, entry + 60) == 0);
  CHECK(code.max_sp_delta(f) == 32);
  CHECK(code.line(f, entry + 7) == 14);
  CHECK(code.line(f, entry + 8) == 896);
  CHECK(code.line(f, entry + 63) == 14);
  CHECK(to_string(code.file(f, entry)).ends_with("/f.go"));
  CHECK(code.pcdata(f, runtime::kPcDataStackMapIndex, entry + 19) == -1);
  CHECK(code.pcdata(f, runtime::kPcDataStackMapIndex, entry + 20) == 1);
  CHECK(code.pcdata(f, runtime::kPcDataStackMapIndex, entry + 24) == -1);
  CHECK(code.pcdata(f, runtime::kPcDataInlTreeIndex, entry + 20) == -1);
}

TEST_CASE("runtime: function data are found or absent") {
  Tables tables(4);
  CodeTables code = tables.reader();
  const Func* f = code.find(Tables::entry(3));
  CHECK(code.funcdata(f, runtime::kFuncDataArgsPointerMaps) == nullptr);
  CHECK(code.funcdata(f, runtime::kFuncDataOpenCodedDeferInfo) == nullptr);
  const uint8_t* maps = code.funcdata(f, runtime::kFuncDataLocalsPointerMaps);
  REQUIRE(maps != nullptr);
  CHECK(std::memcmp(maps, "map1", 4) == 0);
}

TEST_CASE("runtime: frames are walked by return addresses and SP deltas") {
  Tables tables(3);
  CodeTables code = tables.reader();
  // f0 called f1, which called f2; each has a frame of 32 bytes whose top word keeps BP.
  constexpr size_t kFrameWords = 5;  // the frame and the return address above it
  uintptr_t stack[3 * kFrameWords] = {};
  stack[kFrameWords - 1] = Tables::entry(1) + 30;
  stack[2 * kFrameWords - 1] = Tables::entry(0) + 40;
  stack[3 * kFrameWords - 1] = 0xbad;
  auto sp = reinterpret_cast<uintptr_t>(stack);
  runtime::Unwinder walk(code, Tables::entry(2) + 20, sp);
  for (size_t i = 0; i < 3; i++) {
    REQUIRE(walk.valid());
    const runtime::Frame& frame = walk.frame();
    CHECK(to_string(code.name(frame.fn)) == "main.f" + std::to_string(2 - i));
    CHECK(frame.sp == sp + 40 * i);
    CHECK(frame.argp == frame.sp + 40);
    CHECK(frame.varp == frame.sp + 24);
    CHECK(frame.has_saved_bp());
    walk.step();
  }
  CHECK(!walk.valid());
  CHECK(walk.lost_pc() == 0xbad);
}

TEST_CASE("runtime: optional functions are listed when referred to") {
  auto has = [](const std::vector<elf::RuntimeFunction>& list, const std::string& name) {
    for (const elf::RuntimeFunction& fn : list) {
      if (fn.name == name) {
        return true;
      }
    }
    return false;
  };
  auto none = elf::runtime_functions({});
  CHECK(has(none, "runtime.gopanic"));
  CHECK(!has(none, "runtime.growslice"));
  CHECK(!has(none, "runtime.chansend1"));
  CHECK(none.back().name == "runtime.systemcode");
  auto some = elf::runtime_functions({"runtime.growslice", "runtime.f64hash\u00b7f"});
  CHECK(has(some, "runtime.growslice"));
  CHECK(has(some, "runtime.f64hash"));
}

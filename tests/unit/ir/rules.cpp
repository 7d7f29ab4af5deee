// Laws of the rewrite rules: folding computes what Go would, division by a constant is
// division.

#include <algorithm>
#include <bit>
#include <random>

#include "ir/analysis/go_sort.h"
#include "ir/parser.h"
#include "ir/passes/passes.h"
#include "ir/rules/predicates.h"
#include "tests/catch.h"

using namespace prologo;
using namespace prologo::ir;

namespace {

// A function that returns one value, computed by `body` from constants.
struct Fold {
  Module module;
  Function fn;
  Block* block = nullptr;

  Fold() {
    fn.module = &module;
    fn.entry = block = fn.new_block(BlockKind::Ret);
  }

  Value* make(Op op, Kind kind, std::initializer_list<Value*> args, int64_t aux_int = 0) {
    Value* v = fn.new_value(block, op, module.types.basic(kind), Pos{});
    v->aux_int = aux_int;
    for (Value* arg : args) {
      add_arg(v, arg);
    }
    return v;
  }

  // What the rules make of the value: it must be a constant.
  int64_t fold(Value* result) {
    Value* memory = make(Op::InitMem, Kind::Memory, {});
    Value* keep = fn.new_value(block, Op::MakeResult,
                               module.types.results({result->type, memory->type}), Pos{});
    add_arg(keep, result);
    add_arg(keep, memory);
    set_control(block, keep);
    optimise(fn);
    Value* folded = keep->args[0];
    INFO(info(folded->op).name);
    REQUIRE(folded->args.empty());
    return folded->aux_int;
  }
};

template <typename Int>
Int go_shift_left(Int x, uint64_t by) {
  return by >= sizeof(Int) * 8 ? Int{0} : static_cast<Int>(static_cast<uint64_t>(x) << by);
}

template <typename Int>
Int go_shift_right(Int x, uint64_t by) {
  return static_cast<Int>(x >> (by >= sizeof(Int) * 8 ? sizeof(Int) * 8 - 1 : by));
}

std::vector<int64_t> samples() {
  std::vector<int64_t> out = {0,      1,     -1,        2,         3,         7,        10,
                              63,     64,    127,       128,       -128,      255,      32767,
                              -32768, 65535, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
  std::mt19937_64 random(1);
  for (int i = 0; i < 40; ++i) {
    out.push_back(static_cast<int64_t>(random()) >> (i % 60));
  }
  return out;
}

template <typename Int>
void check_width(int width, Kind kind) {
  auto op = [width](Op at64) {
    int step = width == 8 ? 3 : width == 16 ? 2 : width == 32 ? 1 : 0;
    return static_cast<Op>(static_cast<int>(at64) - step);
  };
  // Families are declared 8, 16, 32, 64.
  for (int64_t raw_a : samples()) {
    for (int64_t raw_b : samples()) {
      auto a = static_cast<Int>(raw_a);
      auto b = static_cast<Int>(raw_b);
      auto run = [&](Op family) {
        Fold f;
        Value* x = f.make(op(Op::Const64), kind, {}, a);
        Value* y = f.make(op(Op::Const64), kind, {}, b);
        return f.fold(f.make(op(family), kind, {x, y}));
      };
      auto ua = static_cast<uint64_t>(a);
      auto ub = static_cast<uint64_t>(b);
      CHECK(run(Op::Add64) == static_cast<Int>(ua + ub));
      CHECK(run(Op::Sub64) == static_cast<Int>(ua - ub));
      CHECK(run(Op::Mul64) == static_cast<Int>(ua * ub));
      CHECK(run(Op::And64) == static_cast<Int>(a & b));
      CHECK(run(Op::Xor64) == static_cast<Int>(a ^ b));
    }
  }
}

}  // namespace

TEST_CASE("constant folding wraps at every width", "[ir]") {
  check_width<int8_t>(8, Kind::Int8);
  check_width<int16_t>(16, Kind::Int16);
  check_width<int32_t>(32, Kind::Int32);
  check_width<int64_t>(64, Kind::Int64);
}

TEST_CASE("shifts by constants follow Go, counts beyond the width included", "[ir]") {
  for (int64_t raw : samples()) {
    for (int64_t by : {0, 1, 5, 7, 8, 31, 32, 63, 64, 200}) {
      auto run = [&](Op op, Op constant, Kind kind, int64_t x) {
        Fold f;
        Value* value = f.make(constant, kind, {}, x);
        Value* count = f.make(Op::Const64, Kind::Uint64, {}, by);
        return f.fold(f.make(op, kind, {value, count}));
      };
      auto count = static_cast<uint64_t>(by);
      auto x8 = static_cast<int8_t>(raw);
      auto x32 = static_cast<int32_t>(raw);
      CHECK(run(Op::Lsh8x64, Op::Const8, Kind::Int8, x8) == go_shift_left<int8_t>(x8, count));
      CHECK(run(Op::Rsh8x64, Op::Const8, Kind::Int8, x8) == go_shift_right<int8_t>(x8, count));
      CHECK(run(Op::Lsh32x64, Op::Const32, Kind::Int32, x32) ==
            go_shift_left<int32_t>(x32, count));
      CHECK(run(Op::Rsh64x64, Op::Const64, Kind::Int64, raw) ==
            go_shift_right<int64_t>(raw, count));
      int64_t logical =
          count >= 32 ? 0 : static_cast<int32_t>(static_cast<uint32_t>(x32) >> count);
      CHECK(run(Op::Rsh32Ux64, Op::Const32, Kind::Int32, x32) == logical);
    }
  }
}

TEST_CASE("magic numbers divide", "[ir]") {
  std::mt19937_64 random(2);
  for (int64_t c : {3, 5, 6, 7, 9, 10, 11, 25, 100, 125, 641, 1000, 65537, 1000000007}) {
    UnsignedMagic u = unsigned_magic(32, c);
    SignedMagic s = signed_magic(32, c);
    for (int i = 0; i < 200; ++i) {
      auto x = static_cast<uint32_t>(random());
      __extension__ unsigned __int128 wide = ((uint64_t{1} << 32) + u.m);
      CHECK(static_cast<uint32_t>((wide * x) >> (32 + u.shift)) ==
            x / static_cast<uint32_t>(c));
      auto y = static_cast<int32_t>(x);
      int64_t high = (static_cast<int64_t>(s.m) * y) >> (32 + s.shift);
      CHECK(static_cast<int32_t>(high - (y >> 31)) == y / static_cast<int32_t>(c));
    }
  }
}

TEST_CASE("divisibility by rotation", "[ir]") {
  for (int64_t c : {3, 5, 6, 10, 12, 14, 24, 100, 96}) {
    Divisible u = unsigned_divisible(8, c);
    Divisible s = signed_divisible(8, c);
    auto rotated = [](int64_t x, int64_t by) {
      return std::rotr(static_cast<uint8_t>(x), static_cast<int>(by));
    };
    for (int x = 0; x < 256; ++x) {
      CHECK((rotated(x * u.inverse, u.zeros) <= u.limit) == (x % c == 0));
      int y = static_cast<int8_t>(x);
      CHECK((rotated(y * s.inverse + s.offset, s.zeros) <= s.limit) == (y % c == 0));
    }
  }
}

static void check_go_sort(std::vector<std::pair<uint64_t, int>> data) {
  auto less = [](const auto& a, const auto& b) { return a.first < b.first; };
  auto sorted = data;
  go_sort(sorted, less);
  CHECK(std::is_sorted(sorted.begin(), sorted.end(), less));
  if (data.size() <= 12) {
    std::stable_sort(data.begin(), data.end(), less);
  } else {
    std::sort(data.begin(), data.end());
    std::sort(sorted.begin(), sorted.end());
  }
  CHECK(sorted == data);
}

TEST_CASE("go_sort sorts, and keeps ties of short lists in order", "[ir]") {
  std::mt19937_64 random(3);
  for (int n : {0, 1, 2, 11, 12, 13, 50, 200, 3000}) {
    for (uint64_t range : {2, 10, 100000}) {
      std::vector<std::pair<uint64_t, int>> data;
      for (int i = 0; i < n; ++i) {
        data.push_back({random() % range, i});
      }
      check_go_sort(std::move(data));
    }
  }
}

#include "backend/allocate/liveness.h"

#include <algorithm>

#include "backend/allocate/arg_info.h"
#include "backend/allocate/live_variables.h"
#include "backend/allocate/unsafe_points.h"
#include "support/ensure.h"
#include "support/text.h"

namespace prologo::alloc {

using namespace ir;

namespace {

void put32(std::string& out, int64_t value) {
  auto bits = static_cast<uint32_t>(value);
  for (int i = 0; i < 4; ++i) {
    out += static_cast<char>(bits >> (8 * i));
  }
}

void put_varint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

// Bit i is bit i % 8 of byte i / 8.
void put_bits(std::string& out, const std::vector<bool>& bits) {
  size_t start = out.size();
  out.append((bits.size() + 7) / 8, '\0');
  for (size_t i = 0; i < bits.size(); ++i) {
    if (bits[i]) {
      out[start + i / 8] = static_cast<char>(out[start + i / 8] | 1 << (i % 8));
    }
  }
}

// Variables above the arguments of the caller, or below the top of the locals.
bool is_local(const Variable* v) {
  return v->cls == Variable::Class::Auto ||
         (v->cls == Variable::Class::Result && v->in_registers);
}

// Bitmaps of pointer words, one pair (arguments, locals) for each set of live variables.
class StackMapWriter {
 public:
  explicit StackMapWriter(const LiveVariables& live) : live_(live) {
    int64_t locals = 0;
    int64_t last_arg = -1;
    int64_t args = 0;
    for (const Variable* v : live.tracked) {
      if (is_local(v)) {
        locals = std::max(locals, align_to(-v->offset, 8));
      } else if (v->offset > last_arg) {
        last_arg = v->offset;
        args = v->offset + v->type->pointer_bytes();
      }
    }
    local_words_ = static_cast<size_t>(locals / 8);
    arg_words_ = static_cast<size_t>(args / 8);
  }

  void write(std::string& args_maps, std::string& locals_maps) const {
    for (auto [out, words] :
         {std::pair(&args_maps, arg_words_), {&locals_maps, local_words_}}) {
      put32(*out, static_cast<int64_t>(live_.sets.size()));
      put32(*out, static_cast<int64_t>(words));
    }
    for (const std::vector<bool>& set : live_.sets) {
      std::vector<bool> args(arg_words_, false);
      std::vector<bool> locals(local_words_, false);
      for (size_t i = 0; i < set.size(); ++i) {
        if (!set[i]) {
          continue;
        }
        const Variable* v = live_.tracked[i];
        if (is_local(v)) {
          add(locals, v, v->offset + static_cast<int64_t>(local_words_) * 8);
        } else {
          add(args, v, v->offset);
        }
      }
      put_bits(args_maps, args);
      put_bits(locals_maps, locals);
    }
  }

 private:
  const LiveVariables& live_;
  size_t arg_words_ = 0;
  size_t local_words_ = 0;

  static void add(std::vector<bool>& bits, const Variable* v, int64_t offset) {
    ENSURE(offset >= 0 && offset % 8 == 0);
    std::vector<bool> words = v->type->pointer_words();
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i]) {
        bits.at(static_cast<size_t>(offset) / 8 + i) = true;
      }
    }
  }
};

// Variables whose address is taken are found through pointers, not by liveness. Their pointer
// bitmaps follow the records, which give their offsets in the blob.
std::string stack_objects(const LiveVariables& live) {
  std::vector<const Variable*> objects;
  for (const Variable* v : live.tracked) {
    if (v->address_taken) {
      objects.push_back(v);
    }
  }
  if (objects.empty()) {
    return {};
  }
  std::sort(objects.begin(), objects.end(),
            [](const Variable* a, const Variable* b) { return a->offset < b->offset; });
  std::string records;
  std::string bitmaps;
  put32(records, static_cast<int64_t>(objects.size()));
  put32(records, 0);
  size_t bitmaps_at = 8 + 16 * objects.size();
  for (const Variable* v : objects) {
    put32(records, v->offset);
    put32(records, v->type->size);
    put32(records, v->type->pointer_bytes());
    put32(records, static_cast<int64_t>(bitmaps_at + bitmaps.size()));
    std::vector<bool> words = v->type->pointer_words();
    words.resize(static_cast<size_t>(v->type->pointer_bytes() / 8));
    put_bits(bitmaps, words);
  }
  return records + bitmaps;
}

// Distances below the top of the locals: the bits, then the closures from the last to the
// first.
std::string open_defer_info(const Function& fn) {
  std::vector<const Variable*> slots;
  for (const auto& v : fn.variables) {
    if (v->is_open_defer_slot) {
      slots.push_back(v.get());
    }
  }
  ENSURE(!slots.empty() && !slots[0]->type->has_pointers());
  std::string out;
  put_varint(out, static_cast<uint64_t>(-slots[0]->offset));
  put_varint(out, slots.size() - 1);
  for (size_t i = slots.size() - 1; i > 0; --i) {
    put_varint(out, static_cast<uint64_t>(-slots[i]->offset));
  }
  return out;
}

}  // namespace

Liveness find_liveness(Function& fn) {
  LiveVariables live = find_live_variables(fn);
  Liveness out;
  StackMapWriter(live).write(out.args_maps, out.locals_maps);
  out.stack_objects = stack_objects(live);
  out.stack_maps = std::move(live.at_call);
  out.deferreturn_map = live.at_deferreturn;
  out.growth_map = live.at_growth;
  out.unsafe_values = find_unsafe_points(fn);
  if (fn.optimise) {
    for (const Variable* v : live.touched_aggregates) {
      if (can_be_ssa(v->type)) {
        out.partly_live.push_back(v);
      }
    }
  }
  if (fn.has_open_defers) {
    out.open_defer_info = open_defer_info(fn);
  }
  out.arg_info = arg_info(fn);
  ArgLiveness args = find_arg_liveness(fn);
  out.arg_live_info = std::move(args.info);
  out.arg_live_at_block = std::move(args.at_block);
  out.arg_live_after_value = std::move(args.after_value);
  return out;
}

}  // namespace prologo::alloc

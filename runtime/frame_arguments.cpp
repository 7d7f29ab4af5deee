#include "runtime/frame_arguments.h"

#include "runtime/print.h"

namespace prologo::runtime {

namespace {

// Prints the arguments of one frame by its FUNCDATA 5.
class ArgumentPrinter {
 public:
  ArgumentPrinter(const CodeTables& code, const Frame& frame, uintptr_t pc)
      : argp_(frame.argp), live_(code.funcdata(frame.fn, kFuncDataArgLiveInfo)) {
    if (live_ != nullptr) {
      live_index_ = code.pcdata(frame.fn, kPcDataArgLiveIndex, pc);
      first_tracked_ = live_[0];
    }
  }

  void print_all(const uint8_t* info) {
    for (;;) {
      uint8_t op = *info++;
      switch (op) {
        case kArgEnd:
          return;
        case kArgStartAggregate:
          comma();
          print("{");
          at_start_ = true;
          continue;
        case kArgEndAggregate:
          print("}");
          break;
        case kArgDots:
          comma();
          print("...");
          break;
        case kArgOffsetTooLarge:
          comma();
          print("_");
          break;
        default:
          comma();
          print_one(op, *info++);
      }
      at_start_ = false;
    }
  }

 private:
  void comma() {
    if (!at_start_) {
      print(", ");
    }
  }

  void print_one(uint8_t offset, uint8_t size) {
    uint64_t value = 0;
    __builtin_memcpy(&value, reinterpret_cast<void*>(argp_ + offset), size < 8 ? size : 8);
    print_hex(value);
    if (!is_live(offset)) {
      print("?");
    }
    if (offset >= first_tracked_) {
      slot_++;
    }
  }

  bool is_live(uint8_t offset) const {
    if (live_ == nullptr || live_index_ <= 0 || offset < first_tracked_) {
      return true;
    }
    return (live_[live_index_ + slot_ / 8] >> (slot_ % 8) & 1) != 0;
  }

  uintptr_t argp_;
  const uint8_t* live_;
  int32_t live_index_ = -1;
  uint8_t first_tracked_ = 0xff;
  int slot_ = 0;
  bool at_start_ = true;
};

}  // namespace

void print_arguments(const CodeTables& code, const Frame& frame, uintptr_t pc) {
  if (const uint8_t* info = code.funcdata(frame.fn, kFuncDataArgInfo)) {
    ArgumentPrinter(code, frame, pc).print_all(info);
  } else if (frame.fn->func_id == kFuncIdGopanic) {
    const uint8_t kEface[] = {kArgStartAggregate, 0, 8, 8, 8, kArgEndAggregate, kArgEnd};
    ArgumentPrinter(code, frame, pc).print_all(kEface);
  }
}

}  // namespace prologo::runtime

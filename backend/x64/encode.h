#pragma once
// Machine instructions to bytes, through LLVM's MC layer. The only file pair of x64 that knows
// LLVM; the choice among encodings (short immediates, accumulator forms) is Go's assembler's.

#include <cstdint>
#include <memory>
#include <string>

#include "backend/x64/inst.h"

namespace prologo::x64 {

// Bytes of one instruction and where in them a 4-byte address field stands.
struct Encoding {
  std::string bytes;
  int field = -1;    // offset of an instruction-relative field, -1: none
  int trailing = 0;  // bytes that follow the field
};

class Encoder {
 public:
  Encoder();
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // Branches to labels get an empty displacement of one byte (`is_short`) or four.
  Encoding encode(const Inst& inst, bool is_short = false);
  // Padding of that many bytes, as multi-byte NOPs of at most nine.
  std::string padding(int size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace prologo::x64

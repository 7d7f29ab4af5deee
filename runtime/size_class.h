#pragma once
// Size classes of the allocator. They are Go's: programs see them as the capacity of slices.

#include <stdint.h>

namespace prologo::runtime {

constexpr uint64_t kPageBytes = 8192;
constexpr uint64_t kMaxSmall = 32768;
constexpr uint64_t kMaxAllocation = uint64_t{1} << 48;

struct SizeClass {
  uint16_t bytes;
  uint8_t pages;  // of a span of such objects
};

constexpr SizeClass kSizeClasses[] = {
    {0, 0},     {8, 1},     {16, 1},     {24, 1},    {32, 1},    {48, 1},    {64, 1},
    {80, 1},    {96, 1},    {112, 1},    {128, 1},   {144, 1},   {160, 1},   {176, 1},
    {192, 1},   {208, 1},   {224, 1},    {240, 1},   {256, 1},   {288, 1},   {320, 1},
    {352, 1},   {384, 1},   {416, 1},    {448, 1},   {480, 1},   {512, 1},   {576, 1},
    {640, 1},   {704, 1},   {768, 1},    {896, 1},   {1024, 1},  {1152, 1},  {1280, 1},
    {1408, 2},  {1536, 1},  {1792, 2},   {2048, 1},  {2304, 2},  {2688, 1},  {3072, 3},
    {3200, 2},  {3456, 3},  {4096, 1},   {4864, 3},  {5376, 2},  {6144, 3},  {6528, 4},
    {6784, 5},  {6912, 6},  {8192, 1},   {9472, 7},  {9728, 6},  {10240, 5}, {10880, 4},
    {12288, 3}, {13568, 5}, {14336, 7},  {16384, 2}, {18432, 9}, {19072, 7}, {20480, 5},
    {21760, 8}, {24576, 3}, {27264, 10}, {28672, 7}, {32768, 4},
};
constexpr int kSizeClassCount = sizeof(kSizeClasses) / sizeof(kSizeClasses[0]);

// Classes by size: in steps of 8 bytes up to kFineLimit, above in steps of 128.
constexpr uint64_t kFineLimit = 1024;

struct SizeClassTable {
  uint8_t fine[kFineLimit / 8 + 1];
  uint8_t coarse[(kMaxSmall - kFineLimit) / 128 + 1];

  constexpr SizeClassTable() : fine(), coarse() {
    uint8_t current = 0;
    auto class_of = [&current](uint64_t bytes) {
      while (kSizeClasses[current].bytes < bytes) {
        current++;
      }
      return current;
    };
    for (uint64_t i = 0; i <= kFineLimit / 8; i++) {
      fine[i] = class_of(8 * i);
    }
    for (uint64_t i = 0; i <= (kMaxSmall - kFineLimit) / 128; i++) {
      coarse[i] = class_of(kFineLimit + 128 * i);
    }
  }
};

inline constexpr SizeClassTable kSizeClassTable;

// The class for an object of 1 to kMaxSmall bytes.
constexpr int size_class(uint64_t bytes) {
  return bytes <= kFineLimit ? kSizeClassTable.fine[(bytes + 7) / 8]
                             : kSizeClassTable.coarse[(bytes - kFineLimit + 127) / 128];
}

// The room that an allocation of that many bytes really has.
constexpr uint64_t allocation_bytes(uint64_t bytes) {
  if (bytes <= kMaxSmall) {
    return kSizeClasses[size_class(bytes)].bytes;
  }
  return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
}

}  // namespace prologo::runtime

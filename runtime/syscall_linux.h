#pragma once
// The system calls that the runtime makes.

#include <stddef.h>
#include <stdint.h>

namespace prologo::runtime::sys {

constexpr int64_t kWrite = 1;
constexpr int64_t kMmap = 9;
constexpr int64_t kMunmap = 11;
constexpr int64_t kRtSigaction = 13;
constexpr int64_t kRtSigprocmask = 14;
constexpr int64_t kMadvise = 28;
constexpr int64_t kAdviceHugePages = 14;
constexpr int64_t kGetpid = 39;
constexpr int64_t kKill = 62;
constexpr int64_t kSigaltstack = 131;
constexpr int64_t kArchPrctl = 158;
constexpr int64_t kExitGroup = 231;

// Result below zero: minus errno.
inline int64_t call(int64_t number, int64_t a = 0, int64_t b = 0, int64_t c = 0, int64_t d = 0,
                    int64_t e = 0, int64_t f = 0) {
  register int64_t r10 asm("r10") = d;
  register int64_t r8 asm("r8") = e;
  register int64_t r9 asm("r9") = f;
  int64_t result = number;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

[[noreturn]] inline void exit(int status) {
  for (;;) {
    call(kExitGroup, status);
  }
}

inline void write_all(int fd, const void* bytes, size_t count) {
  const char* p = static_cast<const char*>(bytes);
  while (count > 0) {
    int64_t written =
        call(kWrite, fd, reinterpret_cast<int64_t>(p), static_cast<int64_t>(count));
    if (written <= 0) {
      return;
    }
    p += written;
    count -= static_cast<size_t>(written);
  }
}

// Zeroed pages near `hint`; null if there are none.
inline void* map_pages(uintptr_t hint, size_t bytes) {
  constexpr int64_t kReadWrite = 3;
  constexpr int64_t kPrivateAnonymousNoReserve = 0x4022;
  int64_t result = call(kMmap, static_cast<int64_t>(hint), static_cast<int64_t>(bytes),
                        kReadWrite, kPrivateAnonymousNoReserve, -1, 0);
  return result < 0 && result > -4096 ? nullptr : reinterpret_cast<void*>(result);
}

inline void unmap_pages(uintptr_t start, size_t bytes) {
  call(kMunmap, static_cast<int64_t>(start), static_cast<int64_t>(bytes));
}

}  // namespace prologo::runtime::sys

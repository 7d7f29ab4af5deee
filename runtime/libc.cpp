// Functions of the C library that the C++ compiler may call on its own account (memcpy,
// memmove, memset and memcmp are in memory.S).

#include <stddef.h>

extern "C" {

size_t strlen(const char* text) {
  size_t length = 0;
  while (text[length] != 0) {
    length++;
  }
  return length;
}

void* memchr(const void* memory, int wanted, size_t count) {
  const auto* p = static_cast<const unsigned char*>(memory);
  for (size_t i = 0; i < count; i++) {
    if (p[i] == static_cast<unsigned char>(wanted)) {
      return const_cast<unsigned char*>(p + i);
    }
  }
  return nullptr;
}

int strncmp(const char* a, const char* b, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (a[i] != b[i] || a[i] == 0) {
      return static_cast<unsigned char>(a[i]) - static_cast<unsigned char>(b[i]);
    }
  }
  return 0;
}

}  // extern "C"

#include "runtime/print.h"

#include "runtime/format.h"
#include "runtime/syscall_linux.h"

namespace prologo::runtime {

namespace {

constexpr int kStandardError = 2;
char buffer[1024];
size_t used = 0;
int locks = 0;

void put(const void* bytes, size_t count) {
  if (count > sizeof(buffer) - used) {
    flush_output();
  }
  if (count > sizeof(buffer)) {
    sys::write_all(kStandardError, bytes, count);
    return;
  }
  __builtin_memcpy(buffer + used, bytes, count);
  used += count;
  if (locks == 0) {
    flush_output();
  }
}

void put(const Digits& digits) { put(digits.text, digits.length); }

}  // namespace

void flush_output() {
  sys::write_all(kStandardError, buffer, used);
  used = 0;
}

void print_lock() { locks++; }

void print_unlock() {
  if (--locks <= 0) {
    locks = 0;
    flush_output();
  }
}

void print(const char* text) { put(text, __builtin_strlen(text)); }

void print(String text) { put(text.ptr, static_cast<size_t>(text.len)); }

void print_decimal(int64_t value) { put(format_signed(value)); }

void print_unsigned(uint64_t value) { put(format_unsigned(value)); }

void print_hex(uint64_t value) { put(format_hex(value)); }

void print_float(double value) { put(format_float(value)); }

void print_complex(double re, double im) {
  print("(");
  print_float(re);
  print_float(im);
  print("i)");
}

void print_bool(bool value) { print(value ? "true" : "false"); }

extern "C" {

void rt_printlock() { print_lock(); }

void rt_printunlock() { print_unlock(); }

// Go leaves the upper bits of a small argument undefined.
void rt_printbool(uint64_t value) { print_bool((value & 0xff) != 0); }

void rt_printfloat(double value) { print_float(value); }

void rt_printint(int64_t value) { print_decimal(value); }

void rt_printhex(uint64_t value) { print_hex(value); }

void rt_printuint(uint64_t value) { print_unsigned(value); }

void rt_printcomplex(double re, double im) { print_complex(re, im); }

void rt_printstring(const uint8_t* ptr, int64_t len) { print(String{ptr, len}); }

void rt_printpointer(const void* value) { print_hex(value); }

void rt_printuintptr(uint64_t value) { print_hex(value); }

// Both kinds of interface: the two words.
void rt_printeface(const void* type, const void* data) {
  print("(");
  print_hex(type);
  print(",");
  print_hex(data);
  print(")");
}

void rt_printiface(const void* tab, const void* data) { rt_printeface(tab, data); }

void rt_printslice(const void* ptr, int64_t len, int64_t cap) {
  print("[");
  print_decimal(len);
  print("/");
  print_decimal(cap);
  print("]");
  print_hex(ptr);
}

void rt_printnl() { print("\n"); }

void rt_printsp() { print(" "); }

}  // extern "C"

}  // namespace prologo::runtime

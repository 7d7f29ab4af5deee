// Type descriptors of the error types are filled in when the first one is needed: offsets of
// names and code are known only in the linked program.

#include "runtime/errors.h"

#include "runtime/alloc.h"
#include "runtime/format.h"
#include "runtime/machine.h"
#include "runtime/symtab.h"
#include "runtime/type.h"

namespace prologo::runtime {

namespace {

enum class BoundsCode : uint8_t {
  Index,
  SliceAlen,
  SliceAcap,
  SliceB,
  Slice3Alen,
  Slice3Acap,
  Slice3B,
  Slice3C,
  Convert,
};

struct BoundsError {
  int64_t x;
  int64_t y;
  bool is_signed;
  BoundsCode code;
};

struct TypeAssertionError {
  const Type* inter;
  const Type* concrete;
  const Type* asserted;
  String missing;
};

// In the formats, x and y stand for the numbers.
struct BoundsFormat {
  const char* usual;
  const char* negative;
};

constexpr BoundsFormat kBoundsFormats[] = {
    {"index out of range [x] with length y", "index out of range [x]"},
    {"slice bounds out of range [:x] with length y", "slice bounds out of range [:x]"},
    {"slice bounds out of range [:x] with capacity y", "slice bounds out of range [:x]"},
    {"slice bounds out of range [x:y]", "slice bounds out of range [x:]"},
    {"slice bounds out of range [::x] with length y", "slice bounds out of range [::x]"},
    {"slice bounds out of range [::x] with capacity y", "slice bounds out of range [::x]"},
    {"slice bounds out of range [:x:y]", "slice bounds out of range [:x:]"},
    {"slice bounds out of range [x:y:]", "slice bounds out of range [x::]"},
    {"cannot convert slice with length y to pointer to array with length x", ""},
};

constexpr const char* kErrorPrefix = "runtime error: ";

struct FuncTypeWithResult {
  FuncType fn;
  const Type* result;
};

// A descriptor of structure S and its two methods.
template <typename S>
struct Described {
  S structure;
  UncommonType extra;
  Method methods[2];
};

FuncTypeWithResult error_method_type;
FuncType marker_method_type;
Type string_type;
Described<StructType> bounds_error_type;
Described<Type> error_string_type;
Described<Type> plain_error_type;
Described<PointerType> assertion_error_type;
bool is_set_up = false;

// An equality function that compares so many bytes.
struct SizedEqual {
  uintptr_t code;
  uint64_t size;
};

extern "C" {
extern const uint8_t memequal_varlen[] asm("runtime.memequal_varlen");
extern const FuncVal strequal_closure asm("runtime.strequal\u00b7f");
extern const FuncVal memequal64_closure asm("runtime.memequal64\u00b7f");
extern const uint8_t bounds_error_text[] asm("runtime.boundsError.Error");
extern const uint8_t error_string_text[] asm("runtime.errorString.Error");
extern const uint8_t plain_error_text[] asm("runtime.plainError.Error");
// Defined by programs of older releases.
extern const uint8_t md5_hashes asm("go.md5hashes") __attribute__((weak));
extern const uint8_t assertion_error_text[] asm("runtime.TypeAssertionError.Error");
extern const uint8_t runtime_error_marker[] asm("runtime.boundsError.RuntimeError");
}

SizedEqual bounds_equal;

int32_t offset_of_name(const char* name) {
  return static_cast<int32_t>(reinterpret_cast<const uint8_t*>(name) - types_base);
}

int32_t offset_of_type(const Type* type) {
  return static_cast<int32_t>(reinterpret_cast<const uint8_t*>(type) - types_base);
}

int32_t offset_of_code(const uint8_t* code) { return static_cast<int32_t>(code - text_start); }

// Of a type's name, as releases from 1.19 on compute it, and as older ones did.
struct TypeHash {
  uint32_t sha256;
  uint32_t md5;
};

void describe(Type& type, Kind kind, uint64_t size, uint64_t ptrdata, TypeHash hash,
              const char* name) {
  static const uint8_t kFirstWord = 1;
  type.size = size;
  type.ptrdata = ptrdata;
  type.hash = &md5_hashes != nullptr ? hash.md5 : hash.sha256;
  type.tflag = kTypeNamed;
  type.align = type.field_align = 8;
  type.kind = static_cast<uint8_t>(kind);
  type.gcdata = &kFirstWord;
  type.str = offset_of_name(name);
}

// Names are: flag byte, length, bytes.
template <typename S>
void add_methods(Described<S>& type, Type& head, const uint8_t* error_text) {
  head.tflag |= kTypeUncommon;
  type.extra = {offset_of_name("\x00\x07runtime"), 2, 2, sizeof(UncommonType), 0};
  int32_t text = offset_of_code(error_text);
  type.methods[0] = {offset_of_name("\x01\x05"
                                    "Error"),
                     offset_of_type(&error_method_type.fn.type), text, text};
  int32_t marker = offset_of_code(runtime_error_marker);
  type.methods[1] = {offset_of_name("\x01\x0cRuntimeError"),
                     offset_of_type(&marker_method_type.type), marker, marker};
}

// The hashes are Go's for these type names.
void set_up_method_types() {
  describe(string_type, Kind::String, 16, 8, {125357496, 0xe0ff5cb4}, "\x01\x06string");
  Type& error_method = error_method_type.fn.type;
  describe(error_method, Kind::Func, 8, 8, {0x9caae001, 0x1ecb6da2},
           "\x00\x0d"
           "func() string");
  error_method.tflag = 0;
  error_method.kind |= kKindDirectIface;
  error_method_type.fn.out_count = 1;
  error_method_type.result = &string_type;
  Type& marker = marker_method_type.type;
  describe(marker, Kind::Func, 8, 8, {0x80b9fafe, 0xf682bcf6},
           "\x00\x06"
           "func()");
  marker.tflag = 0;
  marker.kind |= kKindDirectIface;
}

void set_up_types() {
  if (is_set_up) {
    return;
  }
  is_set_up = true;
  set_up_method_types();
  Type& bounds = bounds_error_type.structure.type;
  describe(bounds, Kind::Struct, sizeof(BoundsError), 0, {0x2ba4dfe6, 0xd50518f9},
           "\x00\x13runtime.boundsError");
  bounds_equal = {reinterpret_cast<uintptr_t>(memequal_varlen),
                  offsetof(BoundsError, code) + sizeof(BoundsCode)};
  bounds.equal = reinterpret_cast<FuncVal*>(&bounds_equal);
  add_methods(bounds_error_type, bounds, bounds_error_text);

  describe(error_string_type.structure, Kind::String, 16, 8, {0x4316e803, 0x4c0c5f99},
           "\x00\x13runtime.errorString");
  error_string_type.structure.equal = const_cast<FuncVal*>(&strequal_closure);
  add_methods(error_string_type, error_string_type.structure, error_string_text);

  describe(plain_error_type.structure, Kind::String, 16, 8, {0x8868e27b, 0xf5449f11},
           "\x00\x12runtime.plainError");
  plain_error_type.structure.equal = const_cast<FuncVal*>(&strequal_closure);
  add_methods(plain_error_type, plain_error_type.structure, plain_error_text);

  Type& assertion = assertion_error_type.structure.type;
  describe(assertion, Kind::Pointer, 8, 8, {0x0be47274, 0xd2e4eac3}, "\x01\x1b*runtime.TypeAssertionError");
  assertion.tflag = 0;
  assertion.kind |= kKindDirectIface;
  assertion.equal = const_cast<FuncVal*>(&memequal64_closure);
  add_methods(assertion_error_type, assertion, assertion_error_text);
}

[[noreturn]] void panic_string(const Type& type, String text) {
  auto* value = static_cast<String*>(allocate(sizeof(String), &string_type));
  *value = text;
  rt_raise(&type, value);
}

[[noreturn]] void panic_bounds(int64_t x, int64_t y, bool is_signed, BoundsCode code) {
  set_up_types();
  auto* value = static_cast<BoundsError*>(allocate(sizeof(BoundsError), nullptr));
  *value = {x, y, is_signed, code};
  rt_raise(&bounds_error_type.structure.type, value);
}

}  // namespace

String c_text(const char* text) {
  return {reinterpret_cast<const uint8_t*>(text), static_cast<int64_t>(__builtin_strlen(text))};
}

TextBuilder& TextBuilder::add(String text) {
  if (length_ + text.len > capacity_) {
    capacity_ = 2 * (length_ + text.len) + 64;
    auto* bytes = static_cast<uint8_t*>(allocate(static_cast<uint64_t>(capacity_), nullptr));
    __builtin_memcpy(bytes, bytes_, static_cast<size_t>(length_));
    bytes_ = bytes;
  }
  __builtin_memcpy(bytes_ + length_, text.ptr, static_cast<size_t>(text.len));
  length_ += text.len;
  return *this;
}

TextBuilder& TextBuilder::add_integer(int64_t value, bool is_signed) {
  Digits digits =
      is_signed ? format_signed(value) : format_unsigned(static_cast<uint64_t>(value));
  return add(String{reinterpret_cast<const uint8_t*>(digits.text),
                    static_cast<int64_t>(digits.length)});
}

const Type* string_method_type() {
  set_up_types();
  return &error_method_type.fn.type;
}

void panic_error(String text) {
  set_up_types();
  panic_string(error_string_type.structure, text);
}

void panic_error(const char* text) { panic_error(c_text(text)); }

void panic_plain(String text) {
  set_up_types();
  panic_string(plain_error_type.structure, text);
}

void panic_plain(const char* text) { panic_plain(c_text(text)); }

void panic_assertion(const Type* inter, const Type* concrete, const Type* asserted,
                     String missing) {
  set_up_types();
  auto* value = static_cast<TypeAssertionError*>(allocate(sizeof(TypeAssertionError), nullptr));
  *value = {inter, concrete, asserted, missing};
  rt_raise(&assertion_error_type.structure.type, value);
}

extern "C" {

// Methods of the error types; the receiver is a pointer to the value.
String rt_errorString_Error(const String* e) {
  return TextBuilder().add(kErrorPrefix).add(*e).text();
}

String rt_plainError_Error(const String* e) { return *e; }

void rt_RuntimeError() {}

String rt_boundsError_Error(const BoundsError* e) {
  const BoundsFormat& formats = kBoundsFormats[static_cast<int>(e->code)];
  const char* format = e->is_signed && e->x < 0 ? formats.negative : formats.usual;
  TextBuilder builder;
  builder.add(kErrorPrefix);
  // A number stands where x or y follows a bracket, a colon or a space that ends the words.
  for (const char* p = format; *p != 0; p++) {
    bool is_number = (*p == 'x' || *p == 'y') && (p[1] < 'a' || p[1] > 'z') &&
                     (p == format || p[-1] < 'a' || p[-1] > 'z');
    if (is_number) {
      builder.add_integer(*p == 'x' ? e->x : e->y, *p == 'y' || e->is_signed);
    } else {
      builder.add(String{reinterpret_cast<const uint8_t*>(p), 1});
    }
  }
  return builder.text();
}

String rt_TypeAssertionError_Error(const TypeAssertionError* e) {
  TextBuilder builder;
  builder.add("interface conversion: ");
  String asserted = type_string(e->asserted);
  String inter = e->inter != nullptr ? type_string(e->inter) : c_text("interface");
  if (e->concrete == nullptr) {
    return builder.add(inter).add(" is nil, not ").add(asserted).text();
  }
  String concrete = type_string(e->concrete);
  if (e->missing.len != 0) {
    builder.add(concrete)
        .add(" is not ")
        .add(asserted)
        .add(": missing method ")
        .add(e->missing);
    return builder.text();
  }
  builder.add(inter).add(" is ").add(concrete).add(", not ").add(asserted);
  if (equal(concrete, asserted)) {
    bool same_package = equal(package_path(e->concrete), package_path(e->asserted));
    builder.add(same_package ? " (types from different scopes)"
                             : " (types from different packages)");
  }
  return builder.text();
}

void rt_panicdivide() { panic_error("integer divide by zero"); }

void rt_panicoverflow() { panic_error("integer overflow"); }

void rt_panicshift() { panic_error("negative shift amount"); }

void rt_panicindex() { panic_error("index out of range"); }

void rt_panicslice() { panic_error("slice bounds out of range"); }

void rt_panicmakeslicelen() { panic_error("makeslice: len out of range"); }

void rt_panicmakeslicecap() { panic_error("makeslice: cap out of range"); }

void rt_panicunsafeslicelen() { panic_error("unsafe.Slice: len out of range"); }

void rt_panicunsafeslicenilptr() {
  panic_error("unsafe.Slice: ptr is nil and len is not zero");
}

void rt_panicUncomparable(const Type* type) {
  panic_error(TextBuilder().add("comparing uncomparable type ").add(type_string(type)).text());
}

#define BOUNDS(name, code, is_signed)                \
  void rt_goPanic##name(int64_t x, int64_t y) {      \
    panic_bounds(x, y, is_signed, BoundsCode::code); \
  }
BOUNDS(Index, Index, true)
BOUNDS(IndexU, Index, false)
BOUNDS(SliceAlen, SliceAlen, true)
BOUNDS(SliceAlenU, SliceAlen, false)
BOUNDS(SliceAcap, SliceAcap, true)
BOUNDS(SliceAcapU, SliceAcap, false)
BOUNDS(SliceB, SliceB, true)
BOUNDS(SliceBU, SliceB, false)
BOUNDS(Slice3Alen, Slice3Alen, true)
BOUNDS(Slice3AlenU, Slice3Alen, false)
BOUNDS(Slice3Acap, Slice3Acap, true)
BOUNDS(Slice3AcapU, Slice3Acap, false)
BOUNDS(Slice3B, Slice3B, true)
BOUNDS(Slice3BU, Slice3B, false)
BOUNDS(Slice3C, Slice3C, true)
BOUNDS(Slice3CU, Slice3C, false)
BOUNDS(SliceConvert, Convert, true)
#undef BOUNDS

// Called by a method wrapper "main.(*T).m" whose receiver is nil.
void rt_panicwrap() {
  CodeTables code = code_tables();
  String name = code.name(code.find(helper_caller_pc()));
  auto find = [&name](char c, int64_t from) {
    while (from < name.len && name.ptr[from] != c) {
      from++;
    }
    return from;
  };
  auto part = [&name](int64_t from, int64_t to) { return String{name.ptr + from, to - from}; };
  int64_t open = find('(', 0);
  int64_t close = find(')', open);
  String package = part(0, open - 1);
  String type = part(open + 2, close);
  String method = part(close + 2, name.len);
  TextBuilder text;
  text.add("value method ").add(package).add(".").add(type).add(".").add(method);
  panic_plain(text.add(" called using nil *").add(type).add(" pointer").text());
}

}  // extern "C"

}  // namespace prologo::runtime

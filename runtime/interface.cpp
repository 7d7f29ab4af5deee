// Interface values: boxing, and itabs for pairs of interface and dynamic type. An itab exists
// once: compiled code compares their addresses.

#include "runtime/alloc.h"
#include "runtime/errors.h"
#include "runtime/machine.h"
#include "runtime/type.h"

namespace prologo::runtime {

extern "C" {
// Pointers to the itabs that the compiler made; the linker delimits the section.
extern Itab* const static_itabs[] asm("__start_go_itablinks") __attribute__((weak));
extern Itab* const static_itabs_end[] asm("__stop_go_itablinks") __attribute__((weak));
}

namespace {

// Open addressing; the capacity is a power of two, at most three quarters full.
class ItabTable {
 public:
  Itab* find(const InterfaceType* inter, const Type* type) {
    if (slots_ == nullptr) {
      add_static();
    }
    return *slot_of(inter, type);
  }

  void add(Itab* itab) {
    if (4 * (count_ + 1) > 3 * capacity_) {
      grow();
    }
    Itab** slot = slot_of(itab->inter, itab->type);
    if (*slot == nullptr) {
      *slot = itab;
      count_++;
    }
  }

 private:
  void add_static() {
    grow();
    for (Itab* const* itab = static_itabs; itab != static_itabs_end; itab++) {
      add(*itab);
    }
  }

  void grow() {
    uint64_t old_capacity = capacity_;
    Itab** old = slots_;
    capacity_ = old_capacity == 0 ? 64 : 2 * old_capacity;
    slots_ = static_cast<Itab**>(allocate_permanent(capacity_ * sizeof(Itab*)));
    for (uint64_t i = 0; i < old_capacity; i++) {
      if (old[i] != nullptr) {
        *slot_of(old[i]->inter, old[i]->type) = old[i];
      }
    }
  }

  Itab** slot_of(const InterfaceType* inter, const Type* type) {
    uint64_t at = inter->type.hash ^ type->hash;
    for (uint64_t step = 1;; at += step++) {
      Itab** slot = &slots_[at & (capacity_ - 1)];
      if (*slot == nullptr || ((*slot)->inter == inter && (*slot)->type == type)) {
        return slot;
      }
    }
  }

  Itab** slots_ = nullptr;
  uint64_t capacity_ = 0;
  uint64_t count_ = 0;
};

ItabTable itabs;

String package_of(const uint8_t* name, String otherwise) {
  if ((*name & kNameHasPackage) == 0) {
    return otherwise;
  }
  String text = name_text(name);
  const uint8_t* p = text.ptr + text.len;
  if ((*name & kNameHasTag) != 0) {
    String tag = name_text(p - 1);
    p = tag.ptr + tag.len;
  }
  NameOffset offset;
  __builtin_memcpy(&offset, p, sizeof(offset));
  return name_text(resolve_name(offset));
}

bool satisfies(const Type* type, const Method& method, const InterfaceType* inter,
               const InterfaceMethod& wanted) {
  const uint8_t* name = resolve_name(method.name);
  const uint8_t* wanted_name = resolve_name(wanted.name);
  if (!equal(name_text(name), name_text(wanted_name)) ||
      !same_type(resolve_type(method.type), resolve_type(wanted.type))) {
    return false;
  }
  if (name_is_exported(name)) {
    return true;
  }
  String wanted_package = package_of(
      wanted_name, inter->package == nullptr ? String{nullptr, 0} : name_text(inter->package));
  return equal(package_of(name, package_path(type)), wanted_package);
}

// Fills in the methods; returns the first one missing, or an empty text. Both lists are sorted
// by name.
String fill(Itab* itab) {
  const UncommonType* extra = uncommon(itab->type);
  const Method* methods = nullptr;
  int count = 0;
  if (extra != nullptr) {
    const auto* base = reinterpret_cast<const uint8_t*>(extra) + extra->methods;
    methods = reinterpret_cast<const Method*>(base);
    count = extra->method_count;
  }
  int at = 0;
  for (int64_t i = 0; i < itab->inter->method_count; i++) {
    const InterfaceMethod& wanted = itab->inter->methods[i];
    while (at < count && !satisfies(itab->type, methods[at], itab->inter, wanted)) {
      at++;
    }
    if (at == count) {
      itab->fun[0] = 0;
      return name_text(resolve_name(wanted.name));
    }
    itab->fun[i] = method_code(&methods[at++]);
  }
  return {nullptr, 0};
}

// Null if the type does not implement the interface; a panic if `must` is set.
Itab* get_itab(const InterfaceType* inter, const Type* type, bool must) {
  Itab* itab = itabs.find(inter, type);
  if (itab == nullptr) {
    uint64_t methods = static_cast<uint64_t>(inter->method_count);
    itab = static_cast<Itab*>(
        allocate_permanent(offsetof(Itab, fun) + methods * sizeof(uintptr_t)));
    itab->inter = inter;
    itab->type = type;
    itab->hash = type->hash;
    fill(itab);
    itabs.add(itab);
  }
  if (itab->fun[0] != 0) {
    return itab;
  }
  if (must) {
    panic_assertion(nullptr, type, &inter->type, fill(itab));
  }
  return nullptr;
}

void* box_word(uint64_t value, uint64_t bytes) {
  if (value < 256) {
    return const_cast<uint64_t*>(&static_words[value]);
  }
  void* box = allocate(bytes, nullptr);
  __builtin_memcpy(box, &value, bytes);
  return box;
}

void* box_value(const Type* type, const void* value) {
  void* box = allocate(type->size, type);
  __builtin_memmove(box, value, type->size);
  return box;
}

// (itab, data, whether there is one)
void report(Block* block, Iface made) {
  block->reg[0] = reinterpret_cast<uintptr_t>(made.tab);
  block->reg[1] = reinterpret_cast<uintptr_t>(made.data);
  block->reg[2] = made.tab != nullptr ? 1 : 0;
}

// Boxes of strings and slices of any type: the first word is a pointer.
const uint8_t kFirstWordPointer[] = {1};
const Type kStringBox = {.size = sizeof(String),
                         .ptrdata = 8,
                         .hash = 0,
                         .tflag = 0,
                         .align = 8,
                         .field_align = 8,
                         .kind = 0,
                         .equal = nullptr,
                         .gcdata = kFirstWordPointer,
                         .str = 0,
                         .ptr_to_this = 0};
const Type kSliceBox = {.size = sizeof(Slice),
                        .ptrdata = 8,
                        .hash = 0,
                        .tflag = 0,
                        .align = 8,
                        .field_align = 8,
                        .kind = 0,
                        .equal = nullptr,
                        .gcdata = kFirstWordPointer,
                        .str = 0,
                        .ptr_to_this = 0};

}  // namespace

extern "C" {

void* rt_convT(const Type* type, const void* value) { return box_value(type, value); }

void* rt_convTnoptr(const Type* type, const void* value) { return box_value(type, value); }

void* rt_convT16(uint64_t value) { return box_word(value & 0xffff, 2); }

void* rt_convT32(uint64_t value) { return box_word(value & 0xffffffff, 4); }

void* rt_convT64(uint64_t value) { return box_word(value, 8); }

void* rt_convTstring(const uint8_t* ptr, int64_t len) {
  if (len == 0) {
    return zero_value;
  }
  auto* box = static_cast<String*>(allocate(sizeof(String), &kStringBox));
  *box = {ptr, len};
  return box;
}

void* rt_convTslice(void* ptr, int64_t len, int64_t cap) {
  if (ptr == nullptr) {
    return zero_value;
  }
  auto* box = static_cast<Slice*>(allocate(sizeof(Slice), &kSliceBox));
  *box = {ptr, len, cap};
  return box;
}

// One function does for all; compiled code calls it by the name for the type.
#define BOX(SUFFIX)                                                           \
  Eface rt_convT2E##SUFFIX(const Type* type, const void* value) {             \
    return {type, box_value(type, value)};                                    \
  }                                                                           \
  Eface rt_convT2I##SUFFIX(const Itab* tab, const void* value) {              \
    return {reinterpret_cast<const Type*>(tab), box_value(tab->type, value)}; \
  }
BOX()
BOX(16)
BOX(32)
BOX(64)
BOX(string)
BOX(slice)
BOX(noptr)
#undef BOX

Itab* rt_convI2I(const InterfaceType* inter, Itab* tab) {
  if (tab == nullptr || tab->inter == inter) {
    return tab;
  }
  return get_itab(inter, tab->type, true);
}

Itab* rt_assertE2I(const InterfaceType* inter, const Type* type) {
  if (type == nullptr) {
    panic_assertion(nullptr, nullptr, &inter->type, {nullptr, 0});
  }
  return get_itab(inter, type, true);
}

Iface rt_assertE2I2(const InterfaceType* inter, const Type* type, void* data) {
  Itab* itab = type != nullptr ? get_itab(inter, type, false) : nullptr;
  return {itab, itab != nullptr ? data : nullptr};
}

Itab* rt_assertI2I(const InterfaceType* inter, Itab* tab) {
  if (tab == nullptr) {
    panic_assertion(nullptr, nullptr, &inter->type, {nullptr, 0});
  }
  return tab->inter == inter ? tab : get_itab(inter, tab->type, true);
}

Iface rt_assertI2I2(const InterfaceType* inter, Itab* tab, void* data) {
  Itab* itab = tab;
  if (tab != nullptr && tab->inter != inter) {
    itab = get_itab(inter, tab->type, false);
  }
  return {itab, itab != nullptr ? data : nullptr};
}

// The same for releases that pass whole interfaces and want to be told whether it worked.

Iface rt_convI2I_whole(const InterfaceType* inter, Itab* tab, void* data) {
  return {rt_convI2I(inter, tab), tab != nullptr ? data : nullptr};
}

Iface rt_assertE2I_whole(const InterfaceType* inter, const Type* type, void* data) {
  return {rt_assertE2I(inter, type), data};
}

Iface rt_assertI2I_whole(const InterfaceType* inter, Itab* tab, void* data) {
  return {rt_assertI2I(inter, tab), data};
}

void rt_assertE2I2_reported(Block* block) {
  const auto* inter = reinterpret_cast<const InterfaceType*>(block->reg[0]);
  const auto* type = reinterpret_cast<const Type*>(block->reg[1]);
  Iface made = rt_assertE2I2(inter, type, reinterpret_cast<void*>(block->reg[2]));
  report(block, made);
}

void rt_assertI2I2_reported(Block* block) {
  const auto* inter = reinterpret_cast<const InterfaceType*>(block->reg[0]);
  auto* tab = reinterpret_cast<Itab*>(block->reg[1]);
  report(block, rt_assertI2I2(inter, tab, reinterpret_cast<void*>(block->reg[2])));
}

void rt_panicdottypeE(const Type* have, const Type* want, const Type* inter) {
  panic_assertion(inter, have, want, {nullptr, 0});
}

void rt_panicdottypeI(const Itab* have, const Type* want, const Type* inter) {
  panic_assertion(inter, have != nullptr ? have->type : nullptr, want, {nullptr, 0});
}

void rt_panicnildottype(const Type* want) {
  panic_assertion(nullptr, nullptr, want, {nullptr, 0});
}

}  // extern "C"

}  // namespace prologo::runtime

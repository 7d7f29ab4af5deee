// Multiply-and-fold hashing: 64-bit pieces are multiplied to 128 bits whose halves are
// combined.

#include "runtime/hash.h"

#include "runtime/errors.h"
#include "runtime/machine.h"
#include "runtime/random.h"
#include "runtime/type.h"

namespace prologo::runtime {

namespace {

__extension__ using Uint128 = unsigned __int128;

constexpr uint64_t kOdd1 = 0xa0761d6478bd642f;
constexpr uint64_t kOdd2 = 0xe7037ed1a0b428db;
constexpr uint64_t kOdd3 = 0x8ebc6af09c88c6e3;

uint64_t fold(uint64_t a, uint64_t b) {
  Uint128 product = static_cast<Uint128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

template <typename T>
uint64_t load(const uint8_t* p) {
  T value;
  __builtin_memcpy(&value, p, sizeof(value));
  return value;
}

// Numbers that are equal hash alike, and NaN, equal to nothing, at random.
uint64_t hash_double(double value, uint64_t seed) {
  if (value == 0) {
    return hash_word(0, seed);
  }
  if (value != value) {
    return hash_word(rt_fastrand(), seed);
  }
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof(bits));
  return hash_word(bits, seed);
}

uint64_t hash_float(float value, uint64_t seed) {
  return hash_double(static_cast<double>(value), seed);
}

uint64_t hash_string(const String& s, uint64_t seed) {
  return hash_bytes(s.ptr, static_cast<uint64_t>(s.len), seed);
}

uint64_t hash_dynamic(const Type* type, void* const* data, uint64_t seed) {
  if (type == nullptr) {
    return seed;
  }
  if (type->equal == nullptr) {
    panic_error(TextBuilder().add("hash of unhashable type ").add(type_string(type)).text());
  }
  return hash_value(type, type->is_direct_iface() ? static_cast<const void*>(data) : *data,
                    seed);
}

uint64_t hash_iface(const Iface& value, uint64_t seed) {
  return hash_dynamic(value.tab != nullptr ? value.tab->type : nullptr, &value.data, seed);
}

uint64_t hash_eface(const Eface& value, uint64_t seed) {
  return hash_dynamic(value.type, &value.data, seed);
}

uint64_t hash_array(const ArrayType* array, const uint8_t* p, uint64_t seed) {
  for (uint64_t i = 0; i < array->length; i++) {
    seed = hash_value(array->elem, p + i * array->elem->size, seed);
  }
  return seed;
}

uint64_t hash_struct(const StructType* structure, const uint8_t* p, uint64_t seed) {
  for (int64_t i = 0; i < structure->field_count; i++) {
    const StructField& field = structure->fields[i];
    if (!equal(name_text(field.name), c_text("_"))) {
      seed = hash_value(field.type, p + field.offset, seed);
    }
  }
  return seed;
}

}  // namespace

uint64_t hash_word(uint64_t value, uint64_t seed) {
  return fold(fold(value ^ kOdd1, seed ^ hash_secret ^ kOdd2), kOdd3 ^ hash_secret);
}

uint64_t hash_bytes(const void* memory, uint64_t bytes, uint64_t seed) {
  const auto* p = static_cast<const uint8_t*>(memory);
  uint64_t state = seed ^ hash_secret ^ kOdd1;
  uint64_t a = 0;
  uint64_t b = 0;
  uint64_t left = bytes;
  while (left > 16) {
    state = fold(load<uint64_t>(p) ^ kOdd2, load<uint64_t>(p + 8) ^ state);
    p += 16;
    left -= 16;
  }
  // The rest in two words, which overlap as needed.
  if (left >= 8) {
    a = load<uint64_t>(p);
    b = load<uint64_t>(p + left - 8);
  } else if (left >= 4) {
    a = load<uint32_t>(p);
    b = load<uint32_t>(p + left - 4);
  } else if (left > 0) {
    a = p[0] | static_cast<uint64_t>(p[left / 2]) << 8 |
        static_cast<uint64_t>(p[left - 1]) << 16;
  }
  return fold(kOdd3 ^ bytes, fold(a ^ kOdd2, b ^ state));
}

uint64_t hash_value(const Type* type, const void* p, uint64_t seed) {
  if ((type->tflag & kTypeRegularMemory) != 0) {
    return hash_bytes(p, type->size, seed);
  }
  switch (type->kind_of()) {
    case Kind::Float32:
      return hash_float(*static_cast<const float*>(p), seed);
    case Kind::Float64:
      return hash_double(*static_cast<const double*>(p), seed);
    case Kind::Complex64: {
      const auto* parts = static_cast<const float*>(p);
      return hash_float(parts[1], hash_float(parts[0], seed));
    }
    case Kind::Complex128: {
      const auto* parts = static_cast<const double*>(p);
      return hash_double(parts[1], hash_double(parts[0], seed));
    }
    case Kind::String:
      return hash_string(*static_cast<const String*>(p), seed);
    case Kind::Interface:
      if (reinterpret_cast<const InterfaceType*>(type)->method_count == 0) {
        return hash_eface(*static_cast<const Eface*>(p), seed);
      }
      return hash_iface(*static_cast<const Iface*>(p), seed);
    case Kind::Array:
      return hash_array(reinterpret_cast<const ArrayType*>(type),
                        static_cast<const uint8_t*>(p), seed);
    case Kind::Struct:
      return hash_struct(reinterpret_cast<const StructType*>(type),
                         static_cast<const uint8_t*>(p), seed);
    default:
      return hash_bytes(p, type->size, seed);
  }
}

extern "C" {

uint64_t rt_memhash(const void* p, uint64_t seed, uint64_t size) {
  return hash_bytes(p, size, seed);
}

uint64_t rt_memhash0(const void*, uint64_t seed) { return seed; }

uint64_t rt_memhash8(const void* p, uint64_t seed) { return hash_bytes(p, 1, seed); }

uint64_t rt_memhash16(const void* p, uint64_t seed) { return hash_bytes(p, 2, seed); }

uint64_t rt_memhash32(const void* p, uint64_t seed) {
  return hash_word(*static_cast<const uint32_t*>(p), seed);
}

uint64_t rt_memhash64(const void* p, uint64_t seed) {
  return hash_word(*static_cast<const uint64_t*>(p), seed);
}

uint64_t rt_memhash128(const void* p, uint64_t seed) { return hash_bytes(p, 16, seed); }

uint64_t rt_f32hash(const float* p, uint64_t seed) { return hash_float(*p, seed); }

uint64_t rt_f64hash(const double* p, uint64_t seed) { return hash_double(*p, seed); }

uint64_t rt_c64hash(const float* p, uint64_t seed) {
  return hash_float(p[1], hash_float(p[0], seed));
}

uint64_t rt_c128hash(const double* p, uint64_t seed) {
  return hash_double(p[1], hash_double(p[0], seed));
}

uint64_t rt_strhash(const String* p, uint64_t seed) { return hash_string(*p, seed); }

uint64_t rt_interhash(const Iface* p, uint64_t seed) { return hash_iface(*p, seed); }

uint64_t rt_nilinterhash(const Eface* p, uint64_t seed) { return hash_eface(*p, seed); }

}  // extern "C"

}  // namespace prologo::runtime

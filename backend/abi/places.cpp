#include "backend/abi/places.h"

#include <algorithm>

#include "support/text.h"

namespace prologo::abi {

constexpr std::string_view kHidden = "written through the hidden pointer in the first register";

bool has_long_array(const ir::Type* type, int64_t longest) {
  if (type->kind == ir::Kind::Array) {
    return type->length > longest || (type->length > 0 && has_long_array(type->elem, longest));
  }
  if (type->kind == ir::Kind::Struct) {
    return std::any_of(type->fields.begin(), type->fields.end(), [longest](const auto& field) {
      return has_long_array(field.type, longest);
    });
  }
  return false;
}

std::vector<size_t> choosing_order(const ir::Abi& abi, size_t count) {
  std::vector<size_t> order(count);
  for (size_t i = 0; i < count; i++) {
    order[i] = abi.order == ir::Order::LeftToRight ? i : count - 1 - i;
  }
  return order;
}

void finish_spills(const ir::Abi& abi, ir::CallLayout& layout) {
  int64_t spill = 0;
  for (ir::Place& place : layout.params) {
    if (abi.spill == ir::Spill::Caller && place.in_registers()) {
      spill = align_to(spill, place.type->align);
      place.spill_offset = layout.stack_bytes + spill;
      spill += place.type->size;
    }
  }
  layout.spill_bytes = align_to(spill, kWordBytes);
  layout.args_bytes = std::max(layout.args_bytes, layout.stack_bytes + layout.spill_bytes);
}

ResultStruct struct_of_results(const ir::Signature& signature) {
  ResultStruct out;
  int64_t align = 1;
  for (const ir::Param& result : signature.results) {
    out.size = align_to(out.size, result.type->align);
    out.offsets.push_back(out.size);
    out.size += result.type->size;
    align = std::max(align, result.type->align);
  }
  out.size = align_to(out.size, align);
  return out;
}

bool place_hidden_results(const ir::Abi& abi, const ir::Signature& signature,
                          ir::CallLayout& layout) {
  ResultStruct all = struct_of_results(signature);
  if (abi.results != ir::ResultPool::HiddenPointer || all.size <= abi.hidden_over) {
    return false;
  }
  layout.hidden_result = true;
  for (size_t i = 0; i < all.offsets.size(); i++) {
    ir::Place place;
    place.name = signature.results[i].name;
    place.type = signature.results[i].type;
    place.stack_offset = all.offsets[i];
    place.rule = kHidden;
    layout.results.push_back(std::move(place));
  }
  return true;
}

void place_hidden_memory(const ir::Abi& abi, ir::CallLayout& layout) {
  layout.args_bytes = layout.results_offset;
  for (ir::Place& place : layout.results) {
    place.stack_offset += layout.results_offset;
    layout.args_bytes = align_to(place.stack_offset + place.type->size, kWordBytes);
  }
  layout.stack_bytes =
      abi.spill == ir::Spill::Caller ? layout.args_bytes : layout.results_offset;
}

}  // namespace prologo::abi

#include "backend/compare/reason_text.h"

#include <map>

#include "support/text.h"

namespace prologo::compare {

std::string places_text(const std::vector<ir::Place>& places) {
  std::vector<std::string> parts;
  for (const ir::Place& place : places) {
    std::vector<std::string> registers;
    for (const ir::Piece& piece : place.pieces) {
      registers.emplace_back(ir::register_name(piece.reg));
    }
    bool is_named = !place.name.empty() && place.name[0] != '~' && place.name != "_";
    std::string where = place.in_registers() ? join(registers, " ")
                                             : "stack+" + std::to_string(place.stack_offset);
    if (place.type->size > 0) {
      parts.push_back((is_named ? place.name + " in " : "") + where);
    }
  }
  return join(parts, ", ");
}

std::string names_and_types(const std::vector<ir::Param>& params) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < params.size(); i++) {
    bool shares = i + 1 < params.size() && params[i + 1].type == params[i].type &&
                  !params[i].name.empty() && !params[i + 1].name.empty();
    std::string name = params[i].name;
    parts.push_back(name.empty() ? params[i].type->name
                    : shares     ? name
                                 : name + " " + params[i].type->name);
  }
  return join(parts, ", ");
}

std::string part_of_variable(const ir::Variable& variable, int64_t offset) {
  return variable.name + (offset == 0 ? "" : "+" + std::to_string(offset));
}

bool is_inverse_jump(ir::BlockKind kind, std::string_view jump) {
  using ir::BlockKind;
  static const std::map<BlockKind, std::string_view> kTaken = {
      {BlockKind::EQ, "JE"},   {BlockKind::NE, "JNE"},  {BlockKind::LT, "JL"},
      {BlockKind::LE, "JLE"},  {BlockKind::GT, "JG"},   {BlockKind::GE, "JGE"},
      {BlockKind::ULT, "JB"},  {BlockKind::ULE, "JBE"}, {BlockKind::UGT, "JA"},
      {BlockKind::UGE, "JAE"}, {BlockKind::EQF, "JE"},  {BlockKind::NEF, "JNE"}};
  auto taken = kTaken.find(kind);
  return taken != kTaken.end() && taken->second != jump;
}

bool differs_in_register(const listing::CodeLine& a, const listing::CodeLine& b) {
  const auto& x = a.operation.operands;
  const auto& y = b.operation.operands;
  for (size_t i = 0; i < std::min(x.size(), y.size()); i++) {
    bool is_number = x[i].starts_with('$') || y[i].starts_with('$');
    if (x[i] != y[i] && !is_number) {
      return true;
    }
  }
  return false;
}

}  // namespace prologo::compare

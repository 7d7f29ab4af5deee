#pragma once
// Types in IR text: `type` lines, and names that say all about a type. Used by the parser
// alone.

#include <map>
#include <string>

#include "ir/module.h"
#include "ir/text_line.h"

namespace prologo::ir {

class TypeReader {
 public:
  explicit TypeReader(Module& module) : module_(module) {}

  // The type of that name; a `type` line may follow.
  const Type* type_named(const std::string& name);
  // The same, but null if it is not known yet.
  const Type* known_part(const std::string& name);
  // The same; it must be known.
  const Type* known_type(const std::string& name);
  // <name>, where the name itself may contain '>'.
  const Type* type_in_angles(Line& line);
  // The rest of a `type` line, and of the `field` lines below it.
  void parse_type(Line& line);
  void parse_field(Line& line);
  // Every type that was named has been described.
  void check_defined() const;

 private:
  Module& module_;
  std::map<std::string, Type*> forward_;  // named before their `type` line
  Type* type_ = nullptr;                  // that field lines belong to
  Type ignored_;                          // takes the attributes of types known before

  const Type* derived_type(const std::string& name);
  const Type* derived_results(const std::string& list);
  void parse_attributes(Line& line, Type& type);
};

}  // namespace prologo::ir

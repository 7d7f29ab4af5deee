#pragma once
// What `go tool compile -S` prints -> the code of every function of a package, with the
// linker's fields and the source lines. Functions that the linker would drop are there too.

#include <string_view>
#include <vector>

#include "backend/listing/function_code.h"

namespace prologo::listing {

// `package` stands for the empty package name in symbols of releases before 1.20.
std::vector<FunctionCode> read_go_assembly(std::string_view text, const std::string& package);

}  // namespace prologo::listing

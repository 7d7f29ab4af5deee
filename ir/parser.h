#pragma once
// Reads the text of ir/printer.h back. What a person may leave out when writing a function by
// hand: positions, `<-` lists, `ids`, attributes that are false or zero, `type` lines of types
// whose name says all (*T, []T, [N]T, pairs), and the #number of variables with unique names.

#include <string>
#include <string_view>

#include "ir/module.h"

namespace prologo::ir {

using FindAbi = const Abi* (*)(std::string_view name);

// Adds the function to the module. If an ABI is found its layout is computed for the function
// and the calls. On failure returns null and says in `error` what is wrong and where.
Function* parse(std::string_view text, Module& module, FindAbi find_abi, std::string& error);

}  // namespace prologo::ir

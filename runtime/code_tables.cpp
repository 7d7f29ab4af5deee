// The tables of the program this runtime is linked into (symtab.cpp itself is also compiled
// into tests, where there is no such program).

#include "runtime/machine.h"
#include "runtime/symtab.h"

namespace prologo::runtime {

CodeTables code_tables() { return {pclntab, funcdata_base}; }

}  // namespace prologo::runtime

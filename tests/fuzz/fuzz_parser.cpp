// libFuzzer entry: any bytes through lexer, parser and tree printer. The first byte chooses how
// the file is judged.

#include <cstddef>
#include <cstdint>
#include <string>

#include "frontend/ast_printer.h"
#include "frontend/grammar/parser.h"
#include "frontend/lexer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace prologo;
  if (size == 0) {
    return 0;
  }
  SourceFiles sources;
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Tokens tokens = lex(sources, sources.add("fuzz.go", text));
  Diagnostics diagnostics;
  ast::Arena arena;
  ast::File* file = parse(tokens, arena, diagnostics, {.as_gofmt = (data[0] & 1) != 0});
  if (file != nullptr) {
    ast::file_text(file);
  }
  tokens_text(tokens);
  return 0;
}

#pragma once
// The command line: `prologo VERB [flags] arguments`, flags as in Go: one dash or two,
// `-flag value` or `-flag=value`, switches without a value.

#include <string>
#include <vector>

namespace prologo::driver {

enum class Color { Auto, Always, Never };

struct Options {
  std::string verb;
  std::vector<std::string> arguments;

  // Compilation.
  std::string output;               // -o
  std::string abi = "abiinternal";  // -abi
  bool abi_given = false;
  std::string dialect = "go1.19";  // -dialect
  bool no_optimise = false;        // -N
  bool no_inline = false;          // -l
  bool object_only = false;        // -c
  bool assembly = false;           // -S: with source for asm, as assembly for build
  bool debug_info = true;          // -g (on), -w turns it off
  bool strip = false;              // -s for build
  bool all_errors = false;         // -e
  bool trace_commands = false;     // -x
  std::string linker = "ld";       // -linker

  // Choosing and showing.
  std::string select;          // -s REGEXP for asm, ir, abi
  std::string lines;           // -lines a:b
  std::string golden;          // -golden FILE
  std::string record;          // -record FILE
  std::string only;            // -only=prologue,frame,call
  std::string html;            // -html FILE
  std::string go_path;         // -go=PATH
  bool ascii = false;          // -ascii
  std::string syntax = "go";   // -syntax
  std::string pass;            // -pass
  bool diff = false;           // -diff for ir
  bool syntax_only = false;    // -syntax-only
  bool list = false;           // -list
  std::string check_file;      // -check FILE.toml
  std::string dump;            // -dump NAME
  std::string at;              // -at OFFSET
  bool panic = false;          // -panic
  std::string svg;             // -svg FILE
  std::string stack = "down";  // -stack: the side where addresses are low
  std::string base = "sp";     // -base: what offsets count from
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  Color color = Color::Auto;
};

// Fills `options`. On a mistake returns false with one line in `error`.
bool parse_options(const std::vector<std::string>& words, Options& options, std::string& error);

// The help of a verb, or of the program for "" and unknown words.
std::string help_text(const std::string& verb);
bool is_verb(const std::string& word);

}  // namespace prologo::driver

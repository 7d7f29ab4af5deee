#include "driver/options.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include "ir/dialect.h"

namespace prologo::driver {

namespace {

struct Flag {
  std::string_view name;
  std::string_view verbs;  // those that take it, separated by spaces; "*": all
  std::function<bool(Options&, const std::string&)> set;  // false: bad value
  bool takes_value = true;
};

Flag text(std::string_view name, std::string_view verbs, std::string Options::*field) {
  return {name, verbs, [field](Options& o, const std::string& v) {
            o.*field = v;
            return true;
          }};
}

Flag choice(std::string_view name, std::string_view verbs, std::string Options::*field,
            std::vector<std::string> allowed) {
  return {name, verbs, [field, allowed](Options& o, const std::string& v) {
            o.*field = v;
            return std::find(allowed.begin(), allowed.end(), v) != allowed.end();
          }};
}

Flag toggle(std::string_view name, std::string_view verbs, bool Options::*field,
            bool on = true) {
  return {name, verbs,
          [field, on](Options& o, const std::string& v) {
            if (v != "true" && v != "false") {
              return false;
            }
            o.*field = (v == "true") == on;
            return true;
          },
          false};
}

bool set_color(Options& options, const std::string& value) {
  if (value != "auto" && value != "always" && value != "never") {
    return false;
  }
  options.color = value == "auto"     ? Color::Auto
                  : value == "always" ? Color::Always
                                      : Color::Never;
  return true;
}

// Releases whose code has been compared with ours.
std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for (const ir::Dialect& dialect : ir::dialects()) {
    if (dialect.is_checked) {
      names.emplace_back(dialect.name);
    }
  }
  return names;
}

const std::vector<Flag>& flags() {
  static const std::vector<Flag> table = {
      text("o", "build", &Options::output),
      {"abi", "build run asm ir abi compare explain",
       [](Options& o, const std::string& v) {
         o.abi = v;
         o.abi_given = true;
         return true;
       }},
      choice("dialect", "build run asm ir compare explain", &Options::dialect, dialect_names()),
      toggle("N", "build run asm ir compare explain", &Options::no_optimise),
      toggle("l", "build run asm ir compare explain", &Options::no_inline),
      toggle("c", "build", &Options::object_only),
      toggle("S", "asm build", &Options::assembly),
      toggle("g", "build", &Options::debug_info),
      toggle("w", "build", &Options::debug_info, false),
      toggle("strip", "build", &Options::strip),
      toggle("e", "build run check asm ir explain", &Options::all_errors),
      toggle("x", "build run", &Options::trace_commands),
      text("linker", "build run", &Options::linker),
      text("s", "asm ir abi compare explain", &Options::select),
      text("lines", "asm", &Options::lines),
      choice("syntax", "asm build", &Options::syntax, {"go", "intel", "att"}),
      text("pass", "ir", &Options::pass),
      toggle("diff", "ir", &Options::diff),
      toggle("syntax-only", "check", &Options::syntax_only),
      toggle("list", "abi ir", &Options::list),
      text("golden", "compare", &Options::golden),
      text("record", "compare", &Options::record),
      text("only", "compare", &Options::only),
      text("html", "compare", &Options::html),
      text("go", "compare", &Options::go_path),
      toggle("ascii", "compare abi explain", &Options::ascii),
      text("check", "abi", &Options::check_file),
      text("dump", "abi", &Options::dump),
      text("at", "explain", &Options::at),
      toggle("panic", "explain", &Options::panic),
      text("svg", "explain", &Options::svg),
      choice("stack", "explain", &Options::stack, {"up", "down"}),
      choice("base", "explain", &Options::base, {"sp", "fp", "entry"}),
      toggle("json", "*", &Options::json),
      toggle("q", "*", &Options::quiet),
      toggle("v", "*", &Options::verbose),
      {"color", "*", set_color},
  };
  return table;
}

bool takes(const Flag& flag, const std::string& verb) {
  if (flag.verbs == "*") {
    return true;
  }
  std::string padded = " " + std::string(flag.verbs) + " ";
  return padded.find(" " + verb + " ") != std::string::npos;
}

const Flag* find_flag(std::string_view name, const std::string& verb) {
  for (const Flag& flag : flags()) {
    if (flag.name == name && takes(flag, verb)) {
      return &flag;
    }
  }
  return nullptr;
}

// Sets one flag from words[i]; moves i past a value that is a word of its own.
bool parse_flag(const std::vector<std::string>& words, size_t& i, Options& options,
                std::string& error) {
  std::string word = words[i].substr(words[i].starts_with("--") ? 2 : 1);
  size_t equals = word.find('=');
  std::string name = word.substr(0, equals);
  const Flag* flag = find_flag(name, options.verb);
  if (flag == nullptr) {
    error = "flag provided but not defined: -" + name;
    return false;
  }
  std::string value = "true";
  if (equals != std::string::npos) {
    value = word.substr(equals + 1);
  } else if (flag->takes_value) {
    if (i + 1 >= words.size()) {
      error = "flag needs an argument: -" + name;
      return false;
    }
    value = words[++i];
  }
  if (!flag->set(options, value)) {
    error = "invalid value \"" + value + "\" for flag -" + name;
    return false;
  }
  return true;
}

}  // namespace

bool parse_options(const std::vector<std::string>& words, Options& options,
                   std::string& error) {
  options.verb = words.empty() ? "help" : words[0];
  bool only_arguments = false;
  for (size_t i = 1; i < words.size(); i++) {
    const std::string& word = words[i];
    if (only_arguments || word.size() < 2 || word[0] != '-') {
      options.arguments.push_back(word);
      // `run`: what follows the source files belongs to the program.
      only_arguments = only_arguments || (options.verb == "run" && !word.ends_with(".go"));
    } else if (word == "--") {
      only_arguments = true;
    } else if (word == "-h" || word == "-help" || word == "--help") {
      options.arguments = {options.verb};
      options.verb = "help";
      return true;
    } else if (!parse_flag(words, i, options, error)) {
      return false;
    }
  }
  return true;
}

}  // namespace prologo::driver

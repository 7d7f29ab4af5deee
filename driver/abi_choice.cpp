#include "driver/abi_choice.h"

#include "backend/abi/abi.h"
#include "support/source.h"
#include "support/suggest.h"

namespace prologo::driver {

bool is_abi_file(const std::string& name) {
  return name.ends_with(".toml") || name.find('/') != std::string::npos;
}

std::string describe(const std::string& path, const abi::AbiProblem& problem) {
  return path + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) +
         ": " + problem.what + "; " + problem.mend;
}

static AbiChoice read_choice(const std::string& path, std::string& error) {
  std::string text;
  if (!read_file(path, text, error)) {
    error = path + ": " + error;
    return {};
  }
  std::vector<abi::AbiProblem> problems;
  AbiChoice choice;
  choice.file = abi::read_abi_file(text, problems);
  for (const abi::AbiProblem& problem : problems) {
    error += (error.empty() ? "" : "\n") + describe(path, problem);
  }
  choice.abi = choice.file == nullptr ? nullptr : &choice.file->abi;
  return choice;
}

AbiChoice find_abi(const std::string& name, std::string& error) {
  error.clear();
  if (is_abi_file(name)) {
    return read_choice(name, error);
  }
  AbiChoice choice;
  choice.abi = abi::find(name);
  if (choice.abi == nullptr) {
    std::vector<std::string_view> names;
    for (const ir::Abi* one : abi::all()) {
      names.push_back(one->name);
    }
    error = "unknown ABI " + name + suggestion(name, names) + "; prologo abi -list lists them";
  }
  return choice;
}

bool can_compile(const ir::Abi& abi, std::string& error) {
  if (abi.split == ir::Split::Greedy) {
    error = "not supported yet: code for split = \"greedy\" (" + std::string(abi.name) +
            "); prologo abi shows its layouts";
    return false;
  }
  return true;
}

}  // namespace prologo::driver

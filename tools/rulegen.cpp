// rulegen NAME NAMESPACE HEADER PARTS FOLDER FILE...: turns rewrite rules into C++.

#include "tools/rulegen.h"

#include <iostream>

int main(int argc, char** argv) {
  using namespace prologo::rulegen;
  if (argc < 7) {
    std::cerr << "usage: rulegen NAME NAMESPACE HEADER PARTS FOLDER FILE...\n";
    return 2;
  }
  Output output{argv[1], argv[2], argv[3], std::stoi(argv[4]), argv[5]};
  std::vector<Rule> rules;
  for (int i = 6; i < argc; ++i) {
    std::vector<Rule> more = read_rules(argv[i]);
    rules.insert(rules.end(), more.begin(), more.end());
  }
  write_rules(rules, output);
  return 0;
}

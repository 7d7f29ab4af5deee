// Reads ABI files with toml++. First each key by itself: is it known, is its value of the right
// kind; then, if nothing was wrong, the rules about the whole (abi_file_rules).

#include "backend/abi/abi_file.h"

#include <algorithm>
#include <map>

// toml++ asserts, and tells the optimiser, what it reports as an error just after: a line break
// where a key should be.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "backend/abi/abi.h"
#include "backend/abi/abi_file_rules.h"
#include "backend/abi/abi_words.h"
#include "backend/abi/go_layout.h"
#include "support/suggest.h"

namespace prologo::abi {

using ir::Register;

void AbiFile::bind() {
  abi.name = name;
  abi.doc = doc;
  abi.int_regs = int_regs;
  abi.float_regs = float_regs;
  abi.int_results = int_results;
  abi.float_results = float_results;
  abi.callee_saved = callee_saved;
  abi.scratch = scratch;
  abi.lay_out = abi.split == ir::Split::Eightbytes ? lay_out_eightbytes : lay_out_go;
}

namespace {

std::vector<Register> copy_of(std::span<const Register> list) {
  return {list.begin(), list.end()};
}

// C's names of the integer registers, which people type by habit.
Register from_c_name(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kNames = {"RAX", "RCX", "RDX", "RBX",
                                                             "RSP", "RBP", "RSI", "RDI"};
  auto found = std::find(kNames.begin(), kNames.end(), text);
  return found == kNames.end() ? ir::kNoRegister
                               : static_cast<Register>(found - kNames.begin());
}

Register find_register(std::string_view text) {
  for (Register r = ir::reg::AX; r <= ir::reg::X15; r++) {
    if (ir::register_name(r) == text) {
      return r;
    }
  }
  return ir::kNoRegister;
}

class Reader {
 public:
  Reader(std::vector<AbiProblem>& problems) : problems_(problems) {}

  std::unique_ptr<AbiFile> read(std::string_view text);

 private:
  using Handler = std::function<void(const toml::node&, const std::string& key)>;
  using Keys = std::map<std::string_view, Handler>;

  void problem(const toml::node& at, std::string what, std::string mend);
  void each_key(const toml::table& table, const std::string& path, const Keys& keys);
  void inherit(const toml::table& root);
  Keys root_keys();
  Keys register_keys();
  Keys argument_keys();
  Keys fixed_keys();

  Handler section(Keys keys);
  Handler text_key(std::string& into);
  Handler bool_key(bool& into);
  Handler number_key(int64_t& into, std::vector<int64_t> allowed);
  Handler list_key(std::vector<Register>& into, bool wants_floats, bool* given = nullptr);
  Handler register_key(Register& into);
  template <typename T, size_t N>
  Handler word_key(T& into, const std::array<Word<T>, N>& words);
  void read_array_rule(const toml::node& node, const std::string& key);
  void read_g(const toml::node& node, const std::string& key);
  void read_zero(const toml::node& node, const std::string& key);
  void read_frame(const toml::node& node, const std::string& key);
  void read_values(const toml::node& node, const std::string& key);
  const ir::Abi* built_in(const toml::node& node, const std::string& key);
  bool text_of(const toml::node& node, const std::string& key, std::string& out);
  Register register_of(const toml::node& node, const std::string& key);
  void derive();
  void add_rule_problem(std::string_view key, std::string what, std::string mend);

  std::vector<AbiProblem>& problems_;
  std::map<std::string, std::pair<int, int>, std::less<>> lines_;  // by key
  std::unique_ptr<AbiFile> file_ = std::make_unique<AbiFile>();
  bool gives_ints_ = false;
  bool gives_floats_ = false;
  bool gives_int_results_ = false;
  bool gives_float_results_ = false;
};

void Reader::problem(const toml::node& at, std::string what, std::string mend) {
  const auto& begin = at.source().begin;
  problems_.push_back({static_cast<int>(begin.line), static_cast<int>(begin.column),
                       std::move(what), std::move(mend)});
}

void Reader::each_key(const toml::table& table, const std::string& path, const Keys& keys) {
  std::vector<std::string_view> known;
  for (const auto& [name, handler] : keys) {
    known.push_back(name);
  }
  for (const auto& [key, node] : table) {
    std::string full = path + std::string(key.str());
    const auto& begin = key.source().begin;
    lines_[full] = {static_cast<int>(begin.line), static_cast<int>(begin.column)};
    auto found = keys.find(key.str());
    if (found != keys.end()) {
      found->second(node, full);
      continue;
    }
    std::string all;
    for (std::string_view name : known) {
      all += (all.empty() ? "" : ", ") + std::string(name);
    }
    problems_.push_back({static_cast<int>(begin.line), static_cast<int>(begin.column),
                         "unknown key " + full + suggestion(key.str(), known),
                         (path.empty() ? "the file knows " : "here stand ") + all});
  }
}

bool Reader::text_of(const toml::node& node, const std::string& key, std::string& out) {
  if (auto text = node.value_exact<std::string>()) {
    out = *text;
    return true;
  }
  problem(node, key + " wants a text in quotes",
          "write " + key.substr(key.rfind('.') + 1) + " = \"...\"");
  return false;
}

Reader::Handler Reader::section(Keys keys) {
  return [this, keys = std::move(keys)](const toml::node& node, const std::string& key) {
    if (const toml::table* table = node.as_table()) {
      each_key(*table, key + ".", keys);
    } else {
      problem(node, key + " is a section",
              "write [" + key + "] on a line of its own, its keys below");
    }
  };
}

Reader::Handler Reader::text_key(std::string& into) {
  return [this, &into](const toml::node& node, const std::string& key) {
    text_of(node, key, into);
  };
}

Reader::Handler Reader::bool_key(bool& into) {
  return [this, &into](const toml::node& node, const std::string& key) {
    if (auto value = node.value_exact<bool>()) {
      into = *value;
    } else {
      problem(node, key + " is true or false", "write it without quotes");
    }
  };
}

Reader::Handler Reader::number_key(int64_t& into, std::vector<int64_t> allowed) {
  return [this, &into, allowed = std::move(allowed)](const toml::node& node,
                                                     const std::string& key) {
    auto value = node.value_exact<int64_t>();
    if (!value || std::find(allowed.begin(), allowed.end(), *value) == allowed.end()) {
      std::string all;
      for (int64_t one : allowed) {
        all += (all.empty() ? "" : ", ") + std::to_string(one);
      }
      problem(node, key + " cannot be that", "choose one of " + all);
      return;
    }
    into = *value;
  };
}

Register Reader::register_of(const toml::node& node, const std::string& key) {
  std::string text;
  if (!text_of(node, key, text)) {
    return ir::kNoRegister;
  }
  Register r = find_register(text);
  if (r == ir::kNoRegister) {
    std::vector<std::string_view> names;
    for (Register i = ir::reg::AX; i <= ir::reg::X15; i++) {
      names.push_back(ir::register_name(i));
    }
    Register c = from_c_name(text);
    problem(node, "there is no register " + text,
            c != ir::kNoRegister
                ? "Go calls it " + std::string(ir::register_name(c))
                : "write AX, BX, ... R15 or X0, ... X14" + suggestion(text, names));
  }
  return r;
}

Reader::Handler Reader::list_key(std::vector<Register>& into, bool wants_floats, bool* given) {
  return [this, &into, wants_floats, given](const toml::node& node, const std::string& key) {
    const toml::array* list = node.as_array();
    if (list == nullptr) {
      problem(node, key + " wants a list of registers",
              "write [\"AX\", \"BX\"], or [] for none");
      return;
    }
    if (given != nullptr) {
      *given = true;
    }
    into.clear();
    for (const toml::node& element : *list) {
      Register r = register_of(element, key);
      if (r == ir::kNoRegister) {
        continue;
      }
      if ((r >= ir::reg::X0) != wants_floats) {
        std::string name(ir::register_name(r));
        problem(element,
                wants_floats
                    ? name + " is no floating-point register"
                    : name + " holds floating point, and " + key + " wants integer registers",
                wants_floats ? "floating point travels in X0, ... X14"
                             : "choose from AX, BX, ... R15");
      }
      into.push_back(r);
    }
  };
}

Reader::Handler Reader::register_key(Register& into) {
  return [this, &into](const toml::node& node, const std::string& key) {
    if (Register r = register_of(node, key); r != ir::kNoRegister) {
      into = r;
    }
  };
}

template <typename T, size_t N>
Reader::Handler Reader::word_key(T& into, const std::array<Word<T>, N>& words) {
  return [this, &into, words](const toml::node& node, const std::string& key) {
    std::string text;
    if (!text_of(node, key, text)) {
      return;
    }
    std::vector<std::string_view> known;
    std::string all;
    for (const auto& [word, meaning] : words) {
      if (word == text) {
        into = meaning;
        return;
      }
      known.push_back(word);
      all += (all.empty() ? "" : ", ") + std::string(word);
    }
    problem(node, key + " cannot be \"" + text + "\"" + suggestion(text, known),
            "choose one of " + all);
  };
}

void Reader::read_array_rule(const toml::node& node, const std::string& key) {
  std::string text;
  if (!text_of(node, key, text)) {
    return;
  }
  constexpr std::string_view kAtMost = "length<=";
  int64_t& longest = file_->abi.longest_array;
  bool is_number = text.starts_with(kAtMost) && text.size() > kAtMost.size() &&
                   text.size() < kAtMost.size() + 9 &&
                   text.find_first_not_of("0123456789", kAtMost.size()) == std::string::npos;
  if (is_number) {
    longest = std::stoll(text.substr(kAtMost.size()));
  } else if (text == "any" || text == "none") {
    longest = text == "any" ? ir::kAnyArray : 0;
  } else {
    problem(node, key + " cannot be \"" + text + "\"",
            "write \"length<=1\" (as Go), another length, \"any\" or \"none\"");
  }
}

void Reader::read_g(const toml::node& node, const std::string& key) {
  std::string text;
  if (!text_of(node, key, text)) {
    return;
  }
  file_->abi.g = text == "tls" ? ir::GLocation::ThreadLocal : ir::GLocation::InRegister;
  file_->abi.g_register = text == "tls" ? ir::kNoRegister : Register{ir::reg::R14};
  if (text != "tls" && text != "R14") {
    problem(node, "g cannot be in " + text + ": the runtime and its stack check find it in R14",
            "write \"R14\", or \"tls\" to load it from thread-local storage");
  }
}

void Reader::read_zero(const toml::node& node, const std::string& key) {
  std::string text;
  if (!text_of(node, key, text)) {
    return;
  }
  file_->abi.zero = text == "none" ? ir::kNoRegister : Register{ir::reg::X15};
  if (text != "none" && text != "X15") {
    problem(node, "the zero register cannot be " + text + ": the runtime keeps X15 zero",
            "write \"X15\" or \"none\"");
  }
}

void Reader::read_frame(const toml::node& node, const std::string& key) {
  std::string text;
  if (text_of(node, key, text) && text != "BP") {
    problem(node, "the frame pointer cannot be " + text + ": the runtime walks frames by BP",
            "write \"BP\"; [frame] bp = \"none\" leaves it alone");
  }
}

Reader::Keys Reader::fixed_keys() {
  ir::Abi& abi = file_->abi;
  return {{"closure", register_key(abi.closure_context)},
          {"g", [this](const auto& node, const auto& key) { read_g(node, key); }},
          {"zero", [this](const auto& node, const auto& key) { read_zero(node, key); }},
          {"frame", [this](const auto& node, const auto& key) { read_frame(node, key); }},
          {"scratch", list_key(file_->scratch, false)}};
}

Reader::Keys Reader::register_keys() {
  AbiFile& f = *file_;
  return {{"names", word_key(f.abi.c_names, kNamesWords)},
          {"int", list_key(f.int_regs, false, &gives_ints_)},
          {"float", list_key(f.float_regs, true, &gives_floats_)},
          {"int_results", list_key(f.int_results, false, &gives_int_results_)},
          {"float_results", list_key(f.float_results, true, &gives_float_results_)},
          {"callee_saved", list_key(f.callee_saved, false)},
          {"fixed", section(fixed_keys())}};
}

Reader::Keys Reader::argument_keys() {
  ir::Abi& abi = file_->abi;
  return {{"order", word_key(abi.order, kOrderWords)},
          {"split", word_key(abi.split, kSplitWords)},
          {"array", [this](const auto& node, const auto& key) { read_array_rule(node, key); }},
          {"backfill", bool_key(abi.backfill)},
          {"spill", word_key(abi.spill, kSpillWords)}};
}

Reader::Keys Reader::root_keys() {
  ir::Abi& abi = file_->abi;
  std::vector<int64_t> sizes;
  for (int64_t size = 0; size <= 256; size += 8) {
    sizes.push_back(size);
  }
  return {{"name", text_key(file_->name)},
          {"base", [](const auto&, const auto&) {}},
          {"doc", text_key(file_->doc)},
          {"values", [this](const auto& node, const auto& key) { read_values(node, key); }},
          {"registers", section(register_keys())},
          {"arguments", section(argument_keys())},
          {"results", section({{"pool", word_key(abi.results, kPoolWords)},
                               {"over", number_key(abi.hidden_over, sizes)}})},
          {"frame", section({{"check", word_key(abi.stack_check, kCheckWords)},
                             {"bp", word_key(abi.frame_pointer, kBpWords)},
                             {"align", number_key(abi.stack_align, {8, 16})}})}};
}

// The built-in convention of that name; null after saying that there is none.
const ir::Abi* Reader::built_in(const toml::node& node, const std::string& key) {
  std::string text;
  if (!text_of(node, key, text)) {
    return nullptr;
  }
  std::vector<std::string_view> names;
  for (const ir::Abi* one : all()) {
    names.push_back(one->name);
  }
  if (find(text) == nullptr) {
    problem(node, "there is no convention " + text + suggestion(text, names),
            "prologo abi -list lists the built-in ones");
  }
  return find(text);
}

void Reader::read_values(const toml::node& node, const std::string& key) {
  if (const ir::Abi* named = built_in(node, key)) {
    file_->abi.values = named->values;
  }
}

void Reader::inherit(const toml::table& root) {
  const toml::node* node = root.get("base");
  const ir::Abi* named = node == nullptr ? nullptr : built_in(*node, "base");
  const ir::Abi* base = named == nullptr ? &kAbiInternal : named;
  AbiFile& f = *file_;
  f.abi = *base;
  f.int_regs = copy_of(base->int_regs);
  f.float_regs = copy_of(base->float_regs);
  f.int_results = copy_of(base->int_results);
  f.float_results = copy_of(base->float_results);
  f.callee_saved = copy_of(base->callee_saved);
  f.scratch = copy_of(base->scratch);
}

// Results use the argument registers unless the file says otherwise; a pool on the stack uses
// none.
void Reader::derive() {
  AbiFile& f = *file_;
  if (f.abi.results == ir::ResultPool::Stack) {
    f.int_results.clear();
    f.float_results.clear();
    return;
  }
  if (gives_ints_ && !gives_int_results_) {
    f.int_results = f.int_regs;
  }
  if (gives_floats_ && !gives_float_results_) {
    f.float_results = f.float_regs;
  }
}

// At the line of the key; lists of results may follow from those of arguments, whose problems
// they then share.
void Reader::add_rule_problem(std::string_view key, std::string what, std::string mend) {
  constexpr std::string_view kResults = "_results";
  auto at = lines_.find(key);
  if (at == lines_.end() && key.ends_with(kResults)) {
    at = lines_.find(key.substr(0, key.size() - kResults.size()));
  }
  auto [line, column] = at == lines_.end() ? std::pair(1, 1) : at->second;
  bool is_known = std::any_of(problems_.begin(), problems_.end(),
                              [&what](const AbiProblem& p) { return p.what == what; });
  if (!is_known) {
    problems_.push_back({line, column, std::move(what), std::move(mend)});
  }
}

std::unique_ptr<AbiFile> Reader::read(std::string_view text) {
  toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const auto& begin = parsed.error().source().begin;
    problems_.push_back({static_cast<int>(begin.line), static_cast<int>(begin.column),
                         std::string(parsed.error().description()),
                         "the file is TOML: key = value lines under [section] lines"});
    return nullptr;
  }
  const toml::table& root = parsed.table();
  inherit(root);
  each_key(root, "", root_keys());
  if (file_->name.empty() && problems_.empty()) {
    problems_.push_back({1, 1, "the convention has no name", "begin with name = \"...\""});
  }
  derive();
  file_->bind();
  if (problems_.empty()) {
    check_rules(file_->abi, [this](std::string_view key, std::string what, std::string mend) {
      add_rule_problem(key, std::move(what), std::move(mend));
    });
  }
  std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return problems_.empty() ? std::move(file_) : nullptr;
}

}  // namespace

std::unique_ptr<AbiFile> read_abi_file(std::string_view text,
                                       std::vector<AbiProblem>& problems) {
  return Reader(problems).read(text);
}

}  // namespace prologo::abi

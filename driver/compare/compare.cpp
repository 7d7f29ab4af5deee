// `prologo compare`: our code beside Go's.

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <regex>

#include "backend/compare/reasons.h"
#include "driver/compare/go_compiler.h"
#include "driver/compare/reference.h"
#include "driver/compare/report.h"
#include "driver/compare/selection.h"
#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/verbs.h"
#include "ir/dialect.h"
#include "support/source.h"
#include "support/text.h"

namespace prologo::driver {

namespace fs = std::filesystem;

namespace {

constexpr int kSame = 0;
constexpr int kDiffers = 1;
constexpr int kNotCompared = 2;

// One run of the verb. Each step returns false after saying what is wrong.
class Comparing {
 public:
  explicit Comparing(const Options& options) : options_(options) {}

  int run();

 private:
  bool check_usage();
  bool choose_reference();
  bool choose_dialect();
  bool compile_ours();
  bool load_theirs();
  bool record();
  bool record_mode(const std::vector<std::string>& flags, std::string& text);
  void compare();
  ComparedFunction compare_one(const backend::Code& code, const ReferenceFunction& theirs);
  void describe_sides();
  bool is_selected(const std::string& name) const;
  int show() const;
  std::string recorded_beside() const;
  RecordKey key() const;
  std::vector<std::string> go_flags() const;

  std::string package() const { return std::string(compilation_.package->name); }

  bool refuse(const std::string& reason) const {
    if (options_.json) {
      std::fputs(refusal_json(reason).c_str(), stdout);
    } else {
      print_error("could not compare: " + reason);
    }
    return false;
  }

  const Options& options_;
  Options chosen_;  // with dialect and ABI as decided here
  std::string golden_;
  GoCompiler go_;
  listing::Disassembler disassembler_{listing::Syntax::Go};
  Compilation compilation_;
  Reference reference_;
  std::regex select_;
  ComparisonReport report_;
};

bool Comparing::check_usage() {
  std::string wrong;
  if (options_.arguments.empty()) {
    print_error("compare: no Go file\nRun 'prologo help compare' for usage.");
    return false;
  }
  if (!is_selection(options_.only, wrong)) {
    print_error("invalid value \"" + wrong +
                "\" for flag -only: want prologue, body, epilogue, grow, frame or call");
    return false;
  }
  select_ = std::regex(options_.select);
  return is_known_abi(options_);
}

// "samples/hello.go" -> "samples/golden/hello.json", if it is there.
std::string Comparing::recorded_beside() const {
  fs::path source(options_.arguments[0]);
  fs::path recorded = source.parent_path() / "golden" / source.stem();
  recorded += ".json";
  std::error_code ignored;
  return fs::exists(recorded, ignored) ? recorded.string() : "";
}

bool Comparing::choose_reference() {
  golden_ = options_.golden;
  if (!golden_.empty()) {
    return true;
  }
  std::string error;
  if (find_go(options_.go_path, go_, error)) {
    return choose_dialect();
  }
  golden_ = options_.go_path.empty() && options_.record.empty() ? recorded_beside() : "";
  if (golden_.empty()) {
    return refuse(error + "; -golden=FILE compares with a recorded reference");
  }
  report_.notes.push_back("no Go on this machine: compared with " + golden_);
  return true;
}

// The dialect of the Go that is here, unless one was asked for.
bool Comparing::choose_dialect() {
  const std::string kDefault = Options().dialect;
  if (options_.dialect != kDefault) {
    return true;
  }
  std::string release = go_.release();
  const ir::Dialect* dialect = ir::find_dialect(release);
  if (dialect == nullptr) {
    return refuse(go_.version + " (" + go_.path + ") has no dialect here; there are " +
                  std::string(ir::dialects().front().name) + " to " +
                  std::string(ir::dialects().back().name) +
                  ". -dialect=NAME compares all the same");
  }
  chosen_.dialect = release;
  if (dialect->g_from_tls && !options_.abi_given) {
    chosen_.abi = "abi0";  // that release passes everything on the stack
  }
  return true;
}

bool Comparing::compile_ours() {
  compilation_.options = chosen_;
  compilation_.options.object_only = true;  // a package need not be a program
  if (compile(compilation_, chosen_.arguments)) {
    return true;
  }
  compilation_.diagnostics.sort();
  const Diagnostic& first = compilation_.diagnostics.list().front();
  std::string where =
      first.pos.is_known() ? compilation_.sources.describe(first.pos) + ": " : "";
  return refuse(where + first.message);
}

RecordKey Comparing::key() const {
  return {go_.version, chosen_.abi, !options_.no_optimise, !options_.no_inline};
}

std::vector<std::string> Comparing::go_flags() const {
  std::vector<std::string> flags;
  if (options_.no_optimise) {
    flags.push_back("-N");
  }
  if (options_.no_inline) {
    flags.push_back("-l");
  }
  return flags;
}

bool Comparing::load_theirs() {
  std::string error;
  if (!golden_.empty()) {
    return read_reference(golden_, key(), disassembler_, reference_, error) || refuse(error);
  }
  std::vector<listing::FunctionCode> functions;
  if (!compile_with_go(go_, options_.arguments, package(), go_flags(), functions, error)) {
    return refuse(error);
  }
  reference_.compiler = go_.version;
  for (const listing::FunctionCode& code : functions) {
    if (is_selected(code.name)) {
      add_function(reference_, code, disassembler_);
    }
  }
  return true;
}

bool Comparing::record_mode(const std::vector<std::string>& flags, std::string& text) {
  std::vector<listing::FunctionCode> functions;
  std::string error;
  if (!compile_with_go(go_, options_.arguments, package(), flags, functions, error)) {
    return refuse(error);
  }
  RecordKey mode = key();
  mode.optimised = mode.inlines = flags.empty();
  for (const listing::FunctionCode& code : functions) {
    if (is_selected(code.name)) {
      text += record_text(code, mode, disassembler_);
    }
  }
  return true;
}

bool Comparing::record() {
  std::string text;
  std::string error;
  if (!options_.golden.empty()) {
    return refuse("-record takes what Go makes; -golden has no use here");
  }
  return record_mode({"-N", "-l"}, text) && record_mode({}, text) &&
         (write_file(options_.record, text, false, error) ||
          refuse(options_.record + ": " + error));
}

// Without -s the package's own functions, and not what its types need.
bool Comparing::is_selected(const std::string& name) const {
  return options_.select.empty() ? name.starts_with(package() + ".")
                                 : std::regex_search(name, select_);
}

ComparedFunction Comparing::compare_one(const backend::Code& code,
                                        const ReferenceFunction& theirs) {
  ComparedFunction out;
  out.name = code.symbol->name;
  out.code = listing::function_code(code);
  out.ours = listing::code_lines(out.code, disassembler_);
  out.theirs = theirs.lines;
  out.their_frame = theirs.frame_bytes;
  out.their_args = theirs.args_bytes;
  out.comparison = compare::compare_code(out.ours, out.theirs);
  keep_only(options_.only, out);
  compare::Reasons reasons(code, out.ours);
  out.heading = reasons.heading();
  out.grow_summary = reasons.grow_summary();
  for (const compare::Row& row : out.comparison.rows) {
    const listing::CodeLine* other =
        row.theirs == compare::kNoLine ? nullptr : &out.theirs[row.theirs];
    out.why.push_back(row.ours == compare::kNoLine
                          ? "only " + report_.theirs
                          : reasons.rule_of_difference(row.ours, other, row.kind));
  }
  return out;
}

void Comparing::compare() {
  auto& functions = reference_.functions;
  std::map<std::string, bool> ours;
  for (const backend::Code& code : compilation_.codes) {
    const std::string& name = code.symbol->name;
    if (code.fn->is_abi_wrapper || !is_selected(name) || !ours.emplace(name, true).second) {
      continue;
    }
    auto theirs = functions.find(name);
    if (theirs == functions.end()) {
      report_.only_ours.push_back(name);
    } else {
      report_.functions.push_back(compare_one(code, theirs->second));
    }
  }
  for (const auto& [name, function] : functions) {
    if (is_selected(name) && !ours.contains(name)) {
      (function.is_generated ? report_.not_needed : report_.only_theirs).push_back(name);
    }
  }
}

void Comparing::describe_sides() {
  std::string mode = options_.no_optimise ? "-N" : "optimised";
  mode += options_.no_inline ? (options_.no_optimise ? " -l" : ", -l") : "";
  report_.abi = chosen_.abi;
  report_.optimised = !options_.no_optimise;
  report_.inlines = !options_.no_inline;
  report_.ours = chosen_.abi + ", " + mode;
  report_.theirs = reference_.compiler;
  report_.files = join(options_.arguments, " ");
  report_.flags =
      (options_.no_optimise ? "-N " : "") + std::string(options_.no_inline ? "-l " : "");
}

TextStyle style_of(const Options& options) {
  TextStyle style;
  bool is_terminal = isatty(STDOUT_FILENO) != 0;
  winsize size{};
  const char* columns = std::getenv("COLUMNS");
  if (columns != nullptr && std::atoi(columns) > 0) {
    style.width = static_cast<size_t>(std::atoi(columns));
  } else if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    style.width = size.ws_col;
  }
  const char* no_color = std::getenv("NO_COLOR");
  style.color =
      options.color == Color::Always || (options.color == Color::Auto && is_terminal &&
                                         (no_color == nullptr || *no_color == '\0'));
  style.ascii = options.ascii;
  style.only_different = options.quiet;
  style.unfold = options.verbose;
  return style;
}

int Comparing::show() const {
  std::string error;
  if (!options_.html.empty() &&
      !write_file(options_.html, report_page(report_), false, error)) {
    print_error(options_.html + ": " + error);
    return kNotCompared;
  }
  std::string text =
      options_.json ? report_json(report_) : report_text(report_, style_of(options_));
  std::fputs(text.c_str(), stdout);
  return report_.is_same() ? kSame : kDiffers;
}

int Comparing::run() {
  chosen_ = options_;
  if (!check_usage() || !choose_reference() || !compile_ours()) {
    return kNotCompared;
  }
  if (!options_.record.empty()) {
    return record() ? kSame : kNotCompared;
  }
  if (!load_theirs()) {
    return kNotCompared;
  }
  describe_sides();
  compare();
  if (report_.functions.empty() && report_.only_ours.empty() && report_.only_theirs.empty()) {
    refuse("no function matches");
    return kNotCompared;
  }
  return show();
}

}  // namespace

int run_compare(const Options& options) { return Comparing(options).run(); }

}  // namespace prologo::driver

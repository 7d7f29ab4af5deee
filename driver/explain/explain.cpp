// `prologo explain`: the frame of a function drawn, one instruction explained, or the words of
// a traceback weighed.

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

#include "backend/abi/comparison.h"
#include "backend/compare/reasons.h"
#include "backend/elf/link.h"
#include "driver/command.h"
#include "driver/compare/code_json.h"
#include "driver/explain/frame.h"
#include "driver/explain/show.h"
#include "driver/explain/traceback.h"
#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/temporary.h"
#include "driver/verbs.h"
#include "support/source.h"

namespace prologo::driver {

namespace {

using Json = nlohmann::ordered_json;

// Symbols of string constants may hold any bytes.
std::string json_text(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A compiled function with its code as text and the reasons for it.
struct Explained {
  const backend::Code* code;
  std::vector<listing::CodeLine> lines;
  std::unique_ptr<compare::Reasons> reasons;
  FrameView frame;
};

// One run of the verb.
class Explaining {
 public:
  explicit Explaining(const Options& options) : options_(options) {}

  int run();

 private:
  bool check_usage();
  bool compile_files();
  void collect();
  int show_frames();
  int show_instruction();
  int show_panic();
  bool traceback_text(std::string& text);
  bool run_program(std::string& output);
  bool is_selected(const std::string& name) const;
  std::string instruction_text(const Explained& function, size_t line) const;
  Json frame_json(const Explained& function);

  const Options& options_;
  std::vector<std::string> sources_;
  std::string traceback_;  // file of one, "-" for standard input, "" to run the program
  uint32_t at_ = 0;
  std::regex select_;
  Compilation compilation_;
  listing::Disassembler disassembler_{listing::Syntax::Go};
  std::vector<Explained> functions_;
};

bool Explaining::check_usage() {
  for (const std::string& argument : options_.arguments) {
    if (argument.ends_with(".go")) {
      sources_.push_back(argument);
    } else if (options_.panic && traceback_.empty()) {
      traceback_ = argument;
    } else {
      print_error("explain: " + argument + " is no Go file");
      return false;
    }
  }
  if (sources_.empty()) {
    print_error("explain: no Go file\nRun 'prologo help explain' for usage.");
    return false;
  }
  if (!options_.at.empty()) {
    char* end = nullptr;
    at_ = static_cast<uint32_t>(std::strtoul(options_.at.c_str(), &end, 16));
    if (*end != '\0') {
      print_error("invalid value \"" + options_.at +
                  "\" for flag -at: want an offset such as 0x2f");
      return false;
    }
  }
  select_ = std::regex(options_.select);
  return is_known_abi(options_);
}

bool Explaining::compile_files() {
  compilation_.options = options_;
  compilation_.options.object_only = !options_.panic;  // a package need not be a program
  if (compile(compilation_, sources_)) {
    return true;
  }
  print_diagnostics(compilation_.diagnostics, compilation_.sources, options_);
  return false;
}

bool Explaining::is_selected(const std::string& name) const {
  bool is_own = name.starts_with(std::string(compilation_.package->name) + ".");
  return is_own && std::regex_search(name, select_);
}

void Explaining::collect() {
  for (const backend::Code& code : compilation_.codes) {
    bool is_made = code.fn->is_wrapper || code.fn->is_abi_wrapper;
    if (is_selected(code.fn->name) && (!is_made || !options_.select.empty())) {
      Explained one{
          &code, listing::code_lines(listing::function_code(code), disassembler_), {}, {}};
      functions_.push_back(std::move(one));
    }
  }
  for (Explained& one : functions_) {
    one.reasons = std::make_unique<compare::Reasons>(*one.code, one.lines);
    one.frame = view_frame(*one.code, one.lines, one.reasons->outgoing());
  }
}

// ---- Frames ----

Json words_json(const ir::Place& place) {
  Json words = Json::array();
  for (const ir::Piece& piece : place.pieces) {
    words.push_back({{"reg", ir::register_name(piece.reg)}});
  }
  if (place.stack_offset >= 0) {
    words.push_back({{"stack", place.stack_offset}});
  }
  return words;
}

Json Explaining::frame_json(const Explained& function) {
  const backend::Code& code = *function.code;
  Json frame = {{"size", function.frame.size},
                {"args", function.frame.args},
                {"nosplit", function.frame.no_split},
                {"check", function.frame.check},
                {"budget", function.frame.budget}};
  frame["slots"] = Json::array();
  for (const Slot& slot : function.frame.slots) {
    frame["slots"].push_back({{"off", slot.offset},
                              {"size", slot.size},
                              {"kind", kind_name(slot.kind)},
                              {"name", slot.name},
                              {"writes", slot.writes},
                              {"rule", slot.rule}});
  }
  Json assign = Json::array();
  for (const auto* places : {&code.fn->layout.params, &code.fn->layout.results}) {
    for (const ir::Place& place : *places) {
      Json one = {{"name", place.name}, {"words", words_json(place)}};
      if (place.spill_offset >= 0) {
        one["spill"] = place.spill_offset;
      }
      one["rule"] = abi::reason(place);
      assign.push_back(std::move(one));
    }
  }
  return {{"schema", "prologo/1"},
          {"func", code.fn->name},
          {"abi", code.fn->abi->name},
          {"opt", code.fn->optimise},
          {"frame", std::move(frame)},
          {"assign", std::move(assign)},
          {"code", code_json(listing::function_code(code), disassembler_, nullptr)}};
}

int Explaining::show_frames() {
  FrameStyle style{options_.stack == "down", options_.base, options_.ascii};
  if (!options_.svg.empty()) {
    std::vector<FrameView> frames;
    for (const Explained& one : functions_) {
      frames.push_back(one.frame);
    }
    std::string error;
    if (!write_file(options_.svg, frames_svg(frames, style), false, error)) {
      print_error(options_.svg + ": " + error);
      return kProgramErrors;
    }
    return kGood;
  }
  for (size_t i = 0; i < functions_.size(); i++) {
    if (options_.json) {
      std::printf("%s\n", json_text(frame_json(functions_[i])).c_str());
    } else {
      std::printf("%s%s", i > 0 ? "\n" : "", frame_text(functions_[i].frame, style).c_str());
    }
  }
  return kGood;
}

// ---- One instruction ----

std::string_view part_text(backend::Part part) {
  switch (part) {
    case backend::Part::Prologue:
      return "prologue";
    case backend::Part::Spill:
      return "spill of parameters at entry";
    case backend::Part::Zero:
      return "clearing of pointer variables";
    case backend::Part::Epilogue:
      return "epilogue";
    case backend::Part::Grow:
      return "growth path";
    case backend::Part::Padding:
      return "padding: no jump may cross or end at a 32-byte boundary";
    default:
      return "body";
  }
}

std::string Explaining::instruction_text(const Explained& function, size_t index) const {
  const listing::CodeLine& line = function.lines[index];
  const backend::Code& code = *function.code;
  std::string out = function.reasons->heading() + "\n" + line_text(line) + "   " +
                    listing::bytes_text(line) + "\n";
  for (const backend::Instruction& one : code.instructions) {
    if (one.pc != line.pc) {
      continue;
    }
    out += "part   " + std::string(part_text(one.part)) + "\n";
    out += "source " + compilation_.sources.describe(one.pos) + ": " +
           std::string(compilation_.sources.line(one.pos)) + "\n";
    if (one.slot != backend::Instruction::kNoSlot) {
      int64_t from_entry = one.slot - sp_delta_at(code, one.pc);
      for (const Slot& slot : function.frame.slots) {
        int64_t low = slot.offset - function.frame.size;
        if (from_entry >= low && from_entry < low + slot.size) {
          out += std::string(one.writes_slot ? "writes " : "reads  ") + slot.name + " " +
                 slot.what + ", " + std::to_string(from_entry) +
                 " from entry SP: " + slot.rule + "\n";
        }
      }
    }
  }
  std::string rule = function.reasons->rule(index);
  return out + (rule.empty() ? "" : "why    " + rule + "\n");
}

int Explaining::show_instruction() {
  bool found = false;
  for (const Explained& function : functions_) {
    for (size_t i = 0; i < function.lines.size(); i++) {
      const listing::CodeLine& line = function.lines[i];
      uint32_t end = i + 1 < function.lines.size()
                         ? function.lines[i + 1].pc
                         : static_cast<uint32_t>(function.code->bytes.size());
      if (at_ < line.pc || at_ >= end) {
        continue;
      }
      found = true;
      std::string text = instruction_text(function, i);
      if (options_.json) {
        Json object = {
            {"schema", "prologo/1"}, {"func", function.frame.name},      {"pc", line.pc},
            {"go", line.text},       {"why", function.reasons->rule(i)}, {"text", text}};
        std::printf("%s\n", json_text(object).c_str());
      } else {
        std::printf("%s", text.c_str());
      }
    }
  }
  if (!found) {
    print_error("no instruction at " + options_.at);
  }
  return found ? kGood : kProgramErrors;
}

// ---- Tracebacks ----

bool Explaining::run_program(std::string& output) {
  TemporaryFolder folder;
  std::string program = folder.path() + "/program";
  std::string error;
  if (!elf::link(object_file(compilation_), runtime_object(), program, {}, error)) {
    print_error("link: " + error);
    return false;
  }
  CommandResult result = run_command({program});
  output = result.errors;
  return true;
}

bool Explaining::traceback_text(std::string& text) {
  if (traceback_.empty()) {
    return run_program(text);
  }
  if (traceback_ == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
    return true;
  }
  std::string error;
  if (!read_file(traceback_, text, error)) {
    print_error(traceback_ + ": " + error);
    return false;
  }
  return true;
}

void print_words(const TraceLine& trace, const std::vector<ArgumentWord>& words, bool json) {
  if (json) {
    Json object = {{"schema", "prologo/1"}, {"func", trace.function}, {"pc", trace.pc}};
    object["words"] = Json::array();
    for (const ArgumentWord& word : words) {
      object["words"].push_back({{"name", word.name},
                                 {"shown", word.shown},
                                 {"exact", word.is_exact},
                                 {"truth", word.truth}});
    }
    std::printf("%s\n", json_text(object).c_str());
    return;
  }
  std::printf("%s(%s)  at +0x%x\n", trace.function.c_str(), trace.arguments.c_str(), trace.pc);
  for (const ArgumentWord& word : words) {
    std::printf("  %s %s — %s\n", word.name.c_str(), word.shown.c_str(), word.truth.c_str());
  }
}

int Explaining::show_panic() {
  std::string text;
  if (!traceback_text(text)) {
    return kUsage;
  }
  bool found = false;
  for (const TraceLine& trace : parse_traceback(text)) {
    for (const Explained& function : functions_) {
      if (function.frame.name == trace.function) {
        found = true;
        print_words(trace, judge_arguments(trace, *function.code, function.lines),
                    options_.json);
      }
    }
  }
  if (!found) {
    print_error(traceback_.empty() ? "the program did not panic in a function shown here"
                                   : "no line of a function shown here in the traceback");
  }
  return found ? kGood : kProgramErrors;
}

int Explaining::run() {
  if (!check_usage()) {
    return kUsage;
  }
  if (!compile_files()) {
    return kProgramErrors;
  }
  collect();
  if (functions_.empty()) {
    print_error("no function matches");
    return kProgramErrors;
  }
  if (options_.panic) {
    return show_panic();
  }
  return options_.at.empty() ? show_frames() : show_instruction();
}

}  // namespace

int run_explain(const Options& options) { return Explaining(options).run(); }

}  // namespace prologo::driver

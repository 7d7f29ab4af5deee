// `prologo build` and `prologo run`.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "backend/elf/link.h"
#include "driver/pipeline.h"
#include "driver/report.h"
#include "driver/temporary.h"
#include "driver/verbs.h"
#include "ir/dialect.h"

namespace prologo::driver {

namespace fs = std::filesystem;

// The source files among the arguments of `run`: those up to the first that is no Go file.
static std::vector<std::string> source_files(const Options& options, size_t& used) {
  std::vector<std::string> files;
  for (used = 0; used < options.arguments.size(); used++) {
    if (options.verb == "run" && !options.arguments[used].ends_with(".go")) {
      break;
    }
    files.push_back(options.arguments[used]);
  }
  return files;
}

static bool is_usage_good(const Options& options, const std::vector<std::string>& files) {
  if (files.empty()) {
    print_error(options.verb + ": no Go files\nRun 'prologo help " + options.verb +
                "' for usage.");
    return false;
  }
  return is_known_abi(options);
}

// "dir/hello.go" -> "hello", as the go command names programs.
static std::string default_output(const Options& options, const std::string& first) {
  const char* ending = options.assembly ? ".s" : options.object_only ? ".o" : "";
  return fs::path(first).stem().string() + ending;
}

// As with the go command, a folder as output means the default name in that folder.
static std::string output_name(const Options& options, const std::string& first) {
  std::string name = default_output(options, first);
  if (options.output.empty()) {
    return name;
  }
  const bool is_folder = options.output.ends_with("/") || fs::is_directory(options.output);
  return is_folder ? (fs::path(options.output) / name).string() : options.output;
}

// Said before the work is done rather than after it.
static bool has_place(const std::string& output) {
  const std::string folder = fs::path(output).parent_path().string();
  if (access(folder.empty() ? "." : folder.c_str(), W_OK) == 0) {
    return true;
  }
  print_open_error(output, errno);
  return false;
}

// -json: what was built, one function after the other.
static void report_json(const Compilation& compilation, const std::string& output) {
  const Options& options = compilation.options;
  if (!options.json || options.verb != "build") {
    return;
  }
  nlohmann::ordered_json object = {{"schema", "prologo/1"},
                                   {"output", output},
                                   {"abi", options.abi},
                                   {"opt", !options.no_optimise},
                                   {"inline", !options.no_inline}};
  object["functions"] = nlohmann::ordered_json::array();
  for (const backend::Code& code : compilation.codes) {
    const SourceFiles& sources = compilation.sources;
    object["functions"].push_back({{"func", code.symbol->name},
                                   {"abi", code.fn->abi->name},
                                   {"size", code.bytes.size()},
                                   {"frame",
                                    {{"size", code.frame_bytes},
                                     {"args", code.args_bytes},
                                     {"nosplit", code.fn->no_split}}},
                                   {"file", sources[code.fn->pos.file].name},
                                   {"line", code.fn->pos.line}});
  }
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  std::printf("%s\n", object.dump(-1, ' ', false, kReplace).c_str());
}

static int build_to(const Options& options, const std::vector<std::string>& files,
                    const std::string& output) {
  Compilation compilation;
  compilation.options = options;
  compilation.options.object_only = options.object_only || options.assembly;
  compilation.code_only = true;
  compilation.progress.follow(options);
  if (!compile(compilation, files)) {
    compilation.progress.finish();
    print_diagnostics(compilation.diagnostics, compilation.sources, options);
    return kProgramErrors;
  }
  compilation.progress.phase("assemble");
  std::string object = object_file(compilation);
  std::string error;
  if (compilation.options.object_only) {
    if (!write_file(output, object, false, error)) {
      print_error(output + ": " + error);
      return kProgramErrors;
    }
    report_json(compilation, output);
    return kGood;
  }
  compilation.progress.phase("link");
  elf::LinkOptions link;
  link.linker = options.linker;
  link.strip = options.strip;
  // What an older release calls by a name of today's has it as a local one.
  link.keep_local_names = ir::find_dialect(options.dialect)->zero_in_x0;
  link.trace = options.trace_commands;
  TemporaryFolder folder;
  bool is_special = is_special_file(output);  // `-o /dev/null`
  std::string program = is_special ? folder.path() + "/program" : output;
  std::string bytes;
  if (!elf::link(object, runtime_object(), program, link, error)) {
    print_error("link: " + error);
    return kProgramErrors;
  }
  if (is_special &&
      !(read_file(program, bytes, error) && write_file(output, bytes, true, error))) {
    print_error(output + ": " + error);
    return kProgramErrors;
  }
  report_json(compilation, output);
  return kGood;
}

int run_build(const Options& options) {
  size_t used = 0;
  std::vector<std::string> files = source_files(options, used);
  if (!is_usage_good(options, files)) {
    return kUsage;
  }
  std::string output = output_name(options, files[0]);
  return has_place(output) ? build_to(options, files, output) : kProgramErrors;
}

// Runs the program in a child, so that its file can be removed afterwards.
static int run_program(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& word : arguments) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  pid_t child = fork();
  if (child == 0) {
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) {
    return 128 + WTERMSIG(status);
  }
  return WEXITSTATUS(status);
}

int run_run(const Options& options) {
  size_t used = 0;
  std::vector<std::string> files = source_files(options, used);
  if (!is_usage_good(options, files)) {
    return kUsage;
  }
  TemporaryFolder folder;
  std::string program = folder.path() + "/" + default_output(options, files[0]);
  int status = build_to(options, files, program);
  if (status == kGood) {
    status = run_program(program, {options.arguments.begin() + static_cast<long>(used),
                                   options.arguments.end()});
  }
  return status;
}

}  // namespace prologo::driver

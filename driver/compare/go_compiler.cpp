#include "driver/compare/go_compiler.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "backend/listing/go_assembly.h"
#include "driver/command.h"
#include "driver/temporary.h"

namespace prologo::driver {

namespace fs = std::filesystem;

namespace {

bool is_executable(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

// The GOROOTs of Debian's packages and of Go's own installer, releases of ours first.
std::vector<std::string> usual_roots() {
  std::vector<std::string> roots;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib", ignored)) {
    if (entry.path().filename().string().starts_with("go-")) {
      roots.push_back(entry.path().string());
    }
  }
  std::sort(roots.begin(), roots.end());
  std::stable_partition(roots.begin(), roots.end(),
                        [](const std::string& root) { return root.ends_with("go-1.19"); });
  if (const char* root = std::getenv("GOROOT")) {
    roots.insert(roots.begin(), root);
  }
  roots.push_back("/usr/local/go");
  return roots;
}

std::vector<std::string> candidates(const std::string& wanted) {
  if (!wanted.empty()) {
    return {wanted, wanted + "/bin/go"};
  }
  std::vector<std::string> paths;
  std::string path = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
  for (size_t begin = 0; begin <= path.size();) {
    size_t end = std::min(path.find(':', begin), path.size());
    paths.push_back(path.substr(begin, end - begin) + "/go");
    begin = end + 1;
  }
  for (const std::string& root : usual_roots()) {
    paths.push_back(root + "/bin/go");
  }
  return paths;
}

std::vector<std::string> go_environment() {
  return {"GOOS=linux", "GOARCH=amd64",  "GOAMD64=v1",
          "GOFLAGS=",   "GOEXPERIMENT=", "GOTOOLCHAIN=local"};
}

// "go version go1.19.8 linux/amd64" -> "go1.19.8"
std::string version_word(const std::string& text) {
  constexpr std::string_view kBefore = "go version ";
  if (!text.starts_with(kBefore)) {
    return "";
  }
  std::string rest = text.substr(kBefore.size());
  return rest.substr(0, rest.find_first_of(" \n"));
}

}  // namespace

std::string GoCompiler::release() const {
  size_t dot = version.find('.');
  size_t end =
      dot == std::string::npos ? dot : version.find_first_not_of("0123456789", dot + 1);
  return version.substr(0, end);
}

bool find_go(const std::string& wanted, GoCompiler& go, std::string& error) {
  error = wanted.empty() ? "no go command here (PATH, GOROOT, /usr/lib/go-*, /usr/local/go)"
                         : "no go command at " + wanted;
  for (const std::string& path : candidates(wanted)) {
    if (!is_executable(path)) {
      continue;
    }
    CommandResult result = run_command({path, "version"}, go_environment());
    go = {path, version_word(result.output)};
    if (!go.version.empty()) {
      return true;
    }
    error = path + " version: " + (result.errors.empty() ? result.output : result.errors);
  }
  return false;
}

bool compile_with_go(const GoCompiler& go, const std::vector<std::string>& files,
                     const std::string& package, const std::vector<std::string>& flags,
                     std::vector<listing::FunctionCode>& functions, std::string& error) {
  TemporaryFolder folder;
  std::vector<std::string> words = {go.path, "tool",  "compile", "-S",
                                    "-p",    package, "-o",      folder.path() + "/package.o"};
  words.insert(words.end(), flags.begin(), flags.end());
  words.insert(words.end(), files.begin(), files.end());
  CommandResult result = run_command(words, go_environment());
  if (!result.started || result.status != 0) {
    error = result.output.empty() || !result.started ? result.errors : result.output;
    error = go.version + ": " + error.substr(0, error.find('\n'));
    return false;
  }
  functions = listing::read_go_assembly(result.output, package);
  return true;
}

}  // namespace prologo::driver

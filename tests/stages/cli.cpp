// Stage `cli`: a session at the command line in, what the terminal shows out. The input is
// commands (`$ prologo ...`), then files, each behind a line `-- NAME --`; the session runs in
// a folder of its own that holds these files.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/programs.h"
#include "tests/stages.h"

namespace prologo::tests {

namespace fs = std::filesystem;

namespace {

struct Session {
  std::vector<std::string> commands;
  fs::path folder;

  explicit Session(const std::string& input);

  ~Session() { fs::remove_all(folder); }

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

Session::Session(const std::string& input) {
  std::string pattern = (fs::temp_directory_path() / "prologo-cli-XXXXXX").string();
  folder = mkdtemp(pattern.data());
  std::istringstream in(input);
  std::ofstream file;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("-- ") && line.ends_with(" --")) {
      file.close();
      file.open(folder / line.substr(3, line.size() - 6));
    } else if (file.is_open()) {
      file << line << "\n";
    } else if (line.starts_with("$ ")) {
      commands.push_back(line.substr(2));
    }
  }
}

std::string run_session(const std::string&, const std::string& input) {
  Session session(input);
  const std::string setup = "cd '" + session.folder.string() + "'; PATH='" +
                            fs::path(compiler_path()).parent_path().string() + "':$PATH; { ";
  std::string out;
  for (const std::string& command : session.commands) {
    std::string text;
    const int status = run_command(setup + command + "; } </dev/null", text);
    out += "$ " + command + "\n" + text;
    if (status != 0) {
      out += "[exit status " + std::to_string(status) + "]\n";
    }
  }
  return out;
}

const bool kRegistered = register_stage("cli", run_session);

}  // namespace

}  // namespace prologo::tests

#include "backend/elf/link.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "backend/elf/image.h"
#include "support/text.h"

extern char** environ;

namespace prologo::elf {

namespace {

// Bytes the linker can open by a path without a file on disk.
class MemoryFile {
 public:
  explicit MemoryFile(const char* name, std::string_view bytes) : fd_(memfd_create(name, 0)) {
    while (fd_ >= 0 && !bytes.empty()) {
      ssize_t n = write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno != EINTR) {
        close(fd_);
        fd_ = -1;
        return;
      }
      bytes.remove_prefix(n > 0 ? static_cast<size_t>(n) : 0);
    }
  }

  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  ~MemoryFile() {
    if (fd_ >= 0) {
      close(fd_);
    }
  }

  bool is_open() const { return fd_ >= 0; }

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  int fd() const { return fd_; }

 private:
  int fd_;
};

// Runs a command with its standard error in `text`; false if it failed.
bool run(const std::vector<std::string>& command, std::string& text) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    text = std::strerror(errno);
    return false;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::vector<char*> argv;
  for (const std::string& word : command) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  pid_t child = 0;
  int failed = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  char buffer[4096];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(n));
  }
  close(ends[0]);
  if (failed != 0) {
    text = command[0] + ": " + std::strerror(failed);
    return false;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// The tables hold distances from fixed addresses below the text (image.h). mold lays read-only
// data before the text and wants to be told where the whole begins, not the text.
std::string place(const std::string& linker) {
  const std::string name = linker.substr(linker.rfind('/') + 1);
  return name.find("mold") != std::string::npos ? "--image-base=" + hex(kImageBase)
                                                : "-Ttext=" + hex(kTextBase);
}

}  // namespace

bool link(std::string_view object, std::string_view runtime, const std::string& output,
          const LinkOptions& options, std::string& error) {
  MemoryFile program("program.o", object);
  MemoryFile library("runtime.o", runtime);
  if (!program.is_open() || !library.is_open()) {
    error = std::strerror(errno);
    return false;
  }
  std::string temporary = output + ".tmp" + std::to_string(getpid());
  std::vector<std::string> command = {options.linker,
                                      "-static",
                                      "-nostdlib",
                                      "--gc-sections",
                                      options.keep_local_names ? "-X" : "-x",
                                      "-z",
                                      "noexecstack",
                                      "-z",
                                      "relro",
                                      place(options.linker),
                                      "--defsym=runtime.etext=etext",
                                      "--build-id=none",
                                      "-o",
                                      temporary,
                                      program.path(),
                                      library.path()};
  if (options.strip) {
    command.insert(command.begin() + 1, "-s");
  }
  if (options.trace) {
    std::fprintf(stderr, "%s\n", join(command, " ").c_str());
  }
  bool ok = run(command, error);
  if (ok && rename(temporary.c_str(), output.c_str()) != 0) {
    error = std::strerror(errno);
    ok = false;
  }
  if (!ok) {
    unlink(temporary.c_str());
  }
  return ok;
}

}  // namespace prologo::elf

#include "driver/command.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

extern char** environ;

namespace prologo::driver {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const std::string& word : words) {
    out.push_back(const_cast<char*>(word.c_str()));
  }
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> merged_environment(const std::vector<std::string>& changes) {
  std::vector<std::string> out = changes;
  for (char** entry = environ; *entry != nullptr; entry++) {
    std::string text = *entry;
    std::string name = text.substr(0, text.find('=') + 1);
    bool is_changed = false;
    for (const std::string& change : changes) {
      is_changed = is_changed || change.starts_with(name);
    }
    if (!is_changed) {
      out.push_back(text);
    }
  }
  return out;
}

// Reads both pipes until both are closed, so that neither can fill up and block the child.
void drain(int out, int err, CommandResult& result) {
  pollfd files[] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
  std::string* texts[] = {&result.output, &result.errors};
  int open_count = 2;
  while (open_count > 0) {
    if (poll(files, 2, -1) < 0 && errno != EINTR) {
      return;
    }
    for (int i = 0; i < 2; i++) {
      if (files[i].revents == 0) {
        continue;
      }
      char buffer[65536];
      ssize_t n = read(files[i].fd, buffer, sizeof buffer);
      if (n > 0) {
        texts[i]->append(buffer, static_cast<size_t>(n));
      } else if (n == 0 || errno != EINTR) {
        files[i].fd = -1;
        open_count--;
      }
    }
  }
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& words,
                          const std::vector<std::string>& environment) {
  CommandResult result;
  int out[2];
  int err[2];
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
    result.errors = std::strerror(errno);
    return result;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  std::vector<std::string> variables = merged_environment(environment);
  pid_t child = 0;
  int failed = posix_spawnp(&child, words[0].c_str(), &actions, nullptr, pointers(words).data(),
                            pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  close(err[1]);
  if (failed != 0) {
    result.errors = std::strerror(failed);
  } else {
    result.started = true;
    drain(out[0], err[0], result);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  close(out[0]);
  close(err[0]);
  return result;
}

}  // namespace prologo::driver

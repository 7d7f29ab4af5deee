#include "support/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace prologo {

SourceFiles::SourceFiles() { files_.push_back({"-", "", 0}); }

uint16_t SourceFiles::add(std::string name, std::string text) {
  const auto index = static_cast<uint16_t>(files_.size());
  files_.push_back({std::move(name), std::move(text), index});
  return index;
}

uint16_t SourceFiles::add_inlined(uint16_t file, int32_t call) {
  const auto index = static_cast<uint16_t>(files_.size());
  files_.push_back({files_[file].name, "", files_[file].origin, call});
  return index;
}

std::string SourceFiles::describe(Pos pos) const {
  if (!pos.is_known() || pos.file >= files_.size()) {
    return "-";
  }
  std::string place = files_[pos.file].name + ":" + std::to_string(pos.line);
  return pos.column == 0 ? place : place + ":" + std::to_string(pos.column);
}

std::string_view SourceFiles::line(Pos pos) const {
  if (!pos.is_known() || pos.file >= files_.size()) {
    return {};
  }
  std::string_view text = files_[files_[pos.file].origin].text;
  for (uint32_t n = 1; n < pos.line; n++) {
    size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      return {};
    }
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

static std::string error_text(int code) {
  std::string text = std::strerror(code);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

static bool read_all(int fd, std::string& text) {
  char buffer[1 << 16];
  for (;;) {
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      return n == 0;
    }
    text.append(buffer, static_cast<size_t>(n));
  }
}

bool read_file(const std::string& path, std::string& text, std::string& error) {
  text.clear();
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    error = error_text(errno);
    return false;
  }

  struct stat info {};

  if (fstat(fd, &info) == 0 && info.st_size > 0) {
    text.reserve(static_cast<size_t>(info.st_size) + 1);
  }
  bool ok = read_all(fd, text);
  if (!ok) {
    error = error_text(errno);
  }
  close(fd);
  return ok;
}

static bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

// Devices and pipes cannot be replaced by a rename: they are written in place.
static bool write_in_place(const std::string& path, std::string_view bytes,
                           std::string& error) {
  int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  bool ok = fd >= 0 && write_all(fd, bytes);
  if (!ok) {
    error = error_text(errno);
  }
  if (fd >= 0) {
    close(fd);
  }
  return ok;
}

std::string absolute_path(const std::string& name) {
  return name.empty() ? "??" : std::filesystem::absolute(name).lexically_normal().string();
}

bool is_special_file(const std::string& path) {
  struct stat info {};

  return stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
}

bool write_file(const std::string& path, std::string_view bytes, bool executable,
                std::string& error) {
  if (is_special_file(path)) {
    return write_in_place(path, bytes, error);
  }
  std::string temporary = path + ".tmp" + std::to_string(getpid());
  int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                executable ? 0777 : 0666);
  if (fd < 0) {
    error = error_text(errno);
    return false;
  }
  bool ok = write_all(fd, bytes);
  ok = close(fd) == 0 && ok;
  if (ok && rename(temporary.c_str(), path.c_str()) == 0) {
    return true;
  }
  error = error_text(errno);
  unlink(temporary.c_str());
  return false;
}

}  // namespace prologo

#pragma once
// A folder that is gone, with what is in it, when its owner is.

#include <cstdlib>
#include <filesystem>
#include <string>

namespace prologo::driver {

class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_((std::filesystem::temp_directory_path() / "prologo-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) {
      throw std::filesystem::filesystem_error("temporary folder", path_,
                                              std::error_code(errno, std::generic_category()));
    }
  }

  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace prologo::driver

// The test program: unit tests link themselves in; golden files and program tests are found in
// the tree and registered here, one test case a file, named "<stage>/<argument>/<name>".

#define CATCH_CONFIG_RUNNER
#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

#include "tests/catch.h"
#include "tests/golden.h"
#include "tests/programs.h"

namespace fs = std::filesystem;

namespace {

class Invoker : public Catch::ITestInvoker {
 public:
  explicit Invoker(std::function<void()> run) : run_(std::move(run)) {}

  void invoke() const override { run_(); }

 private:
  std::function<void()> run_;
};

}  // namespace

static void register_case(const std::string& name, const std::string& tags,
                          std::function<void()> run) {
#if __has_include(<catch2/catch_all.hpp>)
  Catch::AutoReg(Catch::Detail::make_unique<Invoker>(std::move(run)), CATCH_INTERNAL_LINEINFO,
                 Catch::StringRef(), Catch::NameAndTags{name, tags});
#else
  Catch::AutoReg(new Invoker(std::move(run)), CATCH_INTERNAL_LINEINFO, Catch::StringRef(),
                 Catch::NameAndTags{name, tags});
#endif
}

static std::vector<fs::path> files_below(const fs::path& root, const std::string& extension) {
  std::vector<fs::path> found;
  if (fs::exists(root)) {
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() == extension) {
        found.push_back(entry.path());
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

static void register_goldens(const fs::path& root) {
  for (const fs::path& path : files_below(root, ".golden")) {
    std::string name = fs::relative(path, root).replace_extension().string();
    register_case(name, "[golden]", [root, path] {
      prologo::tests::check_golden(prologo::tests::read_golden(root, path));
    });
  }
}

static void register_programs(const fs::path& root) {
  for (const fs::path& path : files_below(root, ".go")) {
    for (const std::string& abi : prologo::tests::abis_of(path)) {
      for (const char* flags : {"-N -l", ""}) {
        std::string mode = *flags ? "N" : "default";
        std::string name = "programs/" + path.stem().string() + " (" + abi + " " + mode + ")";
        register_case(name, "[program]", [path, abi, flags] {
          prologo::tests::check_program(path, {abi, flags});
        });
      }
    }
  }
}

// The same programs under conventions that files describe.
static void register_described(const fs::path& root, const fs::path& files) {
  for (const fs::path& path : files_below(root, ".go")) {
    for (const char* file : {"teach4.toml", "mostly_stack.toml"}) {
      for (const char* flags : {"-N -l", ""}) {
        std::string name = "programs/" + path.stem().string() + " (" + file + " " +
                           (*flags ? "N" : "default") + ")";
        std::string abi = (files / file).string();
        register_case(name, "[program]", [path, abi, flags] {
          prologo::tests::check_program(path, {abi, flags});
        });
      }
    }
  }
}

// The same programs as older releases make them: one release of each convention and defer
// record.
static void register_releases(const fs::path& root) {
  for (const fs::path& path : files_below(root, ".go")) {
    for (int release : {10, 13, 16, 17}) {
      if (!prologo::tests::runs_in(path, release)) {
        continue;
      }
      for (const char* flags : {" -N -l", ""}) {
        const std::string dialect = "go1." + std::to_string(release);
        std::string name = "programs/" + path.stem().string() + " (" + dialect + " " +
                           (*flags ? "N" : "default") + ")";
        register_case(name, "[program]", [path, dialect, flags] {
          prologo::tests::check_program(path, {"", "-dialect=" + dialect + flags});
        });
      }
    }
  }
}

int main(int argc, char* argv[]) {
  register_goldens(fs::path(PROLOGO_TESTS) / "golden");
  register_programs(fs::path(PROLOGO_TESTS) / "programs");
  register_releases(fs::path(PROLOGO_TESTS) / "programs");
  register_described(fs::path(PROLOGO_TESTS) / "programs", fs::path(PROLOGO_TESTS) / "abi");
  return Catch::Session().run(argc, argv);
}

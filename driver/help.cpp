// What `prologo help` teaches: each verb with its flags and an example that works as printed.

#include <map>

#include "driver/options.h"

namespace prologo::driver {

static const char kProgram[] =
    R"(Prologo compiles Go to x86-64 Linux programs and shows how it calls functions.

usage: prologo VERB [flags] arguments

  build    compile Go files to a program
  run      compile to a temporary file and run it
  check    report errors, compile nothing
  asm      list machine code, as go tool objdump does
  ir       show a function's intermediate form before and after the passes
  explain  draw a function's frame, with the reason for every byte
  abi      say where a calling convention puts arguments and results
  compare  put our code beside Go's and say what differs, and why
  version  print the version
  help     explain a verb: prologo help build

flags that every verb takes
  -json         answer in JSON
  -color=WHEN   auto, always or never
  -q, -v        say less, say more

exit status: 0 good, 1 the program has errors, 2 wrong usage, 3 a fault in prologo itself
)";

// A table of texts. NOLINTNEXTLINE(readability-function-size)
static const std::map<std::string, const char*>& verbs() {
  static const std::map<std::string, const char*> table = {
      {"build", R"(usage: prologo build [-o out] [flags] files.go

Compiles the files of one package and links them to a static program.
The output is named after the first file unless -o says otherwise; it appears
whole or not at all.

  -o FILE         the program, or with -c the object
  -abi=NAME       calling convention of all functions: abiinternal (registers,
                  as Go 1.17 and later), abi0 (stack), sysv (C's), or a file
                  that describes one (prologo help abi); a comment
                  //prologo:abi NAME above a function sets that function's
  -N              do not optimise: every variable has a place in the frame
  -l              do not inline
  -dialect=REL    code as that Go release makes it: go1.10 ... go1.19; prologo
                  help dialect lists what differs
  -c              compile only, to an object file
  -S              the same as assembly with .file and .loc, from which `as` makes
                  the same bytes; -syntax=intel for Intel's notation
  -w              leave out DWARF
  -strip          leave out the symbol table
  -e              report all errors, not the first ten
  -linker=NAME    ld (default), ld.lld, or a path
  -x              print the linker's command

example:
  prologo build -N -l -o hello samples/hello.go && ./hello
)"},
      {"run", R"(usage: prologo run [flags] files.go [arguments]

Builds to a temporary file and runs it. The exit status is the program's.
Flags are those of build, before the file.

example:
  prologo run -N samples/hello.go
)"},
      {"check", R"(usage: prologo check [flags] files.go | -syntax-only folders

Reports what is wrong with a package, in Go's words, sorted, ten errors at most.

  -e              all errors
  -json           one JSON object an error, for editors
  -syntax-only    only parse; folders are searched for *.go files, and a last
                  line counts files, lines and lines a second

example:
  prologo check samples/hello.go
)"},
      {"asm", R"(usage: prologo asm [flags] file.go | program | object.o

Lists machine code from its bytes: source line, address, bytes, instruction.

  -s REGEXP       only functions whose name matches
  -lines A:B      only code of these source lines
  -syntax=NAME    go (default), intel or att
  -S              with the source lines between the instructions
  -abi, -N, -l    as for build, when a Go file is given

example:
  prologo asm -N -l -s 'main\.add' samples/hello.go
)"},
      {"ir", R"(usage: prologo ir [flags] file.go

Prints the intermediate form of functions.

  -s REGEXP       only functions whose name matches
  -pass=NAME      after that pass; `all`: after every pass (default: build)
  -diff           what a pass changed: lines it took out (-) and put in (+);
                  of all passes unless -pass names one
  -list           the passes in order
  -abi, -N, -l    as for build

example:
  prologo ir -N -s 'main\.add' -pass=lower samples/hello.go
)"},
      {"abi", R"(usage: prologo abi [flags] 'func(a int, s string) error' | file.go

Says where each argument and result lives under calling conventions, side by
side, and why; with abi0 among them, a TEXT stub that `go vet` accepts.

  -abi=A,B        which conventions, files too (default: all built-in ones)
  -s REGEXP       with a file: only functions whose name matches
  -v              what each register is for, its width, and who saves it
  -list           the conventions there are
  -check FILE     says what is wrong with an ABI file, and what would mend it
  -dump NAME      a convention as an ABI file, to start one of your own from
  -ascii          no lines outside ASCII

example:
  prologo abi 'func F(a uint8, s string, xs []int) (n int, err error)'
)"},
      {"compare", R"(usage: prologo compare [flags] file.go...

Puts the code of each function beside what Go makes of it: part by part
(prologue, body, epilogue, the path that grows the stack), with the reason for
every instruction of ours. = same bytes, ≈ same but for what the linker fills
in or for the distance of a jump, ≠ differs.

  -s REGEXP       only functions whose name matches (default: the package's)
  -N, -l          for both compilers: do not optimise, do not inline
  -only=A,B       judge only these: prologue (with epilogue and growth path),
                  body, epilogue, grow, frame (its size), call
  -go=PATH        a go command or a GOROOT (default: PATH, GOROOT,
                  /usr/lib/go-*, /usr/local/go); the dialect is its release's
  -golden=FILE    a recorded reference instead: a file that -record wrote, or
                  the oracle's. Without Go, golden/NAME.json beside the source
                  is taken if it is there
  -record=FILE    write down what Go makes, with and without -N -l
  -abi, -dialect  as for build
  -html=FILE      also a page with everything, for a browser
  -v              also the parts that are shown in one line because they are
                  the same;  -q only functions that differ, and the table
  -ascii          no characters outside ASCII;  -color, NO_COLOR as usual

Score: 0 is the same. Another stack slot or encoding counts 1, another operand
5, another order 60, an instruction too many or too few 100.
Exit status: 0 all the same, 1 something differs, 2 could not compare.

example:
  prologo compare -N -l -s 'main\.add' samples/hello.go
)"},
      {"explain", R"(usage: prologo explain [flags] file.go [traceback]

Draws a function's frame: what lies where, which instruction put it there, and
the rule behind it; the sizes add up to the frame.

  -s REGEXP       only functions whose name matches
  -at OFFSET      explain the instruction at that offset (hexadecimal)
  -panic          run the program, or read a traceback (a file, or - for
                  standard input), and say of each argument word what it is worth
  -stack=DIR      down (default: high addresses on top) or up
  -base=WHAT      offsets from sp (default), fp or entry (SP at entry)
  -svg FILE       the frames as a picture
  -ascii          no lines outside ASCII
  -abi, -N, -l, -dialect   as for build

example:
  prologo explain -N -l -s 'main\.add' samples/hello.go
)"},
      {"version",
       "usage: prologo version\n\nPrints the version and the Go release it follows.\n"},
  };
  return table;
}

bool is_verb(const std::string& word) { return word == "help" || verbs().contains(word); }

std::string help_text(const std::string& verb) {
  auto it = verbs().find(verb);
  return it == verbs().end() ? kProgram : it->second;
}

}  // namespace prologo::driver

#!/usr/bin/env bash
# Includes point down only: driver -> {frontend, backend} -> ir -> support; of the runtime, the
# compiler may include layout.h and the .def tables. Prints offenders, fails if there are any.
set -u
cd "$1" || exit 1
bad=0
forbid() {  # folder, what it must not include
  rows=$(grep -rnE "#include \"($2)/" "$1" --include='*.h' --include='*.cpp' --include='*.def')
  if [ -n "$rows" ]; then
    printf '%s must not include %s:\n%s\n' "$1" "$2" "$rows"
    bad=1
  fi
}
forbid support 'ir|frontend|backend|runtime|driver'
forbid ir 'frontend|backend|driver'
forbid frontend 'backend|driver'
forbid backend 'frontend|driver'
forbid runtime 'support|ir|frontend|backend|driver'
rows=$(grep -rnE '#include "runtime/' support ir frontend backend driver --include='*.h' --include='*.cpp' |
  grep -vE 'runtime/(layout\.h|[a-z_]+\.def)"')
if [ -n "$rows" ]; then
  printf 'of the runtime only layout.h and the tables may be included:\n%s\n' "$rows"
  bad=1
fi
rows=$(grep -rlE '#include [<"]llvm' support ir frontend backend driver --include='*.h' --include='*.cpp' |
  grep -vE '^backend/(x64/encode|elf/|listing/disassemble)')
if [ -n "$rows" ]; then
  printf 'LLVM is visible only in backend/x64/encode, backend/listing/disassemble and backend/elf:\n%s\n' "$rows"
  bad=1
fi
exit $bad

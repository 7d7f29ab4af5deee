#!/usr/bin/env python3
"""Random programs, compiled by Prologo and by Go 1.19: what they print must be the same.

    run.py [N] [-seed S] [-prologo PATH] [-go PATH] [-code] [-keep DIR]

Each program is built under both Go ABIs, with -N -l and in the default mode. The first difference is
reduced and kept. With -code the code under -N -l (ABIInternal) is compared too, function by function,
and the share of equal functions is printed; that is a figure, not a fault.
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import listing  # noqa: E402
from program import Program  # noqa: E402
from reduce import reduce  # noqa: E402
from toolchains import ABIS, MODES, Go, Prologo, find_go, run  # noqa: E402


class Verdict:
    def __init__(self, seed):
        self.seed, self.fault, self.functions, self.differ = seed, None, 0, []


def program_text(seed, args):
    return Program(seed, args.functions, args.size).text()


def build_and_run(build, out):
    wrong = build(out)
    return wrong or run(out)


def short(outcome):
    """What must agree: a compiler's refusal in any words, everything else as it stands."""
    return (outcome.stage, outcome.status, outcome.text)


def check_one(text, go, prologo, folder, only=None, with_code=False):
    """(fault or None, functions, names of those whose code differs); fault is (mode, abi, theirs, ours)."""
    source, functions, differ = os.path.join(folder, "x.go"), 0, []
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    for mode in MODES if not only else [only[0]]:
        theirs_path, ours_path = os.path.join(folder, "go-" + mode), os.path.join(folder, "prologo")
        theirs = build_and_run(lambda out: go.build(source, out, mode), theirs_path)
        if theirs.stage == "build" or theirs.status == "timeout":
            return ("generator", mode, None, theirs), 0, []
        for abi in ABIS if not only else [only[1]]:
            ours = build_and_run(lambda out: prologo.build(source, out, mode, abi), ours_path)
            if short(ours) != short(theirs):
                return ("difference", mode, abi, (theirs, ours)), functions, differ
            if with_code and mode == "N" and abi == "abiinternal":
                ours_code, theirs_code = (listing.functions(go.objdump(path), go.names(path))
                                          for path in (ours_path, theirs_path))
                functions, differ = listing.compare(ours_code, theirs_code)
    return None, functions, differ


def work(seed, args, go_path):
    verdict = Verdict(seed)
    folder = tempfile.mkdtemp(prefix="prologo-fuzz-")
    try:
        verdict.fault, verdict.functions, verdict.differ = check_one(
            program_text(seed, args), Go(go_path), Prologo(args.prologo), folder, None, args.code)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return verdict


def reduced(seed, fault, args, go_path):
    """The shortest text that fails in the same build in the same way."""
    kind, mode, abi, outcomes = fault
    go, prologo = Go(go_path), Prologo(args.prologo)
    wanted = signature(*outcomes)
    folder = tempfile.mkdtemp(prefix="prologo-reduce-")

    def keeps(text):
        found = check_one(text, go, prologo, folder, (mode, abi))[0]
        return bool(found) and found[0] == "difference" and signature(*found[3]) == wanted

    try:
        return reduce(program_text(seed, args), keeps, args.tries)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def signature(theirs, ours):
    """What kind of difference this is, so that reduction does not wander to another one."""
    if ours.stage == "build":
        return "build", ours.status, re.sub(r"^\S*?:\d+:\d+: |[0-9]+", "", ours.text.split("\n")[0])[:60]
    return "run", ours.status == theirs.status, ours.status if ours.status != theirs.status else 0


def describe(fault):
    kind, mode, abi, outcomes = fault
    theirs, ours = outcomes
    if ours.stage == "build":
        return "does not compile (%s, %s): %s" % (mode, abi, ours.text.strip()[:400])
    lines = list(zip(theirs.text.split("\n") + [""], ours.text.split("\n") + [""]))
    first = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
    return "%s, %s: status %s, Go %s; first line that differs: %r, Go %r" % (
        mode, abi, ours.status, theirs.status, first[1][:120], first[0][:120])


def save(seed, fault, args, go_path):
    os.makedirs(args.keep, exist_ok=True)
    path = os.path.join(args.keep, "seed%d.go" % seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write(reduced(seed, fault, args, go_path) if args.tries else program_text(seed, args))
    return path


def options(argv):
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
    parser = argparse.ArgumentParser(prog="fuzz programs", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("-seed", type=int, default=1)
    parser.add_argument("-prologo", default=os.path.normpath(os.path.join(root, "build/prologo")))
    parser.add_argument("-go", default=None)
    parser.add_argument("-code", action="store_true", help="compare the code under -N -l too")
    parser.add_argument("-keep", default=os.path.normpath(os.path.join(root, "build/fuzz/programs")))
    parser.add_argument("-functions", type=int, default=12, help="functions in a program")
    parser.add_argument("-size", type=int, default=8, help="statements in a function, about")
    parser.add_argument("-jobs", type=int, default=os.cpu_count())
    parser.add_argument("-tries", type=int, default=1500, help="programs the reducer may try; 0: keep the whole one")
    parser.add_argument("-all", action="store_true", help="go on after a difference")
    return parser.parse_args(argv)


def progress(done, args, faults, functions, differ):
    if sys.stderr.isatty() or done == args.count:
        code = "  code %d/%d" % (functions - differ, functions) if args.code else ""
        sys.stderr.write("\r%d/%d programs, %d differ%s" % (done, args.count, faults, code))
        sys.stderr.write("\n" if done == args.count else "")


def main(argv):
    args = options(argv)
    go_path = find_go(args.go)
    if not go_path:
        print("fuzz programs: needs the go command of Go 1.19 (-go PATH)", file=sys.stderr)
        return 2
    faults = functions = differ = done = 0
    with concurrent.futures.ProcessPoolExecutor(args.jobs) as pool:
        waiting = [pool.submit(work, seed, args, go_path) for seed in range(args.seed, args.seed + args.count)]
        for future in concurrent.futures.as_completed(waiting):
            verdict = future.result()
            done, functions, differ = done + 1, functions + verdict.functions, differ + len(verdict.differ)
            if args.code and verdict.differ:
                print("seed %d: code differs: %s" % (verdict.seed, " ".join(verdict.differ)))
            if verdict.fault and verdict.fault[0] == "generator":
                print("seed %d: Go refuses it: %s" % (verdict.seed, verdict.fault[3].text.strip()[:300]))
            elif verdict.fault:
                faults += 1
                print("seed %d: %s" % (verdict.seed, describe(verdict.fault)), flush=True)
                if not args.all:
                    pool.shutdown(wait=False, cancel_futures=True)
                print("  kept as", save(verdict.seed, verdict.fault, args, go_path), flush=True)
                if not args.all:
                    return 1
            progress(done, args, faults, functions, differ)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Builds and runs programs with Prologo and with Go 1.19, and says what they did."""

import os
import re
import shutil
import subprocess

MODES = {"N": ["-N", "-l"], "default": []}
ABIS = ["abiinternal", "abi0"]
TIME_LIMIT = 20


class Outcome:
    """What happened: `stage` is build or run, `status` its exit status, `text` what it wrote."""

    def __init__(self, stage, status, text):
        self.stage, self.status, self.text = stage, status, text

    def same(self, other):
        return (self.stage, self.status, self.text) == (other.stage, other.status, other.text)


def command(argv, limit=TIME_LIMIT, cwd=None):
    try:
        done = subprocess.run(["nice"] + argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=limit, cwd=cwd)
        return done.returncode, done.stdout.decode("utf-8", "backslashreplace")
    except subprocess.TimeoutExpired:
        return "timeout", ""


def find_go(given=None):
    """The go command of a 1.19 release, or None."""
    places = [given] if given else [shutil.which("go"), "/usr/lib/go-1.19/bin/go", "/usr/local/go/bin/go"]
    for go in filter(None, places):
        if os.path.exists(go) and command([go, "version"])[1].find("go1.19") >= 0:
            return go
    return None


class Go:
    def __init__(self, go):
        self.go = go
        root = command([go, "env", "GOROOT"])[1].strip()
        self.tools = os.path.join(root, "pkg/tool/linux_amd64")

    def build(self, source, out, mode):
        """None, or what was wrong."""
        status, text = command([self.tools + "/compile", "-o", out + ".o", "-p", "main", "-complete"] +
                               MODES[mode] + [source])
        if status == 0:
            status, text = command([self.tools + "/link", "-o", out, out + ".o"])
            os.remove(out + ".o")
        return None if status == 0 else Outcome("build", status, text)

    def objdump(self, program):
        return command([self.tools + "/objdump", "-s", r"^main\.", program], 60)[1]

    def names(self, program):
        return command([self.tools + "/nm", program], 60)[1]


class Prologo:
    def __init__(self, program):
        self.program = program

    def build(self, source, out, mode, abi):
        status, text = command([self.program, "build", "-abi=" + abi] + MODES[mode] + ["-o", out, source])
        return None if status == 0 else Outcome("build", status, text)


def run(program):
    """Panic texts count; addresses and the traceback, which is made of them, do not."""
    status, text = command([program])
    return Outcome("run", status, re.sub(r" pc=0x[0-9a-f]+", "", text.split("\ngoroutine ")[0]))

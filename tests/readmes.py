#!/usr/bin/env python3
"""The READMEs' tables list the files that there are: readmes.py FOLDER-OF-THE-PROJECT.

A table lists files if its heading row begins with "file"; each name in backticks in a first cell
is a file of the README's folder, with or without its ending, or a pattern for several. Where
there is such a table, it lists every .cpp of the folder.
"""
import glob
import os
import re
import subprocess
import sys

ENDINGS = ("", ".h", ".cpp", ".def", ".S", ".rules", ".py")


def files_of(folder, name):
    path = os.path.join(folder, name)
    return [file for ending in ENDINGS for file in glob.glob(path + ending)]


def faults(readme):
    folder = os.path.dirname(readme)
    in_table = False
    has_table = False
    listed = set()
    with open(readme, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            first = line.split("|")[1].strip() if line.startswith("|") else ""
            if first.lower() in ("file", "files"):
                in_table = has_table = True
            elif not first:
                in_table = False
            for name in re.findall(r"`([^`]+)`", first) if in_table else ():
                found = files_of(folder, name)
                listed.update(found)
                if not found:
                    yield f"{readme}:{number}: no file {name}"
    if has_table:
        for file in sorted(set(glob.glob(os.path.join(folder, "*.cpp"))) - listed):
            yield f"{readme}: {os.path.basename(file)} is not listed"


os.chdir(sys.argv[1])
found = []
for folder, folders, files in os.walk("."):
    folders[:] = [f for f in folders if not f.startswith(".") and (folder, f) != (".", "build")]
    if "README.md" in files:
        found += faults(os.path.join(folder, "README.md"))
print("\n".join(found))
sys.exit(bool(found))

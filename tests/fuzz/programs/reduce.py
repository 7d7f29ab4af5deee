"""Makes a program smaller while it keeps a property.

Lines go in ever smaller runs, whole declarations and blocks first, since only those leave a program
that compiles.
"""


def units(lines):
    """(first, last + 1) of every declaration, and of every block or statement inside one."""
    out, stack = [], []
    for i, line in enumerate(lines):
        text = line.strip()
        if text.startswith(("}", ")")) and stack:
            out.append((stack.pop(), i + 1))
        if text.endswith(("{", "(")):
            stack.append(i)
        elif text and not text.startswith(("}", ")")):
            out.append((i, i + 1))
    return sorted(out, key=lambda u: u[0] - u[1])


def bodies(lines):
    """Blocks whose first and last line may go, so that what they hold stays."""
    return [(a, b) for a, b in units(lines) if b - a > 2 and lines[a].strip().endswith("{")
            and lines[b - 1].strip() == "}"]


def shorten(lines, keeps, tries):
    """One round; returns the lines and how many tries are left."""
    size = len(lines)
    for first, last in units(lines):
        if tries <= 0:
            break
        if last > len(lines) or lines[first:last] == [""] * (last - first):
            continue
        rest = lines[:first] + [""] * (last - first) + lines[last:]
        tries -= 1
        if keeps("\n".join(rest)):
            lines = rest
    for first, last in bodies(lines):
        if tries <= 0:
            break
        rest = lines[:first] + [""] + lines[first + 1:last - 1] + [""] + lines[last:]
        tries -= 1
        if keeps("\n".join(rest)):
            lines = rest
    lines = [line for line in lines if line.strip()]
    return lines, tries, len(lines) < size


def reduce(text, keeps, tries=1500):
    """The smallest text found within that many tries."""
    lines, more = text.split("\n"), True
    while more and tries > 0:
        lines, tries, more = shorten(lines, keeps, tries)
    return "\n".join(lines) + "\n"

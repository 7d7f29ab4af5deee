"""Compares the code of two programs, function by function, from `go tool objdump` listings.

Compared are the instructions without addresses: a jump inside the function shows how far it is in
instructions, a call shows its symbol, anything addressed through IP only that it is so.
"""

import re

HEAD = re.compile(r"^TEXT (.+?)\(SB\)")
LINE = re.compile(r"^ .*?\t+0x([0-9a-f]+)\t+([0-9a-f]+)\t+(.*?)\s*$")
PADDING = re.compile(r"^(NOP|XCHGL AX, AX|XCHGW AX, AX|INT \$0x3|INT3)")
SYMBOL = re.compile(r"^(?:0x[0-9a-f]+|-?[0-9]+)?\(IP\)$|.*\(SB\).*$")
LARGE = re.compile(r"0x(ffff[0-9a-f]{4}|ffffffff[0-9a-f]{8})(?=\(|$)")
NUMBER = re.compile(r"^\$(-?0x[0-9a-f]+|-?[0-9]+)$")


class Labels:
    """Where jumps go: instructions of this function by address, and the entries into Duff's devices."""

    def __init__(self, name, symbols):
        self.name, self.symbols, self.places = name, symbols, {}

    def entry(self, address):
        below = [(a, n) for a, n in self.symbols if a <= address]
        return "%s+%d" % (max(below)[1], address - max(below)[0]) if below else "?"


def functions(listing, names):
    """{name: [instruction]} of a listing; `names` is what `go tool nm` prints."""
    symbols = [(int(a, 16), n) for a, n in re.findall(r"(?m)^ *([0-9a-f]+) [TtRr] (runtime\.duff\w+)", names)]
    rows, name, out = [], None, {}
    for line in listing.split("\n") + ["TEXT end(SB)"]:
        head = HEAD.match(line)
        if head:
            if name:
                out[name] = normalise(Labels(name, symbols), rows)
            name, rows = head.group(1), []
        else:
            found = LINE.match(line)
            if found:
                rows.append((int(found.group(1), 16), found.group(3)))
    return out


def normalise(labels, rows):
    kept = [(a, t) for a, t in rows if not PADDING.match(t)]
    places = labels.places
    places.update((a, i) for i, (a, t) in enumerate(kept))
    following = len(kept)
    for a, _ in reversed(rows):             # a jump to padding reaches what follows it
        following = places.setdefault(a, following)
    return [instruction(t, i, labels) for i, (a, t) in enumerate(kept)]


def instruction(text, at, labels):
    op, _, rest = text.partition(" ")
    target = int(rest, 16) if re.fullmatch(r"0x[0-9a-f]+", rest) else None
    if op[0] == "J" and target in labels.places:
        return "%s %+d" % (op, labels.places[target] - at)
    if op[0] == "J" and rest == labels.name + "(SB)":
        return "%s %+d" % (op, -at)
    if op == "CALL" and target is not None:
        return "CALL " + labels.entry(target)
    if op == "CALL" and rest.endswith("(SB)"):
        return "CALL " + rest[:-4].replace(".abi0", "")
    return op + " " + ", ".join(operand(op, o) for o in split(rest))


def split(rest):
    """Symbols may hold commas and blanks, so only the last symbol's end is sure."""
    if "(SB)" in rest:
        before = rest.rfind("(SB)") + 4
        return ["sym", rest[before:].lstrip(", ")] if not re.match(r"^[A-Z0-9$()x-]+, ", rest) else [
            rest.split(", ")[0], "sym"]
    return rest.split(", ")


def operand(op, text):
    if SYMBOL.match(text):
        return "sym"
    found = NUMBER.match(text)
    if found:
        value = int(found.group(1), 0) & (1 << 64) - 1
        bits = {"B": 8, "W": 16, "L": 32}.get(op[-1], 64 if value >> 32 or op.startswith("MOVQ") else 32)
        value &= (1 << bits) - 1
        return "$%d" % (value - (1 << bits) if value >> bits - 1 else value)
    large = LARGE.match(text)
    if large:
        return text.replace("0x" + large.group(1), str(int(large.group(1), 16) - (1 << 4 * len(large.group(1)))))
    return text


def compare(ours, theirs):
    """(number of functions, [name of one that differs])"""
    return len(theirs), [name for name, code in theirs.items() if ours.get(name) != code]

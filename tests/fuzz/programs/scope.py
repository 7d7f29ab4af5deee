"""What is visible at a place of the program, and what its values reach."""

import gotypes as T


class Var:
    def __init__(self, name, type_, assignable=True, is_global=False):
        self.name, self.type = name, type_
        self.assignable, self.is_global = assignable, is_global


class Func:
    """A function or method that may be called: recv is None, or (type, by pointer)."""

    def __init__(self, name, params, results, variadic=False, recv=None):
        self.name, self.params, self.results = name, params, results
        self.variadic, self.recv = variadic, recv
        self.cost = 1


class Path:
    """An expression that reaches a part of a variable; `text` has {i0}, {i1}... for indexes."""

    def __init__(self, text, type_, assignable, addressable, risk=0, indexes=()):
        self.text, self.type = text, type_
        self.assignable, self.addressable, self.risk = assignable, addressable, risk
        self.indexes = indexes      # (kind, length or key type, text of the base)


def paths(var, depth=3):
    """All paths from a variable: fields, elements, what pointers point to."""
    out = []

    def walk(p, left):
        out.append(p)
        if left == 0:
            return
        t = p.type
        if t.kind == "struct":
            for name, ft, _ in t.fields:
                walk(Path(p.text + "." + name, ft, p.assignable, p.addressable, p.risk, p.indexes), left - 1)
        elif t.kind in ("array", "slice"):
            slot = "{i%d}" % len(p.indexes)
            in_slice = t.kind == "slice"
            walk(Path("%s[%s]" % (p.text, slot), t.elem, p.assignable or in_slice,
                      p.addressable or in_slice, p.risk + in_slice,
                      p.indexes + ((t.kind, t.len, p.text),)), left - 1)
        elif t.kind == "map":
            slot = "{i%d}" % len(p.indexes)
            walk(Path("%s[%s]" % (p.text, slot), t.elem, True, False, p.risk,
                      p.indexes + (("map", t.key, p.text),)), left - 1 if t.elem.kind == "slice" else 0)
        elif t.kind == "ptr":
            text = p.text + "." if t.elem.kind == "struct" else None
            walk(Path("(*%s)" % p.text, t.elem, True, True, p.risk + 1, p.indexes), 0)
            if text:
                for name, ft, _ in t.elem.fields:
                    walk(Path(text + name, ft, True, True, p.risk + 1, p.indexes), left - 1)

    walk(Path(var.name, var.type, var.assignable, var.assignable or var.type.kind != "func"), depth)
    return out


class Scope:
    """Variables in blocks; leaving a block returns its variables."""

    def __init__(self, global_vars):
        self.blocks = [list(global_vars)]
        self._paths = {}

    def open(self):
        self.blocks.append([])

    def close(self):
        return self.blocks.pop()

    def add(self, var):
        self.blocks[-1].append(var)
        return var

    def all(self):
        return [v for block in self.blocks for v in block]

    def reach(self, type_, want=lambda p: True, risk=1):
        """(variable, path) pairs of that type (any type if None)."""
        found = []
        for v in self.all():
            if v not in self._paths:
                self._paths[v] = paths(v)
            for p in self._paths[v]:
                if (type_ is None or p.type.text == type_.text) and p.risk <= risk and want(p):
                    found.append((v, p))
        return found

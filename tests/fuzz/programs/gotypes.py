"""Go types as the generator knows them, and a random supply of them.

A type is named by its text: two types are identical if their texts are. A named type carries what
its underlying type carries, so the other modules look only at `kind` and the parts.
"""

INTS = {"int": (64, True), "int8": (8, True), "int16": (16, True), "int32": (32, True),
        "int64": (64, True), "uint": (64, False), "uint8": (8, False), "uint16": (16, False),
        "uint32": (32, False), "uint64": (64, False), "uintptr": (64, False)}
BASIC = list(INTS) + ["bool", "float32", "float64", "complex64", "complex128", "string"]


class Type:
    """kind: int float complex bool string array slice map ptr struct func iface."""

    def __init__(self, kind, text, **parts):
        self.kind, self.text, self.named = kind, text, False
        self.bits, self.signed = 0, False
        self.elem = self.key = None
        self.len = 0
        self.fields = []            # (name, type, embedded)
        self.params, self.results, self.variadic = [], [], False
        self.methods = []           # of an interface: (name, params, results)
        self.__dict__.update(parts)

    def __repr__(self):
        return self.text


def _basic(name):
    if name in INTS:
        bits, signed = INTS[name]
        return Type("int", name, bits=bits, signed=signed)
    if name.startswith("float"):
        return Type("float", name, bits=int(name[5:]))
    if name.startswith("complex"):
        return Type("complex", name, bits=int(name[7:]))
    return Type(name, name)


basic = {name: _basic(name) for name in BASIC}
any_type = Type("iface", "interface{}")


def array(n, elem):
    return Type("array", "[%d]%s" % (n, elem), elem=elem, len=n)


def slice_of(elem):
    return Type("slice", "[]%s" % elem, elem=elem)


def map_of(key, elem):
    return Type("map", "map[%s]%s" % (key, elem), key=key, elem=elem)


def pointer(elem):
    return Type("ptr", "*%s" % elem, elem=elem)


def struct(fields):
    body = "; ".join(t.text if emb else "%s %s" % (n, t) for n, t, emb in fields)
    return Type("struct", "struct { %s }" % body, fields=fields)


def signature_text(params, results, variadic=False, names=None):
    def one(i, t):
        text = "..." + t.elem.text if variadic and i == len(params) - 1 else t.text
        return "%s %s" % (names[i], text) if names else text
    text = "(%s)" % ", ".join(one(i, t) for i, t in enumerate(params))
    if len(results) == 1:
        return "%s %s" % (text, results[0])
    return "%s (%s)" % (text, ", ".join(t.text for t in results)) if results else text


def func_of(params, results, variadic=False):
    return Type("func", "func" + signature_text(params, results, variadic),
                params=params, results=results, variadic=variadic)


def interface(methods):
    body = "; ".join(n + signature_text(p, r) for n, p, r in methods)
    return Type("iface", "interface { %s }" % body, methods=methods)


def named(name, under):
    t = Type(under.kind, name)
    t.__dict__.update(under.__dict__)
    t.text, t.named = name, True
    return t


def comparable(t):
    if t.kind in ("slice", "map", "func"):
        return False
    if t.kind == "array":
        return comparable(t.elem)
    return all(comparable(f[1]) for f in t.fields)


def ordered(t):
    return t.kind in ("int", "float", "string")


def numeric(t):
    return t.kind in ("int", "float", "complex")


def holds(t, kind):
    """Whether a value of t has a part of that kind inside it."""
    parts = [p for p in (t.elem, t.key) if p] + [f[1] for f in t.fields]
    return t.kind == kind or any(holds(p, kind) for p in parts)


def weight(t):
    """How many leaves a value has, to keep types small."""
    if t.kind == "array":
        return t.len * weight(t.elem)
    if t.kind == "struct":
        return sum(weight(f[1]) for f in t.fields) or 1
    return 1


class Supply:
    """Random types of one program."""

    def __init__(self, rng):
        self.rng, self.named = rng, []

    def basic(self):
        name = self.rng.choice(BASIC + ["int"] * 6 + ["string"] * 3 + ["float64", "uint8", "bool"] * 2)
        return basic[name]

    def pick(self, depth=2, funcs=False):
        r = self.rng
        roll = r.random()
        if self.named and roll < 0.3:
            t = r.choice(self.named)
            if funcs or not holds(t, "func"):
                return t
        if depth == 0 or roll < 0.65:
            return self.basic()
        return self.composite(depth, funcs)

    def composite(self, depth, funcs=False):
        r = self.rng
        kind = r.choice(["array", "slice", "slice", "map", "ptr", "struct", "iface", "func"])
        if kind == "func" and funcs:
            return self.func()
        if kind == "iface" or kind == "func":
            return any_type
        if kind == "struct":
            return self.struct(depth - 1)
        elem = self.pick(depth - 1)
        if kind == "array" and weight(elem) <= 8:
            return array(r.choice([1, 2, 2, 3, 3, 4, 5, 7, 8] + [16, 40] * (weight(elem) == 1)), elem)
        if kind == "map":
            return map_of(self.key(), elem)
        return pointer(elem) if kind == "ptr" else slice_of(elem)

    def key(self):
        r = self.rng
        ready = [t for t in self.named if comparable(t) and not holds(t, "float")
                 and not holds(t, "complex") and not holds(t, "ptr") and not holds(t, "iface")]
        if ready and r.random() < 0.2:
            return r.choice(ready)
        return basic[r.choice(["int", "string", "int32", "uint64", "uint8", "int16", "bool", "string"])]

    def struct(self, depth, funcs=False):
        r = self.rng
        fields = []
        count = r.choice([1, 2, 2, 3, 3, 4, 5, 6])
        for i in range(count):
            t = self.pick(depth, funcs and r.random() < 0.3)
            if weight(t) > 16:
                t = self.basic()
            fields.append(("f%d" % i, t, False))
        return struct(fields)

    def func(self):
        r = self.rng
        params = [self.pick(1) for _ in range(r.choice([0, 1, 1, 2, 3]))]
        results = [self.pick(1) for _ in range(r.choice([0, 1, 1, 1, 2]))]
        return func_of(params, results)

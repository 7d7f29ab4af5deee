"""Random expressions of a wanted type.

Every method returns text. `constant` texts need care, since the compiler folds them and refuses
overflow: an operator's left operand is therefore always made by `value`, never a constant.
"""

import gotypes as T
from generics import Generics
from scope import Var

STRINGS = ["", "a", "go", "xyz", "hello", "h\\u00e9llo", "\\u65e5\\u672c", "0123456789abcdef", "tail\\n", "A\\x00B", "\\xff\\xfe", "a\\xc3", "\\xed\\xa0\\x80z"]


class Expressions(Generics):
    """Needs: self.rng, self.scope, self.funcs, self.consts, self.types, self.depth_limit."""

    def chance(self, p):
        return self.rng.random() < p

    # -------------------------------------------------------------- leaves

    def literal(self, t):
        make = getattr(self, "literal_" + t.kind)
        return make(t)

    def int_value(self, t):
        r = self.rng
        low = -(1 << t.bits - 1) if t.signed else 0
        high = (1 << t.bits - t.signed) - 1
        roll = r.random()
        if roll < 0.6:
            return r.randint(max(low, -3), min(high, 20))
        if roll < 0.75:
            return min(high, 1 << r.randrange(t.bits - t.signed))
        if roll < 0.85:
            return r.choice([low, high, high - 1, high >> 1])
        return r.randint(low, high) >> r.randrange(t.bits)

    def literal_int(self, t):
        v = self.int_value(t)
        roll = self.rng.random()
        if 32 <= v < 127 and v not in (39, 92) and roll < 0.1:
            return "'%c'" % v
        if roll > 0.94:
            return self.rng.choice(["(%d << 100 >> 100)", "(%d * 1e30 / 1e30)"]) % v
        return hex(v) if roll < 0.2 else str(v)

    def literal_float(self, t):
        return self.rng.choice(["0.0", "1.0", "-1.0", "0.5", "2.0", "3.25", "1e3", "-0.125", "1e-3", "7", "100.5",
                                "%.3f" % self.rng.uniform(-50, 50)])

    def literal_complex(self, t):
        a, b = self.literal_float(t), self.rng.choice(["0", "1", "2.5", "0.5"])
        return self.rng.choice(["complex(%s, %s)" % (a, b), "(%s + %si)" % (a, b)])

    def literal_bool(self, t):
        return self.rng.choice(["true", "false"])

    def literal_string(self, t):
        return '"%s"' % self.rng.choice(STRINGS)

    def literal_slice(self, t):
        if self.chance(0.08):
            return "%s(nil)" % t.text if t.named else "(%s)(nil)" % t.text
        if t.elem.text == "uint8" and not t.named and self.chance(0.3):
            return '[]byte("%s")' % self.rng.choice(STRINGS)
        items = [self.item(t.elem) for _ in range(self.rng.choice([1, 2, 2, 3, 4, 5]))]
        if self.chance(0.1):
            items[-1] = "%d: %s" % (len(items) + 2, items[-1])
        return "%s{%s}" % (t.text, ", ".join(items))

    def literal_array(self, t):
        n = self.rng.randint(0, min(t.len, 6)) if self.chance(0.3) else min(t.len, 9)
        items = [self.item(t.elem) for _ in range(n)]
        if n and self.chance(0.15):
            items[-1] = "%d: %s" % (t.len - 1, items[-1])
        return "%s{%s}" % (t.text, ", ".join(items))

    def literal_struct(self, t):
        if self.chance(0.15):
            return "%s{}" % t.text
        if self.chance(0.4) or any(f[2] for f in t.fields):
            some = [f for f in t.fields if self.chance(0.75)]
            if self.chance(0.2):
                self.rng.shuffle(some)
            return "%s{%s}" % (t.text, ", ".join("%s: %s" % (f[0], self.item(f[1])) for f in some))
        return "%s{%s}" % (t.text, ", ".join(self.item(f[1]) for f in t.fields))

    def literal_map(self, t):
        count = self.rng.choice([0, 1, 2, 3]) if self.chance(0.6) else 0
        if not count:
            return "make(%s)" % t.text if self.chance(0.5) else "%s{}" % t.text
        keys = {self.literal(t.key) for _ in range(count)} if t.key.kind in ("string", "bool") else \
            {str(self.int_value(t.key)) for _ in range(count)} if t.key.kind == "int" else set()
        return "%s{%s}" % (t.text, ", ".join("%s: %s" % (k, self.item(t.elem)) for k in sorted(keys)))

    def literal_ptr(self, t):
        if t.elem.kind == "struct" and self.chance(0.7):
            return "&" + self.literal_struct(t.elem)
        ways = [p for p in self.scope.reach(t.elem, lambda p: p.addressable, 0) if not p[0].is_global or True]
        if ways and self.chance(0.6):
            return "&" + self.use(ways)
        if t.elem.kind in ("array", "slice", "map") and self.chance(0.5):
            text = self.literal(t.elem)
            if text.startswith(t.elem.text + "{"):
                return "&" + text
        return "new(%s)" % t.elem.text

    def literal_func(self, t):
        ready = [f for f in self.funcs if not f.recv and f.variadic == t.variadic and f.cost <= 60
                 and [p.text for p in f.params] == [p.text for p in t.params]
                 and [p.text for p in f.results] == [p.text for p in t.results]]
        if ready and self.chance(0.5):
            return self.rng.choice(ready).name
        return self.closure(t)

    def literal_iface(self, t):
        if not t.methods:
            if self.chance(0.05):
                return "%s(nil)" % t.text
            dynamic = self.rng.choice([T.basic["int"], T.basic["string"], self.types.pick(1)])
            if dynamic.kind == "iface" or dynamic.kind == "func":
                dynamic = T.basic["int"]
            return "%s(%s)" % (t.text, self.typed(dynamic, 1))
        dynamic = self.rng.choice(self.implementers(t))
        return "%s(%s)" % (t.text, self.typed(dynamic, 1))

    def item(self, t):
        """An element of a composite literal."""
        return self.expr(t, 1 if self.chance(0.6) else 0)

    # --------------------------------------------------------------- paths

    def use(self, ways):
        var, path = self.rng.choice(ways)
        return self.fill(path)

    def fill(self, path):
        made = {}
        for i, (kind, size, base) in enumerate(path.indexes):
            base = base.format(**made)
            made["i%d" % i] = self.index(kind, size, base)
        return path.text.format(**made)

    def index(self, kind, size, base):
        if kind == "map":
            return self.expr(size, 1)
        if kind == "slice":
            return self.rng.choice(["0", "0", "len(%s)-1" % base]) if self.chance(0.7) else \
                "uint(%s)%%uint(len(%s))" % (self.value(T.basic["int"], 1), base)
        if self.chance(0.5):
            return str(self.rng.randrange(size))
        if size & size - 1 == 0 and self.chance(0.7):
            return "%s&%d" % (self.value(T.basic[self.rng.choice(["int", "uint8", "int64", "uint32"])], 1), size - 1)
        return "uint(%s)%%%d" % (self.value(T.basic["int"], 1), size)

    # ------------------------------------------------------------- general

    def expr(self, t, depth):
        """Text of type t where the context gives constants their type."""
        if self.inside <= 6 and (depth <= 0 or self.chance(0.25)):
            ready = [c for c, ct in self.consts if ct.text == t.text]
            if ready and self.chance(0.2):
                return self.rng.choice(ready)
            if self.chance(0.35):
                return self.literal(t)
        return self.value(t, depth)

    def typed(self, t, depth):
        """Text of type t in any context."""
        text = self.expr(t, depth)
        if t.kind in ("int", "float", "complex", "bool", "string", "ptr", "func"):
            return "%s(%s)" % (t.text if t.named or t.kind in ("int", "float", "complex", "bool", "string")
                               else "(%s)" % t.text, text)
        return text

    def value(self, t, depth):
        """Text of type t that is not a constant."""
        self.inside += 1
        text = self.leaf(t) if self.inside > 6 else self.any_value(t, depth)
        self.inside -= 1
        return text

    def leaf(self, t):
        """The text that ends an expression in an expression in an expression..."""
        ways = self.scope.reach(t, lambda p: not p.indexes, 0)
        if ways:
            return self.use(ways)
        if t.kind in ("int", "float", "bool", "string", "complex"):
            return "%s(base_%s)" % (t.text, self.plain(t)) if t.named else "base_%s" % t.text
        if t.kind in ("array", "struct"):
            return "%s{}" % t.text
        return "new(%s)" % t.elem.text if t.kind == "ptr" else "(%s)(nil)" % t.text

    def any_value(self, t, depth):
        if depth > 0:
            call = self.call_of(t, depth) if self.chance(0.18) else None
            if call:
                return call
            if self.generics_ready and self.mult <= 8 and self.chance(0.04):
                return self.generic(t, depth - 1)
            make = getattr(self, "make_" + t.kind, None)
            if make and self.chance(0.75):
                text = make(t, depth - 1)
                if text:
                    return text
        ways = self.scope.reach(t, risk=1 if self.chance(0.4) else 0)
        if ways:
            return self.use(ways)
        if t.named and t.kind in T.BASIC + ["int", "float", "complex"]:
            base = self.plain(t)
            return "%s(%s)" % (t.text, self.value(base, depth - 1))
        if t.kind in ("int", "float", "bool", "string", "complex"):
            return "base_%s" % t.text
        return self.literal(t)

    def plain(self, t):
        names = {"int": "%sint%d" % ("" if t.signed else "u", t.bits), "float": "float%d" % t.bits,
                 "complex": "complex%d" % t.bits}
        return T.basic[names.get(t.kind, t.kind)]

    # ------------------------------------------------------------ by kind

    def make_int(self, t, d):
        r = self.rng
        roll = r.random()
        if roll < 0.4:
            op = r.choice(["+", "-", "*", "&", "|", "^", "&^", "+", "-", "/", "%"])
            right = self.expr(t, d)
            if op in "/%":
                right = self.divisor(t) if self.chance(0.6) else "(%s|1)" % self.value(t, d)
            return "(%s %s %s)" % (self.value(t, d), op, right)
        if roll < 0.52:
            if self.chance(0.1):
                count = self.value(T.basic[r.choice(["int", "int8", "int32"])], d)
            elif self.chance(0.5):
                count = str(r.randrange(t.bits + (2 if self.chance(0.1) else 0)))
            else:
                unsigned = T.basic[r.choice(["uint", "uint8", "uint16", "uint32", "uint64"])]
                count = self.value(unsigned, d) if self.chance(0.4) else "(%s&%d)" % (
                    self.value(T.basic[r.choice(["int", "int32", "uint8", "int64"])], d), t.bits - 1)
            return "(%s %s %s)" % (self.value(t, d), r.choice(["<<", ">>"]), count)
        if roll < 0.6:
            return "%s(%s)" % (r.choice("-^"), self.value(t, d))
        if roll < 0.82:
            source = T.basic[r.choice(list(T.INTS) + ["float64", "float32"])]
            return "%s(%s)" % (t.text, self.value(source, d))
        return self.int_from_parts(t)

    def divisor(self, t):
        v = self.int_value(t)
        return str(v if v else 1) if self.chance(0.8) or not t.signed else str(-(1 << self.rng.randrange(t.bits)))

    def int_from_parts(self, t):
        def wrap(text):
            return text if t.text == "int" else "%s(%s)" % (t.text, text)
        ways = [w for w in self.scope.reach(None) if w[1].type.kind in ("string", "slice", "map")]
        if not ways:
            return None
        var, path = self.rng.choice(ways)
        text = self.fill(path)
        if path.type.kind == "string" and t.text == "uint8" and self.chance(0.3):
            return '(%s + "z")[0]' % text
        if path.type.kind == "slice" and self.chance(0.1):
            return wrap("cap(%s[:len(%s):len(%s)])" % (text, text, text))
        return wrap("len(%s)" % text)

    def make_float(self, t, d):
        r = self.rng
        roll = r.random()
        if roll < 0.55:
            return "(%s %s %s)" % (self.value(t, d), r.choice("+-*/"), self.expr(t, d))
        if roll < 0.65:
            return "-(%s)" % self.value(t, d)
        if roll < 0.75:
            return "%s(%s(%s))" % (t.text, r.choice(["real", "imag"]), self.value(
                T.basic["complex128" if t.bits == 64 else "complex64"], d))
        return "%s(%s)" % (t.text, self.value(T.basic[r.choice(list(T.INTS) + ["float64", "float32"])], d))

    def make_complex(self, t, d):
        r = self.rng
        part = T.basic["float64" if t.bits == 128 else "float32"]
        roll = r.random()
        if roll < 0.5:
            return "(%s %s %s)" % (self.value(t, d), r.choice("+-*+-*/"), self.expr(t, d))
        if roll < 0.6:
            return "-(%s)" % self.value(t, d)
        text = "complex(%s, %s)" % (self.value(part, d), self.expr(part, d))
        return "%s(%s)" % (t.text, text) if t.named else text

    def make_bool(self, t, d):
        r = self.rng
        roll = r.random()
        if roll < 0.3:
            text = "(%s %s %s)" % (self.value(T.basic["bool"], d), r.choice(["&&", "||"]), self.value(T.basic["bool"], d))
        elif roll < 0.4:
            text = "!%s" % self.value(T.basic["bool"], d)
        elif roll < 0.85:
            other = T.basic[r.choice(list(T.INTS) + ["int"] * 5 + ["string", "string", "float64", "float32"])]
            if self.chance(0.2) and self.types.named:
                named = r.choice(self.types.named)
                other = named if T.ordered(named) else other
            text = "(%s %s %s)" % (self.value(other, d), r.choice(["<", "<=", ">", ">=", "==", "!="]), self.expr(other, d))
        else:
            text = self.equality(d)
        return "%s(%s)" % (t.text, text) if t.named else text

    def equality(self, d):
        ways = [w for w in self.scope.reach(None) if w[1].type.kind not in ("int",)]
        if not ways:
            return "(base_bool == base_bool)"
        var, path = self.rng.choice(ways)
        left, t, op = self.fill(path), path.type, self.rng.choice(["==", "!="])
        if not T.comparable(t):
            return "(%s %s nil)" % (left, op) if t.kind in ("slice", "map", "func") else "base_bool"
        if t.kind == "iface":
            right = self.rng.choice(["nil", self.expr(t, d), self.expr(t, d)])
        else:
            right = "nil" if t.kind == "ptr" and self.chance(0.4) else self.expr(t, d)
        return "(%s %s %s)" % (left, op, right)

    def make_string(self, t, d):
        r = self.rng
        roll = r.random()
        if roll < 0.35 and self.mult <= 1:
            parts = [self.value(t, d)] + [self.expr(t, d) for _ in range(r.choice([1, 1, 1, 2, 3, 4, 5]))]
            return "(%s)" % " + ".join(parts)
        if roll < 0.5:
            return '(%s + "%s")' % (self.value(t, 0), r.choice(STRINGS[1:]))
        if roll < 0.65:
            number = T.basic[r.choice(["int32", "uint8", "int"])]
            return "%s(rune(%s))" % (t.text, self.value(number, d))
        if roll < 0.85:
            source = T.slice_of(T.basic[r.choice(["uint8", "uint8", "int32"])])
            return "%s(%s)" % (t.text, self.value(source, d))
        ways = self.scope.reach(t, risk=0)
        if not ways:
            return None
        base = self.use(ways)
        return r.choice(["%s[:len(%s)/2]", "%s[len(%s)/2:]", "%s[len(%s)/3:]"]) % (base, base)

    def make_slice(self, t, d):
        r = self.rng
        roll = r.random()
        if roll < 0.3 and self.mult <= 1:
            base = self.value(t, d)
            if self.chance(0.3):
                return "append(%s, %s...)" % (base, self.value(t, d))
            return "append(%s, %s)" % (base, ", ".join(self.expr(t.elem, d) for _ in range(r.choice([1, 1, 2, 3]))))
        if roll < 0.45:
            size = r.randint(0, 6) if self.chance(0.5) else "%s&7" % self.value(T.basic["int"], 0)
            return "make(%s, %s)" % (t.text, size) if self.chance(0.7) else "make(%s, %s, %s)" % (
                t.text, r.randint(0, 2), r.randint(2, 9))
        if roll < 0.55 and t.elem.text in ("uint8", "int32"):
            return "%s(%s)" % ("(%s)" % t.text, self.value(T.basic["string"], d))
        if roll < 0.75:
            ways = self.scope.reach(t, risk=0)
            if ways:
                base = self.use(ways)
                return r.choice(["%s[:len(%s)/2]", "%s[len(%s)/2:]", "%s[:len(%s)>>1:cap(%s)]", "%s[0:]"][:4]).replace(
                    "%s", base)
        ways = [w for w in self.scope.reach(None, lambda p: p.addressable) if w[1].type.kind == "array"
                and w[1].type.elem.text == t.elem.text]
        if ways:
            text = "%s[%s:]" % (self.use(ways), r.choice(["", "0", "1"]))
            return "%s(%s)" % (t.text, text) if t.named else text
        return None

    def make_func(self, t, d):
        ways = [f for f in self.funcs if f.recv and not f.variadic and f.cost <= 60
                and [p.text for p in f.params] == [p.text for p in t.params]
                and [p.text for p in f.results] == [p.text for p in t.results]]
        if not ways:
            return None
        f = self.rng.choice(ways)
        base = self.receiver(f)
        text = "%s.%s" % (base, f.name) if base else None
        return "%s(%s)" % (t.text, text) if text and t.named else text

    def make_iface(self, t, d):
        return self.literal_iface(t)

    # --------------------------------------------------------------- calls

    def call_of(self, t, depth):
        """A call with the one result t, or None."""
        ready = [f for f in self.funcs if len(f.results) == 1 and f.results[0].text == t.text
                 and self.affordable(f.cost)]
        values = self.scope.reach(None, lambda p: p.type.kind == "func" and not p.indexes, 0)
        values = [w for w in values if len(w[1].type.results) == 1 and w[1].type.results[0].text == t.text
                  and (not self.in_closure or w[1].text == w[0].name and not w[0].is_global)]
        if values and self.affordable(60) and (not ready or self.chance(0.4)):
            self.spend(60)
            var, path = self.rng.choice(values)
            return "%s(%s)" % (self.fill(path), self.arguments(path.type.params, path.type.variadic, depth - 1))
        methods = self.interface_calls(t)
        if methods and (not ready or self.chance(0.3)):
            base, (name, params, results), cost = self.rng.choice(methods)
            self.spend(cost)
            return "%s.%s(%s)" % (base, name, self.arguments(params, False, depth - 1))
        if not ready:
            return self.immediate(t) if self.chance(0.15) else None
        return self.call(self.rng.choice(ready), depth)

    def immediate(self, t):
        """A function literal called where it stands."""
        if not self.affordable(60):
            return None
        params = [self.types.pick(1)] if self.chance(0.5) else []
        closure = self.closure(T.func_of(params, [t]))
        self.spend(60)
        return "%s(%s)" % (closure, ", ".join(self.expr(p, 1) for p in params))

    def call(self, f, depth):
        args = self.arguments(f.params, f.variadic, depth - 1)
        self.spend(f.cost)
        if not f.recv:
            return "%s(%s)" % (f.name, args)
        base = self.receiver(f)
        if self.chance(0.1):
            t, by_pointer = f.recv
            first = self.literal(T.pointer(t)) if by_pointer else self.expr(t, 1)
            kind = "(*%s)" % t.text if by_pointer else t.text
            return "%s.%s(%s)" % (kind, f.name, ", ".join(filter(None, [first, args])))
        return "%s.%s(%s)" % (base, f.name, args)

    def receiver(self, f):
        t, by_pointer = f.recv
        ways = self.scope.reach(t, lambda p: p.addressable, 0)
        if ways:
            return self.use(ways)
        if by_pointer or self.chance(0.3):
            return "(%s)" % self.literal(T.pointer(t))
        return "(%s)" % self.typed(t, 0)

    def arguments(self, params, variadic, depth):
        fixed = params[:-1] if variadic else params
        args = [self.expr(p, depth) for p in fixed]
        if variadic:
            last = params[-1]
            if self.chance(0.25):
                args.append(self.value(last, 1) + "...")
            else:
                args += [self.expr(last.elem, 1) for _ in range(self.rng.choice([0, 1, 2, 3]))]
        return ", ".join(args)

    def interface_calls(self, t):
        out = []
        if not self.interfaces_ready:
            return out
        for var, path in self.scope.reach(None, lambda p: p.type.kind == "iface" and p.type.methods, 0):
            for m in path.type.methods:
                if len(m[2]) == 1 and m[2][0].text == t.text and self.affordable(self.interface_cost):
                    out.append((self.fill(path), m, self.interface_cost))
        return out

"""Random statements, function bodies and closures.

Every loop has a fixed bound, and `spend` adds up what a function may cost with its loops, so that
programs end soon. Inside loops strings and slices grow only while they are short.
"""

import re

import gotypes as T
from concurrency import Concurrency
from expressions import Expressions
from scope import Var

LIMIT = 3000


def split_assignment(line):
    """(left side, right side) of a line that assigns or declares, else None."""
    depth = 0
    for i, char in enumerate(line):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 and line.startswith((" = ", " := "), i):
            return line[:i], line[i + 3:]
        if char == '"':
            break
    return None


def reads(line):
    """The line without the variables that it declares or assigns as a whole, which is no use."""
    declared = re.match(r"\s*var \w+", line)
    parts = split_assignment(line)
    if not parts:
        return "" if declared else line
    if declared:
        return parts[1]
    places = parts[0].split(", ")
    return ", ".join(p for p in places if not re.fullmatch(r"\s*\w*", p)) + " = " + parts[1]


class Statements(Concurrency, Expressions):
    """Needs, besides what Expressions needs: self.show(type) the name of a printing function."""

    # ---------------------------------------------------------------- cost

    def affordable(self, cost):
        return self.cost + self.mult * cost <= (60 if self.in_closure else LIMIT)

    def spend(self, cost):
        self.cost += self.mult * cost

    # -------------------------------------------------------------- naming

    def fresh(self, prefix):
        self.counter += 1
        return "%s%d" % (prefix, self.counter)

    def header(self, text):
        """A composite literal in a header of if, for or switch needs parentheses."""
        return "(%s)" % text if "{" in text and not text.startswith("(") else text

    def declare(self, type_, prefix="v", assignable=True):
        return self.scope.add(Var(self.fresh(prefix), type_, assignable and type_.kind != "func"))

    # -------------------------------------------------------------- blocks

    def block(self, budget, before=()):
        """Statements in braces; variables that nobody read are read at the end."""
        self.scope.open()
        lines = list(before)
        lines += self.statements(budget)
        return lines + self.unread(lines)

    def unread(self, lines):
        """Closes the scope: a statement for each variable of it that the lines do not read."""
        text = "\n".join(reads(line) for part in lines for line in part.split("\n"))
        return ["_ = %s" % v.name for v in self.scope.close() if not re.search(r"\b%s\b" % v.name, text)]

    def statements(self, budget):
        lines = []
        while budget > 0:
            size, made = self.statement(budget)
            lines += made
            budget -= size
        return lines

    def statement(self, budget):
        """(size, lines)"""
        self.spend(1)
        choices = [(self.stmt_define, 9), (self.stmt_assign, 9), (self.stmt_op_assign, 6), (self.stmt_probe, 2),
                   (self.stmt_parallel, 2), (self.stmt_call, 3), (self.stmt_append, 3), (self.stmt_map, 3),
                   (self.stmt_show, 1), (self.stmt_copy, 1), (self.stmt_tuple, 2), (self.stmt_assert, 2),
                   (self.stmt_closure, 2), (self.stmt_print, 2)]
        if budget > 2 and self.nesting < 3:
            choices += [(self.stmt_if, 7), (self.stmt_for, 4), (self.stmt_range, 4), (self.stmt_switch, 3),
                        (self.stmt_type_switch, 2), (self.stmt_goto, 1), (self.stmt_block, 1)]
            if self.generics_ready and self.mult <= 8:
                choices += [(self.stmt_range_channel, 2), (self.stmt_goroutine, 2), (self.stmt_select, 2)]
            if not self.in_loop:
                choices += [(self.stmt_defer, 1)]
        if self.nesting and self.chance(0.1):
            choices = [(self.stmt_leave, 1)]
        make = self.rng.choices([c for c, _ in choices], [w for _, w in choices])[0]
        lines = make(budget)
        return (max(1, len(lines) // 3), lines) if lines else (0.5, [])

    def nested(self, budget, times=1, loop=False):
        self.nesting += 1
        self.mult *= times
        old, self.in_loop = self.in_loop, self.in_loop or loop
        lines = self.block(self.rng.randint(1, max(1, int(budget) // 2)))
        self.in_loop = old
        self.mult //= times
        self.nesting -= 1
        return ["\t" + line for line in lines]

    # -------------------------------------------------------------- simple

    def stmt_define(self, budget):
        t = self.types.pick(2, funcs=self.chance(0.15))
        roll = self.rng.random()
        if roll < 0.15:
            return ["var %s %s" % (self.declare(t).name, t)] if t.kind != "func" else []
        if roll < 0.25:
            other = self.types.pick(1)
            texts = self.typed(t, 2), self.typed(other, 2)
            return ["%s, %s := %s, %s" % (self.declare(t).name, self.declare(other).name, *texts)]
        if roll < 0.45:
            text = self.expr(t, 3)
            return ["var %s %s = %s" % (self.declare(t).name, t, text)]
        text = self.typed(t, 3)
        return ["%s := %s" % (self.declare(t).name, text)]

    def target(self, want=lambda p: True):
        """(type, text) of something assignable, or None."""
        ways = self.scope.reach(None, lambda p: p.assignable and p.type.kind != "func" and want(p),
                                1 if self.chance(0.4) else 0)
        if not ways:
            return None
        if self.chance(0.6):
            ways = [w for w in ways if not w[0].is_global] or ways
        var, path = self.rng.choice(ways)
        return path.type, self.fill(path), var

    def guarded(self, t, place, line, var):
        """Growth in loops and of globals ends."""
        if t.kind in ("string", "slice") and (self.mult > 1 or self.in_closure or var.is_global):
            return ["if len(%s) < 40 {" % place, "\t" + line, "}"]
        return [line]

    def stmt_assign(self, budget):
        found = self.target()
        if not found:
            return []
        t, place, var = found
        return self.guarded(t, place, "%s = %s" % (place, self.expr(t, 3)), var)

    def stmt_op_assign(self, budget):
        found = self.target(lambda p: p.type.kind in ("int", "float", "complex", "string"))
        if not found:
            return []
        t, place, var = found
        if t.kind == "string":
            return self.guarded(t, place, "%s += %s" % (place, self.expr(t, 1)), var)
        if t.kind == "int" and self.chance(0.35):
            return [place + self.rng.choice(["++", "--"])]
        if t.kind == "int" and self.chance(0.2):
            return ["%s %s= %s & %d" % (place, self.rng.choice(["<<", ">>"]), self.value(T.basic["int"], 1), t.bits - 1)]
        if t.kind == "int" and self.chance(0.15):
            return ["%s %s= %s" % (place, self.rng.choice("/%"), self.divisor(t))]
        op = self.rng.choice(["+", "-", "*", "&", "|", "^", "&^"] if t.kind == "int" else ["+", "-", "*", "/"])
        return ["%s %s= %s" % (place, op, self.expr(t, 2))]

    def stmt_parallel(self, budget):
        found = [f for f in (self.target() for _ in range(self.rng.choice([2, 2, 3]))) if f]
        found = [f for f in found if f[0].kind not in ("string", "slice")]
        if len(found) < 2:
            return []
        texts = [f[1] for f in found]
        values = [self.expr(f[0], 2) for f in found]
        if found[0][0].text == found[1][0].text and self.chance(0.6):
            values[0], values[1] = texts[1], texts[0]
        return ["%s = %s" % (", ".join(texts), ", ".join(values))]

    def stmt_probe(self, budget):
        """Calls that print, in an order the language fixes."""
        self.spend(4)
        t = self.types.basic()
        parts = ["probe_%s(%d, %s)" % (t, self.rng.randrange(100), self.expr(t, 1)) for _ in range(3)]
        if t.kind == "int":
            return ["println(%s + %s, %s)" % tuple(parts)]
        if t.kind in ("bool",):
            return ["println(%s && %s, %s || base_bool)" % tuple(parts)]
        return ["println(%s, %s)" % tuple(parts[:2])]

    def stmt_print(self, budget):
        if self.mult > 30:
            return []
        types = [t for t in (self.types.pick(0) for _ in range(3)) if t.kind in (
            "int", "float", "complex", "bool", "string")]
        return ["println(%s)" % ", ".join(['"%s"' % self.fresh("p")] + [self.typed(t, 2) for t in types])]

    def stmt_show(self, budget):
        if self.mult > 10:
            return []
        vars_ = [v for v in self.scope.all() if not v.is_global]
        if not vars_:
            return []
        v = self.rng.choice(vars_)
        return ['%s("%s", %s)' % (self.show(v.type), v.name, v.name)]

    def stmt_call(self, budget):
        ready = [f for f in self.funcs if self.affordable(f.cost)]
        return [self.call(self.rng.choice(ready), 3)] if ready else []

    def stmt_append(self, budget):
        found = self.target(lambda p: p.type.kind == "slice" and not p.indexes)
        if not found:
            return []
        t, place, var = found
        items = ", ".join(self.expr(t.elem, 2) for _ in range(self.rng.choice([1, 1, 2, 3])))
        if self.chance(0.2):
            items = self.expr(t, 1) + "..."
        return self.guarded(t, place, "%s = append(%s, %s)" % (place, place, items), var)

    def stmt_map(self, budget):
        ways = self.scope.reach(None, lambda p: p.type.kind == "map" and not p.indexes, 0)
        if not ways:
            return []
        var, path = self.rng.choice(ways)
        m, t = self.fill(path), path.type
        key = self.expr(t.key, 2)
        roll = self.rng.random()
        if roll < 0.2:
            return ["delete(%s, %s)" % (m, key)]
        if roll < 0.4:
            v, ok = self.declare(t.elem), self.declare(T.basic["bool"], "ok")
            return ["%s, %s := %s[%s]" % (v.name, ok.name, m, key)]
        return ["if %s != nil {" % m, "\t%s[%s] = %s" % (m, key, self.expr(t.elem, 2)), "}"]

    def stmt_copy(self, budget):
        ways = self.scope.reach(None, lambda p: p.type.kind == "slice", 0)
        if not ways:
            return []
        var, path = self.rng.choice(ways)
        text = self.fill(path)
        if path.type.elem.text == "uint8" and self.chance(0.5):
            return ["copy(%s, %s)" % (text, self.value(T.basic["string"], 1))]
        source = self.value(path.type, 2)
        if self.chance(0.5):
            return ["%s := copy(%s, %s)" % (self.declare(T.basic["int"], "n").name, text, source)]
        return ["copy(%s, %s)" % (text, source)]

    def stmt_tuple(self, budget):
        ready = [f for f in self.funcs if len(f.results) > 1 and self.affordable(f.cost)]
        if not ready:
            return []
        f = self.rng.choice(ready)
        call = self.call(f, 2)
        if self.chance(0.3):
            found = [self.scope.reach(t, lambda p: p.assignable and p.type.kind not in ("slice", "string", "func"), 0)
                     for t in f.results]
            places = [self.use(w) if w and self.chance(0.8) else "_" for w in found]
            if any(p != "_" for p in places):
                return ["%s = %s" % (", ".join(places), call)]
        names = [self.declare(t).name if self.chance(0.85) else "_" for t in f.results]
        if all(n == "_" for n in names):
            return ["%s = %s" % (", ".join(names), call)]
        return ["%s := %s" % (", ".join(names), call)]

    def stmt_assert(self, budget):
        ways = self.scope.reach(None, lambda p: p.type.kind == "iface", 0)
        if not ways:
            return []
        var, path = self.rng.choice(ways)
        t = self.dynamic(path.type)
        text = "%s.(%s)" % (self.fill(path), t)
        if self.chance(0.15):
            return ["%s := %s" % (self.declare(t).name, text)] if t.kind != "func" else []
        v, ok = self.declare(t), self.declare(T.basic["bool"], "ok")
        return ["%s, %s := %s" % (v.name, ok.name, text)]

    def dynamic(self, iface):
        """A type that a value of the interface type may be asserted to."""
        others = [t for t in self.types.named if t.kind == "iface" and t.methods]
        if others and self.chance(0.2):
            return self.rng.choice(others)
        if iface.methods:
            return self.rng.choice(self.implementers(iface))
        t = self.types.pick(1)
        return t if t.kind != "func" else T.basic["int"]

    def stmt_closure(self, budget):
        if self.nesting > 2 or self.in_closure:
            return []
        t = self.types.func()
        text = self.closure(t)
        var = self.declare(t, "fn")
        lines = ["%s := %s" % (var.name, text)]
        if self.chance(0.5) and self.affordable(60):
            self.spend(60)
            lines.append("%s(%s)" % (var.name, self.arguments(t.params, t.variadic, 1)))
        return lines

    # ---------------------------------------------------------- structured

    def condition(self):
        return self.header(self.value(T.basic["bool"], 3))

    def stmt_if(self, budget):
        self.scope.open()
        start = "if "
        if self.chance(0.15):
            t = self.types.basic()
            text = self.header(self.typed(t, 2))
            start += "%s := %s; " % (self.declare(t).name, text)
        lines = [start + self.condition() + " {"] + self.nested(budget)
        while self.chance(0.3):
            lines += ["} else if %s {" % self.condition()] + self.nested(budget)
        if self.chance(0.4):
            lines += ["} else {"] + self.nested(budget)
        first = re.sub(r"^if \w+ := ", "", lines[0])
        return lines + ["\t" + line for line in self.unread([first] + lines[1:])] + ["}"]

    def label(self, lines):
        """Puts a label before a loop whose body asks for one."""
        if any("LABEL" in line for line in lines):
            name = self.fresh("L")
            return ["%s:" % name] + [line.replace("LABEL", name, 1) if "LABEL" in line else line for line in lines]
        return lines

    def stmt_for(self, budget):
        times = self.rng.choice([1, 2, 3, 4, 5, 8])
        if not self.affordable(times * 3):
            return []
        self.scope.open()
        kind = self.rng.choice(["clause", "clause", "clause", "down", "while", "forever", "two"])
        t = T.basic[self.rng.choice(["int", "int", "int", "int8", "uint8", "int64", "uint32"])]
        i = self.declare(t, "i", assignable=False).name
        body = self.nested(budget, times, loop=True)
        self.scope.close()
        start = "%s := %s(0)" % (i, t) if t.text != "int" else "%s := 0" % i
        if kind == "clause":
            lines = ["for %s; %s < %d; %s++ {" % (start, i, times, i)] + body + ["}"]
        elif kind == "down":
            lines = ["for %s := %s(%d); %s > 0; %s-- {" % (i, t, times, i, i)] + body + ["}"]
        elif kind == "two":
            k = self.fresh("k")
            lines = ["for %s, %s := %s(0), %d; %s < %d && %s > 0; %s, %s = %s+1, %s-1 {" % (
                i, k, t, times, i, times, k, i, k, i, k)] + body + ["}"]
        elif kind == "while":
            lines = ["for %s < %d {" % (i, times), "\t%s++" % i] + body + ["}"]
            return [start] + self.label(lines)
        else:
            lines = ["for {", "\tif %s >= %d {" % (i, times), "\t\tbreak", "\t}", "\t%s++" % i] + body + ["}"]
            return [start] + self.label(lines)
        return self.label(lines)

    def stmt_range(self, budget):
        if not self.affordable(24):
            return []
        ways = self.scope.reach(None, lambda p: p.type.kind in ("array", "slice", "string") or
                                p.type.kind == "ptr" and p.type.elem.kind == "array", 0)
        if ways and self.chance(0.8):
            var, path = self.rng.choice(ways)
            t, text = path.type, self.fill(path)
        else:
            t = T.slice_of(self.types.pick(1)) if self.chance(0.6) else T.basic["string"]
            text = self.header(self.expr(t, 1))
        elem = T.basic["int32"] if t.kind == "string" else t.elem.elem if t.kind == "ptr" else t.elem
        self.scope.open()
        form = self.rng.choice(["kv", "kv", "_v", "k", "none"])
        key = self.declare(T.basic["int"], "i").name if form in ("kv", "k") else "_"
        value = self.declare(elem, "e").name if form in ("kv", "_v") else None
        body = self.nested(budget, 8, loop=True)
        unused = ["\t" + line for line in self.unread(body)]
        vars_ = "%s, %s := " % (key, value) if value else "%s := " % key if form == "k" else ""
        stop = []
        if t.kind in ("slice", "string"):
            count = self.fresh("n")
            stop = ["\tif %s++; %s > 8 {" % (count, count), "\t\tbreak", "\t}"]
            return ["%s := 0" % count] + self.label(["for %srange %s {" % (vars_, text)] + stop + body + unused + ["}"])
        return self.label(["for %srange %s {" % (vars_, text)] + body + unused + ["}"])

    def stmt_switch(self, budget):
        kind = self.rng.choice(["int", "int", "string", "none", "none", "any"])
        t = {"string": T.basic["string"], "any": T.any_type}.get(kind, T.basic[self.rng.choice(list(T.INTS) + ["int"] * 6)])
        tag = "" if kind == "none" else self.header(self.typed(t, 2))
        if kind == "int" and self.chance(0.5):
            tag = self.header("%s & 15" % self.value(t, 1))
        lines = ["switch %s {" % tag]
        count = self.rng.choice([1, 2, 3, 4, 6, 9, 12])
        pool = list(range(0, 40)) if kind == "int" else ["a", "go", "xyz", "hello", "", "ab", "b", "tail\\n", "longer than",
                                                        "0123456789abcdef", "q", "zz", "yyy"]
        self.rng.shuffle(pool)
        for i in range(count):
            many = self.rng.choice([1, 1, 1, 2, 3])
            if kind == "none":
                cases = [self.value(T.basic["bool"], 2)]
            elif kind == "any":
                cases = [self.typed(T.basic[self.rng.choice(["int", "string", "bool", "float64"])], 1)]
                cases = [self.value(T.basic["int"], 1)] if self.chance(0.5) else [self.value(T.basic["string"], 1)]
            elif self.chance(0.1):
                cases = [self.value(t, 1)]
            else:
                cases = [str(pool.pop()) if kind == "int" else '"%s"' % pool.pop() for _ in range(min(many, len(pool)))]
            if not cases:
                break
            lines += ["case %s:" % ", ".join(cases)] + self.nested(budget / 2)
            if self.chance(0.1) and i + 1 < count and pool:
                lines.append("\tfallthrough")
        if lines[-1] == "\tfallthrough":
            lines.pop()
        if self.chance(0.6):
            lines.insert(self.rng.choice([1, len(lines)]) if "\tfallthrough" not in lines else len(lines),
                         "default:\n" + "\n".join(self.nested(budget / 2)))
        return lines + ["}"]

    def stmt_type_switch(self, budget):
        ways = self.scope.reach(None, lambda p: p.type.kind == "iface", 0)
        if ways:
            var, path = self.rng.choice(ways)
            t, text = path.type, self.fill(path)
        else:
            t = T.any_type
            text = self.literal(t)
        x = self.fresh("x")
        named = self.chance(0.7)
        lines, seen = [], set()
        for _ in range(self.rng.choice([1, 2, 3, 4, 6, 8])):
            kind = self.dynamic(t)
            if kind.text in seen or any(s == kind.text for s in seen):
                continue
            seen.add(kind.text)
            more = None
            if self.chance(0.2):
                more = self.dynamic(t)
                more = None if more.text in seen else more
                seen.add(more.text if more else "")
            self.scope.open()
            if named:
                self.scope.add(Var(x, t if more else kind, kind.kind != "func" or bool(more)))
            body = self.nested(budget / 2)
            self.scope.close()
            lines += ["case %s:" % (kind.text + (", " + more.text if more else ""))] + body
            if named:
                lines.append("\t_ = %s" % x)
        if self.chance(0.3):
            lines += ["case nil:"] + self.nested(budget / 2)
        if self.chance(0.5):
            lines += ["default:"] + self.nested(budget / 2)
        if named and not seen:
            named = False
        return ["switch %s%s.(type) {" % (x + " := " if named else "", text)] + lines + ["}"]

    def stmt_goto(self, budget):
        """A loop by goto; its body is a block, since goto may not jump over declarations."""
        times = self.rng.choice([2, 3, 4])
        if not self.affordable(times * 3):
            return []
        n, label = self.fresh("n"), self.fresh("G")
        self.nesting += 1
        body = self.nested(budget, times)
        self.nesting -= 1
        return ["%s := 0" % n, "%s:" % label, "if %s < %d {" % (n, times), "\t%s++" % n] + body + [
            "\tgoto %s" % label, "}"]

    def stmt_block(self, budget):
        return ["{"] + self.nested(budget) + ["}"]

    def stmt_leave(self, budget):
        roll = self.rng.random()
        test = self.condition()
        if self.in_loop and roll < 0.6:
            word = self.rng.choice(["continue", "break", "continue LABEL", "break LABEL"])
            return ["if %s {" % test, "\t" + word, "}"]
        if roll < 0.75:
            return ["if %s {" % test, "\t" + self.panic(), "}"]
        return ["if %s {" % test] + ["\t" + line for line in self.leave()] + ["}"]

    def panic(self):
        return "panic(%s)" % self.rng.choice(['"stop"', "error(nil)", self.typed(T.basic["int"], 1), self.typed(
            T.basic["string"], 1), "failure(%s)" % self.value(T.basic["string"], 0)])

    def leave(self):
        """A return statement."""
        if self.result_names and self.chance(0.4):
            return ["return"]
        values = [self.expr(t, 2) for t in self.result_types]
        return ["return " + ", ".join(values)] if values else ["return"]

    def stmt_defer(self, budget):
        if self.in_closure:
            return []
        self.deferred += 1
        roll = self.rng.random()
        if roll < 0.4:
            ready = [f for f in self.funcs if f.cost <= 200 and not f.variadic]
            if ready and self.affordable(200):
                return ["defer " + self.call(self.rng.choice(ready), 1)]
        lines = self.inner_body(T.func_of([], []), [])
        roll = self.rng.random()
        if roll < 0.5:
            lines = ["if r := recover(); r != nil {", "\treport(r)", "}"] + lines
        elif roll < 0.6:
            lines = ["if r := recover(); r != nil {", "\treport(r)", "\tpanic(r)", "}"] + lines
        elif roll < 0.65:
            lines.insert(0, "if %s {" % self.condition() + " " + self.panic() + " }")
        return ["defer func() {"] + ["\t" + line for line in lines] + ["}()"]

    # ----------------------------------------------------------- functions

    def closure(self, t):
        names = [self.fresh("a") for _ in t.params]
        self.scope.open()
        for name, p in zip(names, t.params):
            self.scope.add(Var(name, p, p.kind != "func"))
        lines = self.inner_body(t, names)
        self.scope.close()
        head = "func" + T.signature_text(t.params, t.results, t.variadic, names)
        return head + " {\n" + "\n".join("\t" + line for line in lines) + "\n}"

    def inner_body(self, t, names):
        """Statements of a closure: few, cheap, and alone with their loops and results."""
        keep = {k: getattr(self, k) for k in (
            "result_names", "result_types", "in_loop", "nesting", "cost", "mult", "in_closure")}
        self.result_names, self.result_types, self.in_loop = [], t.results, False
        self.nesting, self.cost, self.mult, self.in_closure = self.nesting + 2, 0, 1, True
        lines = self.block(self.rng.choice([0, 1, 1, 2, 3])) + self.leave()
        self.__dict__.update(keep)
        return lines

    def function_body(self, params, results, names, result_names, budget):
        """Lines of a body; self.cost afterwards says what a call may cost."""
        self.cost, self.mult, self.nesting, self.in_loop, self.in_closure, self.deferred = 1, 1, 0, False, False, 0
        self.result_types, self.result_names = results, result_names
        self.scope.open()
        for name, t in zip(names + result_names, params + (results if result_names else [])):
            self.scope.add(Var(name, t, t.kind != "func"))
        lines = self.block(budget) + self.leave()
        self.scope.close()
        return self.unlabel(lines)

    def unlabel(self, lines):
        return [re.sub(r" LABEL\b", "", line) for line in lines]

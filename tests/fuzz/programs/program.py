"""A whole random program from a seed.

    types, constants, package variables, methods, functions, printing functions, main

Functions call only those made before them. `main` calls each function in a `try` that reports
run-time panics, and prints what it returns.
"""

import random

import gotypes as T
from generics import DECLARATIONS
from scope import Func, Scope, Var
from statements import Statements

PRELUDE = '''package main

type failure string

func (f failure) Error() string { return "failure " + string(f) }

func report(r interface{}) {
	switch r := r.(type) {
	case error:
		println("error", r.Error())
	case string:
		println("string", r)
	case int:
		println("int", r)
	default:
		println("other")
	}
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name)
			report(r)
		}
	}()
	f()
}
'''


class Program(Statements):
    def __init__(self, seed, functions=12, size=8):
        self.rng = random.Random(seed)
        self.functions, self.size = functions, size
        self.types = T.Supply(self.rng)
        self.funcs, self.consts, self.globals = [], [], []
        self.method_sets = {}       # type text -> [(name, params, results, by pointer)]
        self.shows, self.show_texts = {}, []
        self.counter = self.inside = 0
        self.interfaces_ready, self.interface_cost = False, 0
        self.generics_ready = True
        self.cost, self.mult, self.nesting, self.in_loop, self.in_closure = 0, 1, 9, False, False
        self.result_types, self.result_names = [], []
        self.scope = Scope([])

    # ---------------------------------------------------------------- types

    def make_types(self):
        r, lines = self.rng, []
        for i in range(r.randint(2, 7)):
            kind = r.choice(["basic", "struct", "struct", "struct", "array", "slice", "map", "func"])
            under = self.types.struct(1, funcs=True) if kind == "struct" else T.basic[r.choice(
                [n for n in T.BASIC if n != "bool"])] if kind == "basic" else self.types.func() if kind == "func" \
                else {"array": lambda e: T.array(r.choice([2, 3, 4]), e), "slice": T.slice_of,
                      "map": lambda e: T.map_of(self.types.key(), e)}[kind](self.types.pick(1))
            if kind == "struct":
                under = self.embed(under)
            t = T.named("T%d" % i, under)
            self.types.named.append(t)
            lines.append("type %s %s" % (t, under))
        return lines

    def embed(self, under):
        ready = [t for t in self.types.named if t.kind == "struct" and T.weight(t) <= 6]
        if not ready or not self.chance(0.5):
            return under
        t = self.rng.choice(ready)
        renamed = [("%s_%d" % (n, len(self.types.named)), ft, e) for n, ft, e in under.fields]
        place = self.rng.randrange(len(renamed) + 1)
        field = (t.text, T.pointer(t) if self.chance(0.2) else t, True)
        return T.struct(renamed[:place] + [field] + renamed[place:])

    def make_interfaces(self):
        lines = []
        for i in range(self.rng.choice([0, 1, 2])):
            methods = {}
            for name, sets in self.shared_methods().items():
                if self.chance(0.6):
                    methods[name] = sets
            t = T.named("I%d" % i, T.interface([(n, p, q) for n, (p, q) in sorted(methods.items())]))
            if methods and self.implementers(t):
                self.types.named.append(t)
                lines.append("type %s interface { %s }" % (t, "; ".join(
                    n + T.signature_text(p, q) for n, (p, q) in sorted(methods.items()))))
        return lines

    def shared_methods(self):
        out = {}
        for methods in self.method_sets.values():
            for name, params, results, _ in methods:
                out[name] = (params, results)
        return out

    def implementers(self, iface):
        out = []
        for t in self.types.named:
            if t.kind in ("iface", "ptr"):
                continue
            for value in (True, False):
                names = {m[0] for m in self.all_methods(t) if not (value and m[3])}
                if {m[0] for m in iface.methods} <= names:
                    out.append(t if value else T.pointer(t))
        return out

    def all_methods(self, t):
        """Methods of *t, with those promoted from embedded fields."""
        own = list(self.method_sets.get(t.text, []))
        names = {m[0] for m in own} | {f[0] for f in t.fields}
        for name, ft, embedded in t.fields:
            if embedded:
                inner = ft.elem if ft.kind == "ptr" else ft
                own += [(m[0], m[1], m[2], m[3] and ft.kind != "ptr") for m in self.all_methods(inner)
                        if m[0] not in names]
        return own

    # -------------------------------------------------------- declarations

    def make_constants(self):
        lines = []
        for i in range(self.rng.randint(0, 3)):
            t = self.types.basic()
            if t.kind == "int":
                name = "c%d" % i
                lines += ["const (", "\t%s_0 %s = iota + %d" % (name, t, self.rng.randint(0, 5)), "\t%s_1" % name,
                          "\t_", "\t%s_2 = 1 << iota" % name, ")"]
                self.consts += [(name + "_0", t), (name + "_1", t)]
            elif t.kind != "complex":
                lines.append("const c%d %s = %s" % (i, t, self.literal(t)))
                self.consts.append(("c%d" % i, t))
        return lines

    def make_globals(self):
        base = ["var base_%s %s = %s" % (n, n, "7" if T.basic[n].kind not in ("bool", "string") else
                                         "true" if n == "bool" else '"base"') for n in T.BASIC]
        lines, made = [], []
        for i in range(self.rng.randint(2, 6)):
            t = self.types.pick(2)
            if t.kind == "func" or T.holds(t, "func"):
                continue
            roll = self.rng.random()
            text = "" if roll < 0.3 else " = " + self.expr(t, 2 if roll < 0.8 else 0)
            if text and t.text in T.BASIC and self.chance(0.3):
                text = " = probe_%s(%d%s)" % (t, i, ", " + text[3:])
            lines.append("var g%d %s%s" % (i, t, text))
            var = Var("g%d" % i, t, True, True)
            made.append(var)
            self.scope = Scope(made)
        self.rng.shuffle(lines)
        self.globals = made + [Var("base_" + n, T.basic[n], True, True) for n in ("int", "string", "float64", "uint8")]
        return base + lines

    def probes(self):
        return ["func probe_%s(n int, v %s) %s {\n\tprintln(\"probe\", n)\n\treturn v\n}" % (n, n, n) for n in T.BASIC]

    # ----------------------------------------------------------- functions

    def make_methods(self):
        out = []
        ready = [t for t in self.types.named if t.kind not in ("iface", "ptr")]
        shapes = [("M%d" % i, [self.types.pick(1) for _ in range(self.rng.choice([0, 1, 2]))],
                   [self.types.pick(1) for _ in range(self.rng.choice([0, 1, 1, 2]))]) for i in range(3)]
        for t in ready:
            for name, params, results in shapes:
                if self.chance(0.45) and name not in {f[0] for f in t.fields}:
                    by_pointer = self.chance(0.4)
                    f = Func(name, params, results, recv=(t, by_pointer))
                    out.append(self.function(f, self.size // 2))
                    self.method_sets.setdefault(t.text, []).append((name, params, results, by_pointer))
        return out

    def function(self, f, budget):
        self.scope = Scope(self.globals)
        names = ["p%d" % i for i in range(len(f.params))]
        result_names = ["r%d" % i for i in range(len(f.results))] if self.chance(0.35) else []
        recv, all_names, all_params = "", names, f.params
        if f.recv:
            t, by_pointer = f.recv
            recv = "(self %s) " % (T.pointer(t) if by_pointer else t)
            all_names, all_params = ["self"] + names, [T.pointer(t) if by_pointer else t] + f.params
        lines = self.function_body(all_params, f.results, all_names, result_names, budget)
        f.cost = min(self.cost, 3000) + 1
        if f.recv:
            self.interface_cost = max(self.interface_cost, f.cost)
        self.funcs.append(f)
        head = T.signature_text(f.params, [], f.variadic, names)
        results = f.results and (" (%s)" % ", ".join(
            "%s %s" % (n, t) for n, t in zip(result_names, f.results)) if result_names else
            T.signature_text([], f.results)[2:])
        pragma = "//go:noinline\n" if self.chance(0.4) else ""
        return "%sfunc %s%s%s%s {\n%s\n}" % (pragma, recv, f.name, head, results or "", indent(lines))

    def make_function(self, i):
        r = self.rng
        params = [self.types.pick(2, funcs=self.chance(0.2)) for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4, 6]))]
        results = [self.types.pick(2) for _ in range(r.choice([0, 1, 1, 1, 2, 3, 4]))]
        variadic = self.chance(0.12)
        if variadic:
            params.append(T.slice_of(self.types.pick(1)))
        budget = r.randint(1, self.size) if self.chance(0.6) else r.choice([0, 1, 1])
        return self.function(Func("F%d" % i, params, results, variadic), budget)

    # -------------------------------------------------------------- output

    def show(self, t):
        """The name of the function that prints a value of type t."""
        if t.text not in self.shows:
            name = "show%d" % len(self.shows)
            self.shows[t.text] = name
            body = indent(self.show_body(t))
            self.show_texts.append("func %s(name string, v %s) {\n%s\n}" % (name, t, body))
        return self.shows[t.text]

    def show_body(self, t):
        if t.kind in ("int", "float", "complex", "bool", "string"):
            return ["println(name, v)"]
        if t.kind == "struct":
            return ['%s(name+".%s", v.%s)' % (self.show(ft), n, n) for n, ft, _ in t.fields] or ["println(name)"]
        if t.kind == "array":
            return ["for i := range v {", "\t%s(name, v[i])" % self.show(t.elem), "}"]
        if t.kind == "slice":
            return ["println(name, len(v), cap(v), v == nil)", "for i, e := range v {", "\tif i < 5 {",
                    "\t\t%s(name, e)" % self.show(t.elem), "\t}", "}"]
        if t.kind == "map":
            return ["println(name, len(v), v == nil)", "if len(v) == 1 {", "\tfor k, e := range v {",
                    "\t\t%s(name, k)" % self.show(t.key), "\t\t%s(name, e)" % self.show(t.elem), "\t}", "}"]
        if t.kind == "ptr":
            return ["println(name, v == nil)", "if v != nil {", "\t%s(name, *v)" % self.show(t.elem), "}"]
        if t.kind == "func":
            return ["println(name, v == nil)"]
        whole = "interface{}(v)" if t.methods else "v"
        return ["switch x := %s.(type) {" % whole, "case nil:", "\tprintln(name, \"nil\")", "case int:", "\tprintln(name, x)",
                "case string:", "\tprintln(name, x)", "case error:", "\tprintln(name, x.Error())", "default:",
                "\tprintln(name, x != nil)", "}"]

    def make_main(self):
        lines = []
        for f in list(self.funcs):
            for k in range(self.rng.choice([1, 1, 2])):
                self.scope = Scope(self.globals)
                self.cost, self.mult, self.nesting, self.in_closure = 0, 1, 3, True
                call = self.call(f, 2)
                body = [call]
                if f.results:
                    names = ["x%d" % i for i in range(len(f.results))]
                    body = ["%s := %s" % (", ".join(names), call)]
                    body += ['%s("%s", %s)' % (self.show(t), n, n) for n, t in zip(names, f.results)]
                lines += ['try("%s", func() {' % f.name] + ["\t" + line for line in body] + ["})"]
        for v in self.globals:
            lines.append('%s("%s", %s)' % (self.show(v.type), v.name, v.name))
        lines = self.unlabel(lines)
        if self.chance(0.1):
            if self.chance(0.5):
                lines += ["defer func() {", "\tr := recover()", "\tprintln(r != nil)", "\tpanic(r)", "}()"]
            if self.chance(0.3):
                lines += ["defer func() {", "\t" + self.panic(), "}()"]
            lines.append(self.panic())
        return "func main() {\n%s\n}" % indent(lines)

    def text(self):
        types = self.make_types()
        parts = ["\n".join(self.make_constants()), "\n".join(self.make_globals()), "\n".join(self.probes())]
        parts += self.init_chain()
        parts += self.make_methods()
        types += self.make_interfaces()
        self.interfaces_ready = True
        parts += [self.make_function(i) for i in range(self.functions)]
        main = self.make_main()
        return "\n\n".join([PRELUDE + DECLARATIONS, "\n".join(types)] + parts + self.show_texts + [main]) + "\n"


def indent(lines):
    return "\n".join("\t" + part for line in lines for part in line.split("\n"))

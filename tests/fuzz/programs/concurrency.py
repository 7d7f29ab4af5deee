"""Statements with goroutines, channels and select whose output does not depend on scheduling.

A goroutine works on values that were evaluated before it started, and only sends; a select has
one case that can go on.
"""

import gotypes as T
from scope import Var


class Concurrency:
    """Needs what Statements needs."""

    def stmt_range_channel(self, budget):
        if not self.affordable(24):
            return []
        t = self.types.pick(1)
        values = ", ".join(self.typed(t, 1) if t.kind != "iface" else self.expr(t, 1)
                           for _ in range(self.rng.choice([1, 2, 3])))
        self.scope.open()
        e = self.declare(t, "e").name
        body = self.nested(budget, 3, loop=True)
        unused = ["\t" + line for line in self.unread(body)]
        return self.label(["for %s := range gsend[%s](%s) {" % (e, t, values)] + body + unused + ["}"])

    def stmt_goroutine(self, budget):
        """Goroutines that hand their arguments on, in the order in which they are asked."""
        t = self.types.pick(1)
        c, v = self.fresh("c"), None
        size = self.rng.choice(["", ", 1", ", 3"])
        lines = ["%s := make(chan %s%s)" % (c, t, size)]
        many = self.rng.choice([1, 1, 2])
        for _ in range(many):
            text = self.expr(t, 2)
            lines += ["go func(v %s) {" % t] + (["\tdefer func() { recover() }()"] if self.chance(0.3) else []) + [
                "\t%s <- v" % c, "}(%s)" % text]
            v = self.declare(t)
            lines.append(self.rng.choice(["%s := <-%s", "%s, _ := <-%s"]) % (v.name, c))
        return lines

    def stmt_select(self, budget):
        t, other = self.types.pick(1), self.types.basic()
        c, none, e = self.fresh("c"), self.fresh("c"), self.fresh("e")
        lines = ["%s, %s := make(chan %s, 2), (chan %s)(nil)" % (c, none, t, other)]
        has_value = self.chance(0.7)
        if has_value:
            lines.append("%s <- %s" % (c, self.expr(t, 2)))
            ready = "case %s := <-%s:" % (e, c)
        elif self.chance(0.5):
            lines.append("close(%s)" % c)
            ready = "case %s := <-%s:" % (e, c)
        else:
            ready = "case %s <- %s:" % (c, self.expr(t, 2))
        self.scope.open()
        if e in ready:
            self.scope.add(Var(e, t, t.kind != "func"))
        body = self.nested(budget / 2)
        self.scope.close()
        cases = [[ready] + body + (["\t_ = %s" % e] if e in ready else [])]
        if self.chance(0.5):
            cases.append(["case %s <- %s:" % (none, self.expr(other, 1))] + self.nested(budget / 2))
        if self.chance(0.4):
            cases.append(["case _, ok := <-%s:" % none, "\tprintln(ok)"])
        if self.chance(0.4):
            cases.append(["default:"] + self.nested(budget / 2))
        self.rng.shuffle(cases)
        return lines + ["_ = %s" % none, "select {"] + [line for case in cases for line in case] + ["}"]

    def init_chain(self):
        """Package variables that are initialised through functions, in any textual order."""
        count = self.rng.choice([0, 2, 4, 6])
        order = list(range(count))
        self.rng.shuffle(order)
        parts = []
        for place, i in enumerate(order):
            needs = [n for n in order[place + 1:] if self.chance(0.5)]
            total = " + ".join(["%d" % self.rng.randrange(50)] + [self.rng.choice(["h%d", "initial%d()"]) % n for n in needs[:2]])
            parts.append("func initial%d() int {\n\tprintln(\"initial\", %d)\n\treturn %s\n}" % (i, i, total))
            parts.append("var h%d = %s" % (i, self.rng.choice([
                "initial%d()" % i, "func() int { return initial%d() }()" % i, "[]int{initial%d()}[0]" % i])))
        self.rng.shuffle(parts)
        lines = ["func init() {\n\tprintln(%s)\n}" % ", ".join('"h%d", h%d' % (i, i) for i in range(count))] if count else []
        return parts + lines

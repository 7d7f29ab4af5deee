"""Calls of generic functions and methods, instantiated with random types.

The generic declarations are a fixed text; what varies is their type arguments, the function values
given to them, and whether the type arguments are written or inferred.
"""

import gotypes as T

DECLARATIONS = '''
type gordered interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr |
		~float32 | ~float64 | ~string
}

type gbox[T any] struct {
	n int
	v T
}

func (b gbox[T]) get() T { return b.v }

func (b *gbox[T]) swap(v T) T {
	b.n++
	b.v, v = v, b.v
	return v
}

type gpair[A, B any] struct {
	first  A
	second *gbox[B]
}

func (p gpair[A, B]) flip() gpair[B, A] { return gpair[B, A]{p.second.v, &gbox[A]{1, p.first}} }

type gmaker[T any] interface {
	*gbox[T]
	swap(T) T
}

func gmade[T any, P gmaker[T]](a, b T) T {
	var p P = new(gbox[T])
	p.swap(a)
	return p.swap(b)
}

func gid[T any](v T) T { return v }

func gptr[T any](v T) *T { return &v }

func gpick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func glast[S ~[]E, E any](s S) (e E) {
	for _, e = range s {
	}
	return
}

func gfold[A, B any](s []A, b B, f func(B, A) B) B {
	for _, a := range s {
		b = f(b, a)
	}
	return b
}

func gtry[T any](f func() T, other T) (r T) {
	defer func() {
		if e := recover(); e != nil {
			report(e)
			r = other
		}
	}()
	return f()
}

func gmax[T gordered](a T, more ...T) T {
	for _, b := range more {
		if b > a {
			a = b
		}
	}
	return a
}

func gindex[T comparable](s []T, v T) int {
	for i := range s {
		if s[i] == v {
			return i
		}
	}
	return -1
}

func gkind[T any](v T) string {
	switch x := interface{}(v).(type) {
	case int:
		return "int"
	case []T:
		return "slice"
	case gbox[T]:
		return "box"
	case string:
		return "string " + x
	case error:
		return "error"
	}
	return "other"
}

func gsend[T any](values ...T) <-chan T {
	c := make(chan T, len(values)/2)
	go func() {
		defer close(c)
		for _, v := range values {
			c <- v
		}
	}()
	return c
}
'''


def strictly_comparable(t):
    """What satisfies comparable in Go 1.19: no interfaces."""
    return T.comparable(t) and not T.holds(t, "iface")


class Generics:
    """Needs what Expressions needs."""

    def generic(self, t, d):
        """Text of type t that calls something generic."""
        r = self.rng
        ways = [self.generic_pick, self.generic_box, self.generic_pair, self.generic_last, self.generic_id]
        if T.ordered(t):
            ways.append(self.generic_max)
        if t.text == "int":
            ways.append(self.generic_index)
        if t.text == "string":
            ways.append(self.generic_kind)
        if self.affordable(300) and not self.in_closure:
            ways += [self.generic_fold, self.generic_try]
        return r.choice(ways)(t, d)

    def generic_id(self, t, d):
        x = self.typed(t, d)
        return self.rng.choice(["gid(%s)" % x if t.kind != "iface" else "gid[%s](%s)" % (t, x),
                                "*gptr[%s](%s)" % (t, x), "gmade[%s](%s, %s)" % (t, x, self.expr(t, 0))])

    def generic_pick(self, t, d):
        return "gpick[%s](%s, %s, %s)" % (t, self.value(T.basic["bool"], d), self.expr(t, d), self.expr(t, 0))

    def generic_box(self, t, d):
        if self.chance(0.5):
            return "gbox[%s]{v: %s}.get()" % (t, self.expr(t, d))
        return "(&gbox[%s]{%d, %s}).swap(%s)" % (t, self.rng.randrange(9), self.expr(t, d), self.expr(t, 0))

    def generic_pair(self, t, d):
        other = self.types.pick(1)
        text = "gpair[%s, %s]{%s, &gbox[%s]{v: %s}}" % (t, other, self.expr(t, d), other, self.expr(other, 0))
        return text + self.rng.choice([".first", ".flip().second.v", ".flip().flip().first"])

    def generic_last(self, t, d):
        return "glast([]%s{%s})" % (t, ", ".join(self.item(t) for _ in range(self.rng.choice([0, 1, 2, 3]))))

    def generic_max(self, t, d):
        return "gmax(%s)" % ", ".join([self.typed(t, d)] + [self.expr(t, 0) for _ in range(self.rng.choice([0, 1, 2]))])

    def generic_index(self, t, d):
        of = self.types.pick(1)
        if not strictly_comparable(of):
            of = T.basic["string"]
        return "gindex([]%s{%s}, %s)" % (of, ", ".join(self.item(of) for _ in range(3)), self.expr(of, d))

    def generic_kind(self, t, d):
        of = self.types.pick(1)
        return "gkind[%s](%s)" % (of, self.expr(of, d))

    def generic_fold(self, t, d):
        of = self.types.pick(1)
        items = ", ".join(self.item(of) for _ in range(self.rng.choice([1, 2, 3])))
        self.spend(200)
        return "gfold([]%s{%s}, %s, %s)" % (of, items, self.typed(t, d) if t.kind != "iface" else
                                             "%s(%s)" % (t, self.expr(t, d)), self.closure(T.func_of([t, of], [t])))

    def generic_try(self, t, d):
        self.spend(60)
        return "gtry(%s, %s)" % (self.closure(T.func_of([], [t])), self.expr(t, 0))

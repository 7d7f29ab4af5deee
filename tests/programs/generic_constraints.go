// Constraint methods, pointer constraints, core types, conversions, type switches on any(x),
// method values and expressions, embedded generics, generic interfaces.
package main

type namer interface{ name() string }

type celsius int

func (c celsius) name() string { return "celsius" }

type my struct{ n int }

func (m *my) name() string {
	if m == nil {
		return "<nil-safe>"
	}
	return "my"
}

func (m *my) set(n int) { m.n = n }

type setter[T any] interface {
	*T
	set(int)
	name() string
}

type gauge struct{ level int }

func (g *gauge) set(n int)    { g.level = n + 1 }
func (g *gauge) name() string { return "gauge" }

func nameOf[T namer](x T) string { return x.name() }

func build[T any, P setter[T]](n int) *T {
	var t T
	P(&t).set(n)
	f := P.set
	if n > 100 {
		f(&t, 0)
	}
	return &t
}

func fill[S ~[]E, E any](s S, e E) S {
	for i := range s {
		s[i] = e
	}
	return append(s, e)
}

type ints []int

func (v ints) total() (t int) {
	for _, x := range v {
		t += x
	}
	return
}

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string, []byte:
		return "string"
	case *T:
		return "never"
	case bool:
		return "bool"
	}
	if _, ok := any(x).(*int); ok {
		return "ptr"
	}
	return "other"
}

func same[T comparable](a, b T) string {
	if a == b {
		return "eq"
	}
	return "ne"
}

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8
}

func convert[To, From integer](x From) To { return To(x) }

func fact[T integer](n T) T {
	if n <= 1 {
		return 1
	}
	return n * fact(n-1)
}

type box[T any] struct{ v T }

func (b box[T]) get() T         { return b.v }
func (b *box[T]) put(v T)       { b.v = v }
func (b box[T]) String() string { return "box" }

type getter[T any] interface{ get() T }

type labelled[T any] struct {
	box[T]
	label string
}

func read[T any](g getter[T]) T { return g.get() }

func text[T ~[]byte | ~string](x T) string { return "[" + string(x[:2]) + string(x[2:]) + "]" }

func main() {
	println(nameOf(celsius(3)), 21, nameOf(&my{3}), 3, nameOf[*my](nil))
	println("set", build[my](7).n, "set", build[gauge](7).level)
	v := fill(ints{0, 0}, 5)
	print(v.total()-5, " ")
	w := fill[ints](make(ints, 1), 5)
	print(w.total()+1, " ", fill(ints{4}, 6).total(), "\n")
	var p *int
	println(kind(1), kind("s"), kind(true), kind(1.5), kind(p))
	println(same(box[int]{1}, box[int]{1}), same("a", "b"), same(celsius(1), 1))

	println(size[int](), size[int32](), size[labelled2](), size[string]())
	println(convert[int8](int64(259)), convert[int64](int16(1000)), convert[int](uint8(65)), string(rune(convert[int32](uint8(65)))))
	println(fact(5), fact[int64](20) == 2432902008176640000)
	l := labelled[int]{box[int]{2}, "l"}
	get := l.get
	l.put(5)
	put := (*box[string]).put
	b := box[string]{}
	put(&b, "go:7")
	print(text(b.v), " ", get(), " ", text([]byte(b.get())), " ", read[int](&l), "\n")
	defer func() {
		r := recover()
		_ = r.(error)
		println("main.box[int] stands for itself")
	}()
	var a any = box[int]{1}
	println(a.(interface{ String() string }).String()[0:0], a.(box[string]).v)
}

type labelled2 struct {
	box[int]
	label string
}

func size[T any]() int {
	var x [1]T
	s := x[:]
	return int(unsafeSize(s[0]))
}

func unsafeSize[T any](x T) uintptr {
	switch any(x).(type) {
	case int, int64:
		return 8
	case int32:
		return 4
	case string:
		return 16
	}
	return 24
}

// Output:
// celsius 21 my 3 <nil-safe>
// set 7 set 8
// 10 11 12
// int string bool other ptr
// eq ne eq
// 8 4 24 16
// 3 1000 65 A
// 120 true
// [go:7] 2 [go:7] 5
// main.box[int] stands for itself

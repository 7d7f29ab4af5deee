// Package variables: initialisation order, init functions, constants with iota.
package main

var (
	a = b + 1
	b = f()
	c = [3]string{"x", "y", "z"}
	d = []int{1, 2, 3}
	e = &d[1]
	t = table{"t", 1.5, nil}
)

type table struct {
	name string
	f    float64
	next *table
}

type weekday int

const (
	sunday weekday = iota
	monday
	tuesday
	_
	thursday
)

const (
	kb = 1 << (10 * (iota + 1))
	mb
	big = 1 << 100 >> 98
)

func (w weekday) next() weekday { return (w + 1) % 7 }

func f() int {
	println("f runs, c[2] is", c[2])
	return 41
}

func init() { println("init 1", a, b) }

func init() { println("init 2"); d = append(d, 4) }

func main() {
	println(a, b, *e, len(d), t.name, t.f, t.next == nil)
	println(monday, thursday, thursday.next(), kb, mb, big)
	*e = 20
	println(d[1])
}

// Output:
// f runs, c[2] is z
// init 1 42 41
// init 2
// 42 41 2 4 t +1.500000e+000 true
// 1 4 5 1024 1048576 4
// 2

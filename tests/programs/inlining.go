// Calls that are replaced by bodies: methods, several and named results, loops and labels, function
// literals with captured variables, order of evaluation, recovered panics.
package main

type point struct{ x, y int }

func (p point) sum() int    { return p.x + p.y }
func (p *point) move(d int) { p.x += d; p.y += d }

type shape interface{ area() int }
type square struct{ side int }

func (s square) area() int { return s.side * s.side }

func add(a, b int) int         { return a + b }
func twice(f int) int          { return add(f, f) }
func swap(a, b int) (int, int) { return b, a }
func named(a int) (r int, ok bool) {
	if a < 0 {
		return
	}
	r = a * 2
	ok = true
	return
}
func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}
func last(s []int) int { return s[len(s)-1] }
func find(s []int, x int) int {
outer:
	for i, v := range s {
		switch {
		case v == x:
			return i
		case v > 100:
			break outer
		}
	}
	return -1
}
func blank(_ int, s string) string { return s }
func variadic(xs ...int) int       { return len(xs) }
func mayPanic(x int) int {
	if x > 3 {
		panic("too big")
	}
	return x
}
func isOdd(n int) bool {
	if n == 0 {
		return false
	}
	return isEven(n - 1)
}
func isEven(n int) bool {
	if n == 0 {
		return true
	}
	return isOdd(n - 1)
}
func fact(n int) int {
	if n < 2 {
		return 1
	}
	return n * fact(n-1)
}
func set(p *int, v int) { *p = v }
func addr() *int {
	x := 5
	return &x
}
func typed(v interface{}) int {
	switch t := v.(type) {
	case int:
		return t
	case string:
		return len(t)
	}
	return -1
}
func grow(s []int, v int) []int { return append(s, v) }
func order(a, b, c int) int     { return a*100 + b*10 + c }

var counter int

func next() int { counter++; return counter }
func side(p *int) int {
	*p++
	return *p
}

//go:noinline
func kept(a int) int { return a + 1 }

func pair() (int, string) { return next(), "pair" }

//go:noinline
func closures(n int) int {
	total := func(a, b int) int { return a*b + n }(n, 3)
	inc := func(d int) { total += d }
	inc(5)
	inc(7)
	g := func(x int) int { return x * 2 }
	return g(total)
}

//go:noinline
func deferred() (r int) {
	defer func() {
		if e := recover(); e != nil {
			r = add(40, 2)
		}
	}()
	return mayPanic(9)
}

var global = add(twice(3), max(4, 9))

func lateIndex(i int) int { return []int{1, 2, 3}[i] }

func main() {
	println(add(1, 2), twice(4), global)
	a, b := swap(7, 8)
	println(a, b)
	println(named(-1))
	println(named(4))
	p := point{1, 2}
	p.move(3)
	println(p.sum(), (&p).sum(), max(p.x, p.y))
	var s shape = square{4}
	println(s.area(), square{5}.area())
	xs := []int{5, 6, 7}
	println(last(xs), find(xs, 6), find(xs, 9), find([]int{200, 9}, 9))
	println(blank(next(), "s"), counter, variadic(), variadic(1, 2, 3))
	println(isOdd(7), isEven(10), fact(10))
	v := 1
	set(&v, 9)
	q := addr()
	*q++
	println(v, *q, *addr())
	println(typed(3), typed("four"), typed(nil))
	xs = grow(xs, 8)
	println(len(xs), last(xs))
	println(order(next(), next(), next()))
	n := 0
	println(order(side(&n), n, side(&n)), n)
	x, t := pair()
	println(x, t, kept(add(1, kept(2))))
	println(closures(2), deferred())
	for i := 0; i < 3; i++ {
		println(max(i, 1), add(i, twice(i)))
	}
	c := 0
	for add(c, 1) < 4 {
		c++
	}
	println(c)
	if r, ok := named(21); ok && max(r, 3) == 42 {
		println("yes", r)
	}
	m := map[int]int{add(1, 1): max(2, 3)}
	m[twice(1)] += add(1, 1)
	println(m[2])
	func() {
		defer println("deferred", add(2, 3))
		println(lateIndex(add(1, 1)))
	}()
}

// Output:
// 3 8 15
// 8 7
// 0 false
// 8 true
// 9 9 5
// 16 25
// 7 1 -1 -1
// s 1 0 3
// true true 3628800
// 9 6 5
// 3 4 -1
// 4 8
// 234
// 122 2
// 5 pair 5
// 40 42
// 1 0
// 1 3
// 2 6
// 3
// yes 42
// 5
// 3
// deferred 5

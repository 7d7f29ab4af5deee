// Literals of more than four parts, some of them nil, "" or other constants; conversions of a
// variable to the type it has, which Go keeps where the type is spelled out once more.
package main

type parts struct {
	a string
	b []int
	c *int
	d string
	e func(int) int
	f struct {
		g map[string]int
		h string
	}
}

//go:noinline
func mostly(s string) parts {
	return parts{s, nil, nil, "", nil, struct {
		g map[string]int
		h string
	}{nil, "h"}}
}

//go:noinline
func keyed(s string, n int) parts {
	return parts{d: s, b: nil, c: &n, a: "", e: nil}
}

//go:noinline
func texts(s string) [6]string { return [6]string{s, "", s, "x", "", s} }

//go:noinline
func pointers(p *int) []*int { return []*int{p, nil, p, nil, p, (*int)(nil)} }

//go:noinline
func same(v interface{}, f func(int) int, m map[string]int) (interface{}, int, int) {
	v = interface{}(v)
	f = (func(int) int)(f)
	m = map[string]int(m)
	return v, f(2), len(m)
}

//go:noinline
func numbers(n uint16) []uint16 { return []uint16{n, n + 1} }

//go:noinline
func sum(k int, s []uint16) int {
	for _, n := range s {
		k += int(n)
	}
	return k
}

func main() {
	p := mostly("s")
	println(p.a, p.b == nil, p.c == nil, p.d, p.e == nil, p.f.g == nil, p.f.h)
	p = keyed("k", 7)
	println(p.a, p.b == nil, *p.c, p.d, p.e == nil, p.f.h)
	for _, s := range texts("t") {
		println(len(s), s)
	}
	n := 3
	for _, q := range pointers(&n) {
		println(q == nil)
	}
	v, a, b := same(5, func(x int) int { return x * 3 }, map[string]int{"a": 1})
	println(v.(int), a, b)
	s := numbers(4)
	println(sum(1, s), sum(2, s))
}

// Output:
// s true true  true true h
//  true 7 k true 
// 1 t
// 0 
// 1 t
// 1 x
// 0 
// 1 t
// false
// true
// false
// true
// false
// true
// 5 6 1
// 10 11

// Instances: recursion, closures with captured type parameters, method values, zero values,
// generic arrays and map keys, interfaces as type arguments, unsafe sizes, local types as
// arguments.
package main

import "unsafe"

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

type option[T any] struct {
	val T
	ok  bool
}

func some[T any](v T) option[T]  { return option[T]{v, true} }
func none[T any]() (o option[T]) { return }

func (o option[T]) or(v T) T {
	if o.ok {
		return o.val
	}
	return v
}

func then[T, U any](o option[T], f func(T) option[U]) option[U] {
	if !o.ok {
		return none[U]()
	}
	return f(o.val)
}

func counter[T any](start T, step func(T) T) func() T {
	cur := start
	return func() T {
		old := cur
		cur = step(cur)
		return old
	}
}

func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

type matrix[T ~int | ~float64] [2][2]T

func (m matrix[T]) mul(n matrix[T]) (r matrix[T]) {
	for i := range m {
		for j := range n[0] {
			for k := range n {
				r[i][j] += m[i][k] * n[k][j]
			}
		}
	}
	return
}

func power[T ~int | ~float64](m matrix[T], n int) matrix[T] {
	if n == 1 {
		return m
	}
	half := power(m, n/2)
	r := half.mul(half)
	if n%2 == 1 {
		r = r.mul(m)
	}
	return r
}

type key[A, B comparable] struct {
	a A
	b B
}

func count[K comparable](ks ...K) map[K]int {
	m := map[K]int{}
	for _, k := range ks {
		m[k]++
	}
	return m
}

func areas[S shape](xs ...S) (n int) {
	for _, x := range xs {
		n += x.area()
		f := x.area
		n += f() * 100
		n += S.area(x) * 10000
	}
	return
}

func sizeof[T any]() (uintptr, uintptr, uintptr) {
	var x struct {
		b byte
		t T
	}
	return unsafe.Sizeof(x), unsafe.Alignof(x.t), unsafe.Offsetof(x.t)
}

type cell[T any] struct {
	left, right *cell[T]
	val         T
}

func (c *cell[T]) insert(v T, less func(T, T) bool) *cell[T] {
	if c == nil {
		return &cell[T]{val: v}
	}
	if less(v, c.val) {
		c.left = c.left.insert(v, less)
	} else {
		c.right = c.right.insert(v, less)
	}
	return c
}

func (c *cell[T]) depth() int {
	if c == nil {
		return 0
	}
	l, r := c.left.depth(), c.right.depth()
	if l < r {
		l = r
	}
	return l + 1
}

func isZero[T comparable](v T) bool {
	var zero T
	return v == zero
}

func ptr[T any](v T) *T { return &v }

type visitor[R any] interface {
	visit(n int) R
}

type doubling struct{}

func (doubling) visit(n int) float64 { return float64(n) * 2 }

func accept[R any, V visitor[R]](v V, n int) R { return v.visit(n) }

func try[T any](f func() T) (v T, err any) {
	defer func() { err = recover() }()
	return f(), nil
}

type number interface{ ~int | ~uint8 | ~float32 }

func scale[T number](xs []T, by T) {
	for i := range xs {
		xs[i] *= by
		xs[i] += 1
		xs[i]--
		xs[i] -= T(1)
		xs[i]++
	}
}

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd[int](n - 1)
}

func odd[T ~int](n T) bool {
	if n == 0 {
		return false
	}
	return even(int(n) - 1)
}

func main() {
	println(some(3).or(4), none[string]().or("empty"), then(some(2), func(n int) option[string] {
		return some("two")
	}).val)
	next := counter("x", func(s string) string { return s + s })
	next()
	next()
	println(next(), compose(func(n int) float64 { return float64(n) / 2 }, func(f float64) bool { return f > 1 })(3))
	fib := power(matrix[int]{{1, 1}, {1, 0}}, 50)
	println(fib[0][1], power(matrix[float64]{{0.5, 0}, {0, 2}}, 10)[1][1] == 1024)
	m := count(key[int, string]{1, "a"}, key[int, string]{1, "a"}, key[int, string]{2, "a"})
	println(len(m), m[key[int, string]{1, "a"}])
	println(areas(square{2}, square{3}), areas[shape](square{1}))
	println(sizeof[int32]())
	println(sizeof[string]())
	var c *cell[float64]
	for _, v := range []float64{3, 1, 2, 5, 4, 6} {
		c = c.insert(v, func(a, b float64) bool { return a < b })
	}
	println(c.depth(), isZero(""), isZero(square{1}), *ptr(7))
	println(accept[float64](doubling{}, 21) == 42)
	_, err := try(func() []int { var xs []int; return xs[3:] })
	_, is := err.(error)
	n, none := try(func() int { return 8 })
	println(is, n, none == nil)
	xs := []uint8{100, 3}
	scale(xs, 3)
	println(xs[0], xs[1], even(10), odd(7))
	type local struct{ n int }
	var a any = some(local{4})
	println(a.(option[local]).val.n)
	_, ok := a.(option[square])
	println(ok)
	println(a.(option[int]).ok)
}

// Output begins:
// 3 empty two
// xxxx true
// 12586269025 true
// 2 2
// 131313 10101
// 8 4 4
// 24 8 8
// 3 true false 7
// true
// true 8 true
// 44 9 true true
// 4
// false
// panic: interface conversion: interface {} is main.option[main.local·1], not main.option[int]
//
// goroutine 1 [running]:
// main.main()
// Exit: 2

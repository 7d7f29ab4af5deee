// Structs: methods on values and pointers, nesting, comparison, copies.
package main

type vec struct{ x, y, z float64 }

func (v vec) dot(w vec) float64 { return v.x*w.x + v.y*w.y + v.z*w.z }

func (v *vec) scale(f float64) { v.x *= f; v.y *= f; v.z *= f }

type account struct {
	name  string
	log   [4]int
	n     int
	owner *account
}

func (a *account) record(v int) *account {
	a.log[a.n&3] = v
	a.n++
	return a
}

type key struct {
	a int8
	b int64
	c string
}

//go:noinline
func swap(k key) (key, bool) {
	l := key{int8(k.b), int64(k.a), k.c + "!"}
	return l, l == k
}

func main() {
	v := vec{1, 2, 3}
	w := v
	w.scale(2)
	println(v.dot(w), v.x, w.x)
	a := account{name: "a"}
	b := &account{name: "b", owner: &a}
	b.record(1).record(2).owner.record(3)
	println(a.n, a.log[0], b.n, b.log[1], b.owner.name)
	c := *b
	c.log[0] = 77
	println(b.log[0], c.log[0])
	k, same := swap(key{1, 2, "k"})
	println(k.a, k.b, k.c, same)
	println(key{1, 2, "x"} == key{1, 2, "x"}, key{1, 2, "x"} == key{1, 2, "y"})
	var e struct{}
	_ = e
	m := (*vec).scale
	m(&v, 10)
	f := v.dot
	println(f(vec{1, 1, 1}), v.y)
}

// Output:
// +2.800000e+001 +1.000000e+000 +2.000000e+000
// 1 3 2 2 a
// 1 77
// 2 1 k! false
// true false
// +6.000000e+001 +2.000000e+001

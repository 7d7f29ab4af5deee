// Literals of package variables may name fields and indices in any order.
package main

type pair struct {
	name string
	next *int
}

var all = struct {
	a *int
	s string
	b *float64
	i interface{}
	p [2]pair
}{i: "boxed", p: [2]pair{1: {"one", new(int)}, 0: {next: new(int), name: "zero"}}, b: new(float64), s: "text", a: new(int)}

var names = [...]string{3: "three", 1: "one", 0: "none", 2: "two"}

func main() {
	*all.a, *all.p[1].next = 4, 5
	println(*all.a, all.s, *all.b, all.i.(string))
	for _, p := range all.p {
		println(p.name, *p.next)
	}
	for i, n := range names {
		println(i, n)
	}
}

// Output:
// 4 text +0.000000e+000 boxed
// zero 0
// one 5
// 0 none
// 1 one
// 2 two
// 3 three

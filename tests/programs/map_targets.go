// Elements of maps among the targets of an assignment: what stands before one is assigned before it
// is looked for, what stands behind it after.
package main

type st struct {
	a [3]int
	p *st
	m map[string]int
}

func try(f func()) {
	defer func() { println(recover() != nil) }()
	f()
}

var glob [4]int

func two() (int, string) { return 3, "q" }

func main() {
	m := map[string]int{"a": 1}
	s := []int{1, 2, 3}
	var arr [3]int
	x := st{m: m}
	p := &x
	i := 0
	try(func() { m["x"], s[7] = 1, 2 })
	println(len(m))
	m["a"], arr[i], i, arr[1], x.a[i], p.p, p = 5, 6, 2, 7, 8, &st{}, nil
	println(m["a"], arr[0], arr[1], arr[2], i, x.a[0], x.p != nil, p == nil)
	k := "k"
	m[k], k, s[i], s, _, m[k+"2"] = 1, "zz", 9, nil, 3, 4
	println(m["k"], k, s == nil, m["k2"], len(m))
	m["a"], m["k"] = m["k"], m["a"]
	println(m["a"], m["k"])
	m["n"], k = two()
	println(m["n"], k)
	mi := map[interface{}]interface{}{}
	var e interface{} = 3
	mi[e], e, mi[4] = nil, "s", e
	println(len(mi), mi[3] == nil, mi[4].(int), e.(string))
	try(func() { var nm map[string]int; glob[1], nm["z"], glob[2] = 1, 2, 3 })
	println(glob[1], glob[2])
	(*(&arr))[i], m["f"], (&x).a[2], arr, *(&i) = 1, 2, 3, [3]int{9, 9, 9}, 1
	println(arr[2], m["f"], x.a[2], i)
	var ok bool
	m["n"], ok = m["f"]
	println(m["n"], ok)
	ch := make(chan int, 1)
	ch <- 4
	m["n"], ok = <-ch
	println(m["n"], ok)
}

// Output:
// true
// 2
// 5 6 7 0 2 8 true true
// 1 zz true 4 4
// 1 5
// 3 q
// 2 true 3 s
// true
// 1 0
// 9 2 3 1
// 2 true
// 4 true

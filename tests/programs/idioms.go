// Switches that become jump tables; loops and calls that become one run-time call when
// optimising: clearing, make with append or copy, counting runes.
package main

//go:noinline
func sw(x int) int {
	switch x {
	case 1:
		return 10
	case 2:
		return 20
	case 3:
		return 33
	case 4:
		return 41
	case 5, 6:
		return 50
	case 7:
		return 77
	case 8:
		return 8
	case 10:
		return 101
	case 12:
		return 12
	}
	return -1
}

//go:noinline
func sw8(x int8) int {
	switch x {
	case -3:
		return 10
	case -2:
		return 20
	case -1:
		return 33
	case 0:
		return 41
	case 1, 6:
		return 50
	case 7:
		return 77
	case 8:
		return 8
	case 3, 4, 5:
		return 101
	default:
		return 12
	}
}

//go:noinline
func swu(x uint64) (r int) {
	switch x {
	case 1 << 63:
		r++
	case 1<<63 + 1:
		r += 2
		fallthrough
	case 1<<63 + 2:
		r += 3
	case 1<<63 + 3:
		r += 4
	case 1<<63 + 4:
		r += 5
	case 1<<63 + 5:
		r += 6
	case 1<<63 + 6:
		r += 7
	case 1<<63 + 7:
		r += 8
	}
	return
}

//go:noinline
func sws(s string) int {
	switch s {
	case "a":
		return 1
	case "bb":
		return 2
	case "ccc":
		return 3
	case "dddd":
		return 4
	case "eeeee":
		return 5
	case "ffffff":
		return 6
	case "ggggggg":
		return 7
	case "hhhhhhhh":
		return 8
	case "iiiiiiiii":
		return 9
	case "iiiiiiiix":
		return 10
	}
	return 0
}

//go:noinline
func clr(a []int, p *[20]string, m map[string]int, f map[float64]int) {
	for i := range a {
		a[i] = 0
	}
	for i := range p {
		p[i] = ""
	}
	for k := range m {
		delete(m, k)
	}
	for k := range f {
		delete(f, k)
	}
}

//go:noinline
func ext(a []int, n int, q []*int) ([]int, []*int) {
	a = append(a, make([]int, n)...)
	a = append(a, make([]int, 3)...)
	q = append(q, make([]*int, n)...)
	return a, q
}

//go:noinline
func mc(a []int, s []string) ([]int, []string, []int) {
	b := make([]int, len(a))
	copy(b, a)
	t := make([]string, len(s))
	copy(t, s)
	c := make([]int, 2)
	copy(c, a)
	d := make([]int, len(a)+1)
	copy(d, a)
	return b, t, append(c, d...)
}

//go:noinline
func rc(s string) int { return len([]rune(s)) + 1 }

func main() {
	for i := -1; i < 14; i++ {
		print(sw(i), " ", sw8(int8(i-5)), " ", swu(1<<63+uint64(i)), "\n")
	}
	for _, s := range []string{"", "a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg", "hhhhhhhh", "iiiiiiiii", "iiiiiiiix", "jjjjjjjjjjjjjj"} {
		println(sws(s))
	}
	a := []int{1, 2, 3}
	var p [20]string
	p[3] = "x"
	m := map[string]int{"a": 1, "b": 2}
	f := map[float64]int{1: 1, 2: 2}
	clr(a, &p, m, f)
	println(a[0], a[1], a[2], p[3], len(m), len(f))
	x := 5
	a, q := ext([]int{7, 8, 9}[:2], 4, []*int{&x})
	println(len(a), a[0], a[1], a[2], a[8], len(q), *q[0], q[4] == nil)
	b, t, c := mc([]int{1, 2, 3}, []string{"q", "r"})
	println(len(b), b[2], t[1], len(c), c[0], c[1], c[2], c[4], c[5])
	println(rc("añb\xff世"))
	defer func() { println(recover().(error).Error()) }()
	ext(a, -1, q)
}

// Output:
// -1 12 0
// -1 12 1
// 10 12 5
// 20 10 3
// 33 20 4
// 41 33 5
// 50 41 6
// 50 50 7
// 77 12 8
// 8 101 0
// -1 101 0
// 101 101 0
// -1 50 0
// 12 77 0
// -1 8 0
// 0
// 1
// 2
// 3
// 4
// 5
// 6
// 7
// 8
// 9
// 10
// 0
// 0 0 0  0 0
// 9 7 8 0 0 5 5 true
// 3 3 r 6 1 2 1 3 0
// 6
// runtime error: makeslice: len out of range

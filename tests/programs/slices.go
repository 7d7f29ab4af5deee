// Slices and arrays: append with growth, copy, full slice expressions, arrays as values.
package main

type point struct{ x, y int }

//go:noinline
func sum(s []int) (t int) {
	for _, v := range s {
		t += v
	}
	return
}

//go:noinline
func grid() [3][4]int {
	var g [3][4]int
	for i := range g {
		for j := range g[i] {
			g[i][j] = i*10 + j
		}
	}
	return g
}

func main() {
	var s []int
	caps := 0
	last := -1
	for i := 0; i < 2000; i++ {
		s = append(s, i)
		if cap(s) != last {
			last = cap(s)
			caps++
			print(last, " ")
		}
	}
	println(caps, len(s), sum(s))
	t := s[2:5:7]
	println(len(t), cap(t), t[0])
	u := append(t, 100, 101, 102)
	u[0] = -1
	println(s[2], u[0], len(u))
	n := copy(s[1:], s)
	println(n, s[0], s[1], s[2])
	g := grid()
	h := g
	h[1][2] = 99
	println(g[1][2], h[1][2], g == h, g == grid())
	p := []point{{1, 2}, {3, 4}}
	p = append(p, p...)
	p[0].x = 7
	println(len(p), p[0].x, p[2].x, p[3].y)
	q := make([]string, 2, 10)
	q[1] = "set"
	println(len(q), cap(q), q[0] == "", q[1])
	a := [...]int{5: 1, 2, 1: 9}
	println(len(a), a[1], a[5], a[6])
}

// Output:
// 1 2 4 8 16 32 64 128 256 512 848 1280 1792 2560 14 2000 1999000
// 3 5 2
// 2 -1 6
// 1999 0 0 1
// 12 99 false true
// 4 7 1 4
// 2 10 true set
// 7 9 1 2

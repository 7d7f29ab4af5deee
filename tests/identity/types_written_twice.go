package main

// Identical types without a name, written in two places. Go's compiler has an object for each, and
// lets values share a slot, or drops the copy of a zeroed variable, only if they are of one object.

var number int
var text string

type table map[uint8]map[int16]int8

//go:noinline
func take(m map[string]int, n int) int { return len(m) + n }

//go:noinline
func maps() (int, table) {
	return number/15 + number, table{10: map[int16]int8{}, 5: make(map[int16]int8)}
}

//go:noinline
func oneMapAfterAnother() int {
	a := map[string]int{text: 1}
	n := take(a, len(a))
	b := map[string]int{text: 2}
	n += take(b, len(b))
	return n + take(b, n)
}

func zero() struct {
	a, b string
	c, d int
	e    uint8
} {
	return struct {
		a, b string
		c, d int
		e    uint8
	}{}
}

//go:noinline
func zeroed() (r struct {
	a, b string
	c, d int
	e    uint8
}, n int) {
	return zero(), 7
}

func same(x [9]int) [9]int { return x }

//go:noinline
func passed(v [9]int) [9]int {
	w := v
	return same(w)
}

//go:noinline
func compared(p *[1]uint8, m map[bool]uint8) bool {
	return number <= 3 || *p == [1]uint8{m[text == "x"]}
}

func main() {
	n, t := maps()
	r, k := zeroed()
	println(n, len(t), oneMapAfterAnother(), len(r.a), k)
	v := passed([9]int{3: 4})
	println(v[3], compared(&[1]uint8{1}, nil))
}

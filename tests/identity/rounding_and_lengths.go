package main

// A named float is printed by way of a conversion that rounds; the length of an array that is ranged
// over is a constant, and what stands before it is not evaluated.

type celsius float64
type phase complex128

var rows [2][3]uint16
var at uint32

//go:noinline
func show(name string, v celsius) { println(name, v) }

//go:noinline
func showPhase(name string, v phase) { println(name, v) }

//go:noinline
func count() (n int) {
	for range rows[int(at)&1] {
		n++
	}
	for i := range rows[int(at)&1] {
		n += i
	}
	return n
}

func main() {
	show("c", 21.5)
	showPhase("p", 2i)
	println(count())
}

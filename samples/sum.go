// A caller and a callee: register arguments and the room to spill them, a frame, a stack check.
package main

//go:noinline
func add(a, b int64) int64 {
	return a + b
}

//go:noinline
func sum(a, b int64) int64 {
	c := add(a, b)
	return c * 2
}

func main() {
	println(sum(3, 4))
}

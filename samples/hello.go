// The smallest tour: a function with two register arguments, a local, a result, and a caller.
package main

//go:noinline
func add(a, b int) int {
	c := a + b
	return c
}

func main() {
	println("hello, prologue:", add(100, 200))
}

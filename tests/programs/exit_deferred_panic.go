// A panic raised by a deferred call: the trace shows the first panic's frame between the two
// functions, with the place where Go's runtime calls deferred functions.
package main

func main() {
	defer func() {
		panic("second")
	}()
	panic("first")
}

// Output begins:
// panic: first
// 	panic: second
//
// goroutine 1 [running]:
// main.main.func1()
// Later begins: panic({0x
// Later begins: 	runtime/panic.go:8
// Exit: 2

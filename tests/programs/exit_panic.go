// An uncaught panic: Go's text on standard error, exit status 2.
package main

func main() {
	defer println("deferred runs first")
	panic("the end")
}

// Output begins:
// deferred runs first
// panic: the end
//
// goroutine 1 [running]:
// main.main()
// Exit: 2

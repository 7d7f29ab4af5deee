// A panic in a goroutine ends the program; the trace says which statement made the goroutine.
package main

func start() {
	go func() { panic("in goroutine") }()
}

func main() {
	start()
	<-make(chan int)
}

// Output begins:
// panic: in goroutine
//
// goroutine 5 [running]:
// main.start.func1()
// Later: created by main.start
// Exit: 2

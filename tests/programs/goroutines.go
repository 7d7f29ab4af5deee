// Goroutines: values straight from stack to stack, many of them, panics in one that waits.
package main

func generate(c chan<- int) {
	for i := 2; ; i++ {
		c <- i
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func grow(n int) int {
	var pad [64]int
	if n == 0 {
		return pad[0]
	}
	return grow(n-1) + 1
}

type adder struct{ c chan int }

func (a adder) add(x, y int) { a.c <- x + y }

type summer interface{ add(x, y int) }

func main() {
	c := make(chan int)
	go generate(c)
	for i := 0; i < 10; i++ {
		prime := <-c
		print(prime, " ")
		next := make(chan int)
		go filter(c, next, prime)
		c = next
	}
	println()

	// A stack that moves while others hold nothing of it; a value that arrives in it.
	deep := make(chan int)
	for i := 0; i < 100; i++ {
		go func(n int) { deep <- grow(n * 10) }(i)
	}
	sum := 0
	for i := 0; i < 100; i++ {
		sum += <-deep
	}
	println(sum)

	// Calls with arguments, of methods and through interfaces.
	a := adder{make(chan int)}
	go a.add(1, 2)
	go summer(a).add(3, 4)
	println(<-a.c + <-a.c)

	// Select on both sides; closing wakes all that wait.
	ping, pong, quit := make(chan string), make(chan string), make(chan bool)
	over := make(chan int)
	go func() {
		n := 0
		for {
			select {
			case s := <-ping:
				n++
				pong <- s + "!"
			case _, ok := <-quit:
				println("quit", ok)
				over <- n
				return
			}
		}
	}()
	for _, s := range []string{"a", "b", "c"} {
		ping <- s
		print(<-pong, " ")
	}
	close(quit)
	println(<-over)

	// A sender that waits while the channel is closed panics there.
	failed := make(chan string)
	full := make(chan int)
	go func() {
		defer func() { failed <- recover().(error).Error() }()
		full <- 1
	}()
	go func() {
		defer func() { failed <- recover().(error).Error() }()
		select {
		case full <- 1:
		case <-(chan int)(nil):
		}
	}()
	go func() { close(full) }()
	println(<-failed)
	println(<-failed)

	go func(s string) { panic(s) }("the end")
	<-full
	select {}
}

// Output begins:
// 2 3 5 7 11 13 17 19 23 29 
// 49500
// 10
// a! b! c! quit false
// 3
// send on closed channel
// send on closed channel
// panic: the end
// Exit: 2

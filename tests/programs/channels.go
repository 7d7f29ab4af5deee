// Channels: buffered and not, closing, nil channels, range, select in all forms.
package main

type pair struct {
	a string
	b *int
}

type named chan int

//go:noinline
func buffered() {
	c := make(chan pair, 2)
	n := 7
	c <- pair{"x", &n}
	c <- pair{"y", nil}
	println(len(c), cap(c))
	select {
	case c <- pair{}:
		println("room")
	default:
		println("full")
	}
	p := <-c
	println(p.a, *p.b)
	close(c)
	for p := range c {
		println(p.a, p.b == nil)
	}
	p, ok := <-c
	println(p.a == "", ok)
}

//go:noinline
func nothing() {
	var c chan int
	println(len(c), cap(c), c == nil)
	select {
	case v := <-c:
		println(v)
	case c <- 1:
		println("sent")
	default:
		println("nothing")
	}
}

//go:noinline
func choose(a, b chan int) (n int) {
	select {
	case v, ok := <-a:
		if !ok {
			return -1
		}
		n = v
	case b <- 5:
		n = len(b)
	}
	return n
}

//go:noinline
func must(what string, f func()) {
	defer func() { println(what, recover().(error).Error()) }()
	f()
}

var order string

func in(s string, c chan int) chan int { order += s; return c }

func main() {
	buffered()
	nothing()
	a, b := make(chan int, 1), make(chan int, 1)
	println(choose(a, b))
	a <- 3
	println(choose(a, b))
	close(a)
	println(choose(a, b))

	// All operands are evaluated once, in order, whatever is chosen.
	x := 0
	value := func() int { x++; order += "v"; return x }
	select {
	case in("1", nil) <- value():
	case <-in("2", a):
	case in("3", nil) <- value():
	}
	println(order, x)

	var m map[chan int]int = map[chan int]int{a: 1, b: 2}
	var i interface{} = named(a)
	_, isNamed := i.(named)
	_, isChan := i.(chan int)
	println(m[a], m[b], isNamed, isChan, i == interface{}(named(a)))

	must("close nil", func() { close(named(nil)) })
	must("close closed", func() { close(a) })
	must("send closed", func() { a <- 1 })
	must("size", func() { n := -1; _ = make(chan int, n) })

	var done <-chan struct{} = make(chan struct{})
	defer println("deferred calls do not run")
	<-done
}

// Output begins:
// 2 2
// full
// x 7
// y true
// true false
// 0 0 true
// nothing
// 1
// 3
// -1
// 1v23v 2
// 1 2 true false true
// close nil close of nil channel
// close closed close of closed channel
// send closed send on closed channel
// size makechan: size out of range
// fatal error: all goroutines are asleep - deadlock!
//
// goroutine 1 [chan receive]:
// main.main()
// Exit: 2

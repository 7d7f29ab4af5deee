// Closures: capture by reference and by value, recursion, functions as values.
package main

//go:noinline
func counter(start int) (func() int, func(int)) {
	n := start
	return func() int { n++; return n }, func(d int) { n += d }
}

//go:noinline
func apply(f func(int, int) int, a, b int) int { return f(a, b) }

func add(a, b int) int { return a + b }

//go:noinline
func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func main() {
	next, bump := counter(10)
	next()
	bump(100)
	println(next(), next())
	println(apply(add, 3, 4), apply(func(a, b int) int { return a*b + 1 }, 3, 4))
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(20))
	k := 5
	s := "text"
	f := func(x int) int { return x*k + len(s) }
	println(compose(f, func(x int) int { return -x }, f)(2))
	var fs []func() int
	for i := 0; i < 3; i++ {
		j := i * i
		fs = append(fs, func() int { j++; return j + i })
	}
	for _, g := range fs {
		print(g(), " ", g(), " ")
	}
	println()
}

// Output:
// 112 113
// 7 13
// 6765
// -66
// 4 5 5 6 8 9 

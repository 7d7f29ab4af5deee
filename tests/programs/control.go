// Control flow: loops with labels, switch forms, goto, short circuits.
package main

//go:noinline
func classify(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		return "zero"
	case n < 10:
		return "digit"
	}
	return "big"
}

//go:noinline
func word(s string) int {
	switch s {
	case "one":
		return 1
	case "two", "deux":
		return 2
	case "three":
		return 3
	case "twentytwo":
		return 22
	default:
		return -1
	}
}

//go:noinline
func through(n int) (r int) {
	switch n {
	case 1:
		r += 1
		fallthrough
	case 2:
		r += 2
	case 3, 4, 5, 6, 7:
		r += 3
	case 100:
		r += 100
	default:
		r = -1
	}
	return
}

//go:noinline
func collatz(n int) (steps int) {
again:
	if n == 1 {
		return
	}
	steps++
	if n%2 == 0 {
		n /= 2
	} else {
		n = 3*n + 1
	}
	goto again
}

func trace(s string, b bool) bool {
	print(s, " ")
	return b
}

func main() {
	for _, n := range []int{-5, 0, 7, 70} {
		print(classify(n), " ")
	}
	println()
	println(word("one"), word("deux"), word("three"), word("twentytwo"), word("four"), word(""))
	println(through(1), through(2), through(5), through(100), through(9))
	println(collatz(27))
outer:
	for i := 0; ; i++ {
		for j := 0; j < 5; j++ {
			if j == 3 {
				continue outer
			}
			if i == 3 {
				break outer
			}
			print(i*10+j, " ")
		}
	}
	println()
	if trace("a", false) && trace("b", true) || trace("c", true) && !trace("d", false) {
		println("yes")
	}
	x := 0
	for x < 100 {
		x += 7
		if x%2 == 0 {
			continue
		}
		if x > 60 {
			break
		}
	}
	println(x)
}

// Output:
// negative zero digit big 
// 1 2 3 22 -1 -1
// 3 2 3 100 -1
// 111
// 0 1 2 10 11 12 20 21 22 
// a c d yes
// 63

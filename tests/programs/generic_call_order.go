// A call of an instance is not inlined where its arguments do not depend on type parameters, so
// the literal among them is made before the other argument is computed, as in Go.
package main

func first[T any](a T, b []T) T {
	return a
}

func through[T any](s []T, i int) T {
	return first(s[i%len(s)], []T{s[len(s)-1]})
}

func number[T any](n int) int {
	return n
}

func try(f func() uint8) {
	defer func() {
		if r := recover(); r != nil {
			println(r.(error).Error()[:33])
		}
	}()
	println(f())
}

func main() {
	for _, s := range [][]uint8{nil, {7, 8}} {
		try(func() uint8 { return first(s[5%len(s)], []uint8{s[len(s)-1]}) })
		call := first[uint8]
		try(func() uint8 { return call(s[5%len(s)], []uint8{s[len(s)-1]}) })
	}
	println(through([]uint8{7, 8}, 5), number[string](3))
}

// Output:
// runtime error: index out of range
// runtime error: index out of range
// 8
// 8
// 8 3

package main

// The wrapper for a method of a value takes in the method's body if no literal that captures
// variables is left in it: those that are only called are gone by then.

type list []int

var base = list{4, 5}

type lister interface {
	called(n int) (int, *list)
	idle(m map[string]int) int
	captures(k int) func() int
}

func (l list) called(n int) (int, *list) {
	return func() int {
		if len(l) < 3 {
			l = base
		}
		return n
	}() + len(l), &base
}

func (l list) idle(m map[string]int) int {
	unused := func(a int) int16 { return 7 }
	_ = unused
	return m["a"] + len(l)
}

func (l list) captures(k int) func() int {
	return func() int { return len(l) + k }
}

//go:noinline
func use(l lister) {
	n, p := l.called(2)
	println(n, len(*p), l.idle(map[string]int{"a": 3}), l.captures(6)())
}

func main() {
	use(&list{1})
	use(base)
}

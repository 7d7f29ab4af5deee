// Functions of three conventions in one program, called directly, as values, through interfaces
// and by defer; the default of the program decides what values are.
// Since: go1.17 (one of its conventions is that of registers)
package main

type pair struct{ a, b int32 }

type triple struct {
	s    string
	n    int
	next *triple
}

type shape interface {
	area(scale int) (int, string)
}

type square struct{ side int }

//prologo:abi abi0
func (s square) area(scale int) (int, string) { return s.side * s.side * scale, "square" }

type line struct{ a, b int }

//prologo:abi sysv
func (l *line) area(scale int) (int, string) { return (l.b - l.a) * scale, "line" }

//prologo:abi abi0
func onStack(p pair, t triple, f float64) (triple, float64) {
	t.n += int(p.a)
	return triple{t.s + "!", t.n, &t}, f * 2
}

//prologo:abi abiinternal
func inRegisters(p pair, t triple, f float64) (triple, float64) {
	t.n += int(p.b)
	return triple{"<" + t.s, t.n, t.next}, f + 1
}

//prologo:abi sysv
func asC(p pair, t triple, f float64) (triple, float64) {
	p = swapped(p)
	t.n -= int(p.a)
	return triple{t.s + ">", t.n, t.next}, f - 0.5
}

//prologo:abi sysv
func swapped(p pair) pair { return pair{p.b, p.a} }

//prologo:abi sysv
func index(list []int, i int) int { return list[i] }

//prologo:abi abi0
func guarded(i int) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	return index([]int{1, 2, 3}, i), nil
}

//prologo:abi sysv
func guardedAsC(i int) (p pair, text string) {
	defer func() {
		if r := recover(); r != nil {
			text = r.(error).Error()
			p.b = 7
		}
	}()
	p.a = int32(index([]int{4, 5}, i))
	return p, "fine"
}

type failure struct{ code int }

//prologo:abi abi0
func (f failure) Error() string { return "failure" }

//prologo:abi abi0
func fails(code int) { panic(failure{code}) }

func deferred() (result string) {
	defer func() {
		result = recover().(error).Error()
	}()
	defer swapped(pair{1, 2})
	fails(3)
	return "not reached"
}

func main() {
	t := triple{s: "t", n: 10}
	for _, f := range []func(pair, triple, float64) (triple, float64){onStack, inRegisters, asC} {
		r, x := f(pair{3, 4}, t, 1.25)
		println(r.s, r.n, r.next != nil, x)
		r, x = asC(pair{1, 2}, r, x)
		r, x = onStack(pair{1, 2}, r, x)
		r, x = inRegisters(pair{1, 2}, r, x)
		println(r.s, r.n, r.next != nil, x)
	}
	for _, s := range []shape{square{3}, &square{4}, &line{2, 9}} {
		n, name := s.area(2)
		println(n, name)
	}
	area := (&line{1, 5}).area
	n, name := area(10)
	println(n, name)
	n, err := guarded(1)
	println(n, err == nil)
	n, err = guarded(5)
	println(n, err.Error())
	p, text := guardedAsC(1)
	println(p.a, p.b, text)
	p, text = guardedAsC(9)
	println(p.a, p.b, text)
	println(deferred())
	m := map[triple]pair{t: {5, 6}}
	println(m[t].a, swapped(m[t]).a, m[triple{}] == pair{})
}

// Output:
// t! 13 true +2.500000e+000
// <t!>! 14 true +5.000000e+000
// <t 14 false +2.250000e+000
// <<t>! 15 true +4.500000e+000
// t> 6 false +7.500000e-001
// <t>>! 7 true +1.500000e+000
// 18 square
// 32 square
// 14 line
// 40 line
// 2 true
// 0 runtime error: index out of range [5] with length 3
// 5 0 fine
// 0 7 runtime error: index out of range [9] with length 2
// failure
// 5 6 true

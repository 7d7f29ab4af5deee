// Function literals in bodies that may be inlined: variables of type switches that nothing reads,
// and methods that are called through wrappers.
package main

type counts map[string]int
type measured interface{ measure(a, b int) int }
type point struct{ x int }

func (c counts) measure(a, b int) int {
	v := int32(a)
	f := func() int {
		v, b = v&19, len(c)
		return b + int(v)
	}
	return f()
}

func (p point) measure(a, b int) int {
	f := func() int { p.x += a; return p.x }
	return f()*100 + f() - b
}

func inSwitch() float64 {
	a := 1.0
	return a + func() float64 {
		switch x := interface{}(5).(type) {
		case int, uint64:
			_ = x
		default:
		}
		return 2
	}()
}

func main() {
	for _, m := range []measured{counts{"a": 1}, &counts{"b": 2}, point{1}, &point{2}} {
		println(m.measure(3, 1))
	}
	println(inSwitch())
}

// Output:
// 4
// 4
// 406
// 507
// +3.000000e+000

// defer, panic and recover: order, results changed, re-panics, loops, methods.
// Since: go1.13 (bounds errors say what failed)
package main

type res struct{ name string }

func (r *res) close() { println("close", r.name) }

//go:noinline
func order() {
	for i := 0; i < 3; i++ {
		defer println("deferred", i)
	}
	println("body")
}

//go:noinline
func named(a int) (b int) {
	defer func() { b += a; a++ }()
	b = a * 2
	return b + 1
}

//go:noinline
func catch(f func()) (err string) {
	defer func() {
		if r := recover(); r != nil {
			switch v := r.(type) {
			case string:
				err = "string " + v
			case error:
				err = "error " + v.Error()
			default:
				err = "other"
			}
		}
	}()
	f()
	return "none"
}

//go:noinline
func index(s []int, i int) int { return s[i] }

//go:noinline
func divide(a, b int) int { return a / b }

func nested() {
	defer println("outer defer")
	defer func() {
		recover()
		defer func() { println("recovered again:", recover() != nil) }()
		panic("second")
	}()
	panic("first")
}

func main() {
	order()
	println(named(5))
	println(catch(func() { panic("boom") }))
	println(catch(func() { panic(42) }))
	println(catch(func() {}))
	println(catch(func() { println(index([]int{1, 2, 3}, 5)) }))
	println(catch(func() { println(divide(1, 0)) }))
	println(catch(func() { var p *res; println(p.name) }))
	nested()
	r := &res{"file"}
	defer r.close()
	defer (&res{"other"}).close()
	println("end of main")
}

// Output:
// body
// deferred 2
// deferred 1
// deferred 0
// 16
// string boom
// other
// none
// error runtime error: index out of range [5] with length 3
// error runtime error: integer divide by zero
// error runtime error: invalid memory address or nil pointer dereference
// recovered again: true
// outer defer
// end of main
// close other
// close file

// Pointers to types that are not in the heap stay as they are when the stack moves, are no roots
// and need no barrier; clauses of inlined type switches have a variable each, used or not.
package main

import "unsafe"

//go:notinheap
type S struct{ x int }

type pair struct {
	p *S
	n int
}

//go:noinline
func recurse(n int, p *S, v uintptr) bool {
	if n > 0 {
		var space [100]int
		space[n] = n
		return recurse(n-1, p, v) && space[n] == n
	}
	return uintptr(unsafe.Pointer(p)) == v
}

var global *S

//go:noinline
func set(p *S) { global = p }

type named int

func (n named) get() int { return int(n) }

func kind(i interface{}) int {
	switch x := i.(type) {
	case interface{ get() int }:
		return x.get()
	default:
		return -1
	}
}

func main() {
	var i int
	p := (*S)(unsafe.Pointer(uintptr(unsafe.Pointer(&i))))
	v := uintptr(unsafe.Pointer(p))
	println(recurse(50, p, v))
	set((*S)(unsafe.Pointer(uintptr(8))))
	println(uintptr(unsafe.Pointer(global)))
	var any interface{} = (*S)(unsafe.Pointer(uintptr(16)))
	println(uintptr(unsafe.Pointer(any.(*S))))
	list := []pair{{nil, 1}, {global, 2}}
	list = append(list, pair{global, 3})
	println(len(list), list[2].p == global, list[0].p == nil)
	println(kind(named(6)), kind(7))
}

// Output:
// true
// 8
// 16
// 3 true true
// 6 -1

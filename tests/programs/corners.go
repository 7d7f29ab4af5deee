// Corners of the language that are rarely met together: promotion through embedded pointers,
// labels, order of evaluation with panics part-way, shifts, broken UTF-8, aliasing, deferred
// method values, map keys that are not a number.
package main

import "unsafe"

type B interface{ b() string }
type C interface {
	B
	c(int) int
}
type base struct {
	name string `json:"n"`
	_    int
	sub  [2][3]complex64
}

func (x *base) b() string   { return x.name }
func (x *base) c(n int) int { x.name += "!"; return n + len(x.name) }
func (x base) val() int     { return len(x.name) }

type mid struct{ *base }
type top struct {
	mid
	C2 C
}
type list struct {
	next *list
	v    int
	f    func(*list) int
}

const (
	k0 = iota * 10
	_
	k2
	k3, k4 = iota, 1 << (iota * 10)
	_, _
	k5, k6
	big = 1 << 200
	hug = big >> 198
)

func pr(s string, x int) int                       { println("eval", s, x); return x }
func mp(s string, m map[string]int) map[string]int { println("map", s); return m }

func try(f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			println("fine")
		case error:
			println("error")
		case string:
			println("str", r)
		}
	}()
	f()
}

func named() (a int, b string, err error) {
	defer func() {
		a++
		b += "x"
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	a, b = 5, "q"
	var p *list
	return p.v, "never", nil
}

type T int

func (t T) show(s string) { println("T", t, s) }
func (t *T) inc()         { *t++ }

func main() {
	t := top{mid: mid{&base{name: "n"}}}
	t.C2 = t.mid
	println(t.b(), t.c(1), t.C2.c(2), t.val(), C(t).b(), B.b(t), (*base).c(t.base, 3), top.val(t), (*top).val(&t), mid.b(t.mid))
	f, g := t.val, C.c
	t.name = "longer"
	println(f(), g(t, 1))
	t.sub[1][2] = 3 - 4i
	t.sub[0], t.sub[1] = t.sub[1], t.sub[0]
	println(real(t.sub[0][2]), imag(t.sub[0][2]), t.sub[0] == t.sub[1])
	println(k2, k3, k4, k5, k6, hug, unsafe.Sizeof(t), unsafe.Offsetof(t.C2), unsafe.Alignof(t.sub))
	// goto and labels
	i := 0
again:
	for {
		switch {
		case i < 2:
			i++
			goto again
		case i == 2:
			i += 10
			fallthrough
		case false:
			println("fell")
			i++
			continue again
		default:
			break again
		}
	}
	println(i)
	// order
	m := map[string]int{"a": 1}
	arr := [3]int{1, 2, 3}
	s := arr[:]
	j := 0
	j, s[j] = 2, 9
	println(j, arr[0], arr[2])
	try(func() { mp("1", m)["x"], s[pr("idx", 7)] = pr("v1", 1), pr("v2", 2) })
	println(len(m))
	try(func() { var nm map[string]int; s[pr("i", 1)], nm["z"] = pr("v", 50), pr("w", 60) })
	println(s[1])
	try(func() { var p *list; arr[pr("k", 2)], p.v = pr("v", 70), 1 })
	println(arr[2])
	ch := make(chan int, 3)
	ch <- 4
	ch <- 5
	x, y := <-ch+pr("r", 1), <-ch*pr("s", 2)
	println(x, y)
	try(func() { a := []int{pr("a", 1), 10 / (pr("b", 1) - 1), pr("c", 3)}; println(len(a)) })
	println(pr("l", 1) < pr("m", 2) && pr("n", 3) > 4 || pr("o", 5) == 5)
	// shifts
	var sh int8 = -1
	try(func() { println(1 << sh) })
	sh = 70
	println(int32(1)<<sh, int64(-1)>>sh, uint8(200)>>(sh-69), -5>>1, uint32(1)<<31>>sh)
	// strings
	for i, r := range "a\xffé\xed\xa0\x80日\xf0\x9f" {
		println(i, r)
	}
	str := "x"
	str = str + str + "y" + str + string(rune(0x65e5)) + str + "zz" + string([]byte{'b', 'a'}) + str
	println(str, len(str), str[3:5] < str[2:], str > "xy")
	rs := []rune(str)
	println(len(rs), rs[4], string(rs[2:5]))
	// copy, append aliasing
	q := []int{1, 2, 3, 4, 5, 6}
	println(copy(q[2:], q), q[2], q[5], copy(q, q[1:]), q[0], q[5])
	w := q[:2]
	w2 := append(w, 100)
	w3 := append(q[:2:2], 200)
	println(q[2], w2[2], w3[2], len(w3), cap(w3), cap(q[1:3:4]))
	try(func() { n := 9; _ = q[n:] })
	try(func() { n := 3; _ = q[n:2] })
	try(func() { n := -1; _ = make([]int, n) })
	// range to outer places
	var rk struct {
		a int
		b [2]string
	}
	mm := map[int]string{}
	for rk.a, rk.b[1] = range []string{"p", "q"} {
		mm[rk.a] = rk.b[1]
	}
	for q[0], mm[9] = range [...]string{"u", "v"} {
	}
	println(rk.a, rk.b[1], len(mm), mm[9], q[0])
	var fs []func() int
	for i := 0; i < 3; i++ {
		j := i
		fs = append(fs, func() int { i += 10; return i*100 + j })
	}
	for _, f := range fs {
		print(" ", f())
	}
	println()
	// defers
	func() {
		var tt T = 4
		var sv interface{ show(string) } = tt
		defer tt.show("value")
		defer sv.show("iface")
		defer tt.inc()
		defer T.show(tt, "expr")
		defer func(s string) { println(s, tt) }("lit")
		for i := 0; i < 2; i++ {
			defer tt.show("loop")
			tt += 2
		}
	}()
	try(func() { var sv interface{ show(string) }; defer sv.show("x"); println("after") })
	try(func() { var fn func(); defer fn(); println("before") })
	a, b, err := named()
	println(a, b, err != nil)
	// recursion
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	l := &list{v: 1}
	l.next = l
	l.f = func(z *list) int {
		if z.v > 5 {
			return z.v
		}
		z.v++
		return z.next.f(z.next)
	}
	println(fib(15), l.f(l))
	// floats
	var fl, big2 float64 = 1e300, -1
	nan := fl * fl * 0
	println(nan == nan, nan != nan, uint8(int(big2)), int64(float32(16777217)), uint64(1e19), float32(fl), -0.0 == 0, int32(int64(i)<<40+5), 1/(-(fl - fl)))
	var c64 complex64 = complex(1, 2)
	c64 *= c64
	println(c64, c64/complex(0, 1), c64 == complex(-3, 4))
	mk := map[interface{}]int{1: 1, "a": 2, [2]int{1, 2}: 3, struct{ a string }{"z"}: 4, nan: 5, nan: 6}
	println(len(mk), mk[[2]int{1, 2}], mk[struct{ a string }{"z"}], mk[nan])
	try(func() { mk[[]int{}] = 1 })
	try(func() { println(interface{}(func() {}) == interface{}(func() {})) })
	select {
	case ch <- 1:
		println("sent")
	default:
	}
	close(ch)
	for v := range ch {
		println(v)
	}
	v, ok := <-ch
	println(v, ok)
	try(func() { ch <- 1 })
	try(func() { close(ch) })
	try(func() { panic(interface{}(nil)) })
	try(func() { var e error; panic(e) })
	try(func() { _ = interface{}(3).(C) })
	try(func() { _ = interface{}(3).(string) })
	try(func() { var e C; _ = e.(*top) })
}

// Output:
// n 3 5 3 n!! n!! 7 4 4 n!!!
// 4 8
// +3.000000e+000 -4.000000e+000 false
// 20 3 1073741824 5 1125899906842624 4 24 8 4
// fell
// 13
// 2 9 3
// map 1
// eval idx 7
// eval v1 1
// eval v2 2
// error
// 2
// eval i 1
// eval v 50
// eval w 60
// error
// 50
// eval k 2
// eval v 70
// error
// 70
// eval r 1
// eval s 2
// 5 10
// eval a 1
// eval b 1
// eval c 3
// error
// eval l 1
// eval m 2
// eval n 3
// eval o 5
// true
// error
// 0 -1 100 -3 0
// 0 97
// 1 65533
// 2 233
// 4 65533
// 5 65533
// 6 65533
// 7 26085
// 10 65533
// 11 65533
// xxyx日xzzbax 13 true false
// 11 26085 yx日
// 4 2 4 5 2 4
// 100 100 200 3 4 3
// error
// error
// error
// 1 q 3 v 1
//  1300 2301 3302
// T 6 loop
// T 4 loop
// lit 8
// T 4 expr
// T 4 iface
// T 4 value
// error
// before
// error
// 6 qx true
// 610 6
// false true 255 16777216 10000000000000000000 +Inf true 5 -Inf
// (-3.000000e+000+4.000000e+000i) (+4.000000e+000+3.000000e+000i) true
// 6 3 4 0
// error
// error
// sent
// 1
// 0 false
// error
// error
// fine
// fine
// error
// error
// error

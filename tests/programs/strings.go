// Strings: indexing, slicing, comparison, concatenation, range, conversions.
package main

//go:noinline
func join(a, b, c string) string { return a + ", " + b + ", " + c }

//go:noinline
func less(a, b string) (bool, bool, bool) { return a < b, a == b, a >= b }

//go:noinline
func middle(s string, i, j int) string { return s[i:j] }

func main() {
	s := "héllo, wörld"
	println(len(s), s, s[1], middle(s, 7, 9))
	println(join("one", "two", "three"))
	println(less("abc", "abd"))
	println(less("abc", "abc"))
	println(less("abcd", "abc"))
	for i, r := range "aé世\xff!" {
		println(i, r)
	}
	b := []byte("bytes")
	b[0] = 'B'
	println(string(b), len(b), cap(b) >= 5)
	r := []rune("né世")
	r[0] = 'N'
	println(string(r), len(r))
	println(string(rune(0x4e16)), string(rune(-1)))
	t := ""
	for i := 0; i < 5; i++ {
		t += "x"
	}
	println(t, t == "xxxxx")
}

// Output:
// 14 héllo, wörld 195  w
// one, two, three
// true false false
// false true true
// false false true
// 0 97
// 1 233
// 3 19990
// 6 65533
// 7 33
// Bytes 5 true
// Né世 3
// 世 �
// xxxxx true

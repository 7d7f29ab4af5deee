package main

// byte and uint8 are one type to the language, yet two to Go's compiler: constants of pointers to
// them stay apart, and so do their places on the stack.

//go:noinline
func quoted(buf []byte, s string) []byte {
	if cap(buf)-len(buf) < len(s) {
		buf = append(make([]byte, len(buf), len(buf)+1+len(s)+1), buf...)
	}
	buf = append(buf, '"')
	for _, r := range s {
		if r < ' ' {
			r = 0xFFFD
		}
		buf = append(buf, string(r)...)
	}
	return append(buf, '"')
}

//go:noinline
func digits(dst []uint8, n uint, s string) ([]uint8, string) {
	var a [65]byte
	i := len(a)
	for n >= 10 {
		i--
		a[i] = byte(n%10) + '0'
		n /= 10
	}
	i--
	a[i] = byte(n) + '0'
	if s == "" {
		return append(dst, a[i:]...), ""
	}
	return dst, s + string(a[i:])
}

//go:noinline
func replaced(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	var b []byte
	for i := 0; i < len(s); i++ {
		if n != 0 && i+len(old) <= len(s) && s[i:i+len(old)] == old {
			b = append(b, new...)
			i += len(old) - 1
			n--
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

func main() {
	println(string(quoted(nil, "a\tb")), replaced("banana", "an", "-", 1))
	d, s := digits(nil, 1234, "")
	println(string(d), s)
	d, s = digits(d, 56, "n")
	println(string(d), s)
}

// Floating point: arithmetic, comparison with NaN, conversions, printing.
package main

//go:noinline
func mix(a float64, b float32, n int) (float64, float32, int) {
	return a*2 + float64(b), b / 3, int(a) + n
}

//go:noinline
func order(a, b float64) (bool, bool, bool, bool, bool, bool) {
	return a < b, a <= b, a == b, a != b, a > b, a >= b
}

//go:noinline
func unsigned(f float64) (uint64, uint32, uint8) { return uint64(f), uint32(f), uint8(f) }

//go:noinline
func back(u uint64) (float64, float32) { return float64(u), float32(u) }

func main() {
	zero := 0.0
	nan := zero / zero
	println(mix(1.5, 2.5, 3))
	println(order(1, 2))
	println(order(nan, 1))
	println(order(2, 2))
	println(1/zero, -1/zero, nan, -zero)
	println(unsigned(200.75))
	println(back(18446744073709551615))
	println(back(9223372036854775809))
	println(1e100, 1.0/3, float32(0.1), 123456789.0)
	c := complex(1, 2)
	d := c*c - complex(0, 1)
	println(c, d, real(d), imag(d), c == d, c/d)
}

// Output:
// +5.500000e+000 +8.333333e-001 4
// true true false true false false
// false false false true false false
// false true true false false true
// +Inf -Inf NaN -0.000000e+000
// 200 200 200
// +1.844674e+019 +1.844674e+019
// +9.223372e+018 +9.223372e+018
// +1.000000e+100 +3.333333e-001 +1.000000e-001 +1.234568e+008
// (+1.000000e+000+2.000000e+000i) (-3.000000e+000+3.000000e+000i) -3.000000e+000 +3.000000e+000 false (+1.666667e-001-5.000000e-001i)

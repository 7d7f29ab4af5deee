// Integer arithmetic of every width: wrap-around, shifts, division by constants and variables.
package main

//go:noinline
func div(a, b int) (int, int) { return a / b, a % b }

//go:noinline
func udiv(a, b uint64) (uint64, uint64) { return a / b, a % b }

//go:noinline
func tens(a int32) (int32, int32) { return a / 10, a % 10 }

//go:noinline
func shifts(x int64, n uint) (int64, int64, uint64) { return x << n, x >> n, uint64(x) >> n }

//go:noinline
func narrow(a, b int8) (int8, uint8, int16) { return a + b, uint8(a) * uint8(b), int16(a) << 9 }

func main() {
	println(div(17, 5))
	println(div(-17, 5))
	println(div(17, -5))
	println(div(-9223372036854775808, -1))
	println(udiv(18446744073709551615, 10))
	println(tens(-2147483648))
	println(shifts(-1, 63))
	println(shifts(12345, 64))
	println(shifts(-12345, 200))
	println(narrow(100, 100))
	println(narrow(-128, 3))
	var x uint16 = 65535
	x++
	println(x, ^x, -x, x&^5)
	println(7&3, 7|8, 7^2, 6&^2)
}

// Output:
// 3 2
// -3 -2
// -3 2
// -9223372036854775808 0
// 1844674407370955161 5
// -214748364 -8
// -9223372036854775808 -1 1
// 0 0 0
// 0 -1 0
// -56 16 -14336
// -125 128 0
// 0 65535 0 0
// 3 15 5 4

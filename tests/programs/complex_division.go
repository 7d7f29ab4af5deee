// A quotient with one part that is not a number stays as it is; with two, infinities and zeros
// decide it.
package main

//go:noinline
func div(x, y complex128) complex128 { return x / y }

//go:noinline
func div64(x, y complex64) complex64 { return x / y }

func main() {
	zero := div(0, 1)
	infinite := div(7+4.5i, zero)
	println(div(infinite, -3.125+2.9375i))
	println(infinite)
	println(div(1+1i, infinite))
	println(div64(complex64(infinite), -3.125+2.9375i))
}

// Output:
// (NaN-Infi)
// (+Inf+Infi)
// (+0.000000e+000+0.000000e+000i)
// (NaN-Infi)

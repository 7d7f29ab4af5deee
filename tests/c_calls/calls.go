package p

type Pair struct{ a, b int32 }
type Triple struct{ x, y, z int64 }
type Mixed struct {
	f, g float32
	n    int16
	m    int8
}
type Small struct{ a, b, c uint8 }
type Point struct{ x, y float64 }
type Node struct {
	next *Node
	n    int32
	ok   bool
}

func CPair(p Pair, k int32) Pair
func CTriple(t Triple, n int64) Triple
func CMixed(v Mixed, d float64) Mixed
func CSmall(s Small) Small
func CPoint(p Point, f float32) Point
func CNode(n Node) Node
func CMany(a int8, b int16, c, d, e int32, f, g, h int64, p Pair, t Triple, x float32, y float64) int64

func GoPair(p Pair, k int32) Pair           { return Pair{p.b + k, p.a} }
func GoTriple(t Triple, n int64) Triple     { return Triple{t.z + n, t.x, t.y} }
func GoMixed(v Mixed, d float64) Mixed      { return Mixed{v.g, float32(d), v.n + 1, v.m - 1} }
func GoSmall(s Small) Small                 { return Small{s.c, s.a, s.b} }
func GoPoint(p Point, f float32) Point      { return Point{p.y * float64(f), p.x} }
func GoNode(n Node) Node                    { return Node{n.next, n.n + 1, !n.ok} }
func GoMany(a int8, b int16, c, d, e int32, f, g, h int64, p Pair, t Triple, x float32, y float64) int64 {
	return int64(a) + 2*int64(b) + 3*int64(c) + 4*int64(d) + 5*int64(e) + 6*f + 7*g + 8*h +
		9*int64(p.a) + 10*int64(p.b) + 11*t.x + 12*t.y + 13*t.z + int64(x) + int64(y)
}

// The same through C.
func ViaPair(p Pair, k int32) Pair       { return CPair(p, k) }
func ViaTriple(t Triple, n int64) Triple { r := CTriple(t, n); r.x++; return r }
func ViaMixed(v Mixed, d float64) Mixed  { return CMixed(v, d) }
func ViaSmall(s Small) Small             { return CSmall(s) }
func ViaPoint(p Point, f float32) Point  { return CPoint(p, f) }
func ViaNode(n Node) Node                { return CNode(n) }
func ViaMany(a int8, b int16, c, d, e int32, f, g, h int64, p Pair, t Triple, x float32, y float64) int64 {
	return CMany(a, b, c, d, e, f, g, h, p, t, x, y)
}

// Generic containers: lists, ordered maps, heaps, sets; methods of generic types, inference.
package main

type ordered interface {
	~int | ~int8 | ~int64 | ~uint | ~float64 | ~string
}

type list[T any] struct {
	head, tail *element[T]
	size       int
}

type element[T any] struct {
	next *element[T]
	val  T
}

func (l *list[T]) pushFront(v T) {
	l.head = &element[T]{l.head, v}
	if l.tail == nil {
		l.tail = l.head
	}
	l.size++
}

func (l *list[T]) each(f func(T)) {
	for e := l.head; e != nil; e = e.next {
		f(e.val)
	}
}

type pair[K, V any] struct {
	key K
	val V
}

type tree[K ordered, V any] struct {
	root *node[K, V]
}

type node[K ordered, V any] struct {
	pair[K, V]
	left, right *node[K, V]
}

func (t *tree[K, V]) put(k K, v V) {
	at := &t.root
	for *at != nil {
		switch n := *at; {
		case k < n.key:
			at = &n.left
		case k > n.key:
			at = &n.right
		default:
			n.val = v
			return
		}
	}
	*at = &node[K, V]{pair: pair[K, V]{k, v}}
}

func (n *node[K, V]) walk(f func(K, V)) {
	if n != nil {
		n.left.walk(f)
		f(n.key, n.val)
		n.right.walk(f)
	}
}

type heap[T any] struct {
	items []T
	less  func(a, b T) bool
}

func (h *heap[T]) push(v T) {
	h.items = append(h.items, v)
	for i := len(h.items) - 1; i > 0; {
		up := (i - 1) / 2
		if !h.less(h.items[i], h.items[up]) {
			break
		}
		h.items[i], h.items[up] = h.items[up], h.items[i]
		i = up
	}
}

func (h *heap[T]) pop() (top T) {
	top = h.items[0]
	last := len(h.items) - 1
	h.items[0] = h.items[last]
	h.items = h.items[:last]
	for i := 0; ; {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < last && h.less(h.items[child], h.items[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		h.items[i], h.items[least] = h.items[least], h.items[i]
		i = least
	}
}

type set[T comparable] map[T]struct{}

func (s set[T]) add(v T)      { s[v] = struct{}{} }
func (s set[T]) has(v T) bool { _, ok := s[v]; return ok }
func setOf[T comparable](v ...T) set[T] {
	s := make(set[T])
	for _, x := range v {
		s.add(x)
	}
	return s
}

func less[T ordered](a, b T) bool { return a < b }

func find[K comparable, V any](m map[K]V, k K) (V, bool) {
	v, ok := m[k]
	return v, ok
}

func sum[T ordered](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func mapped[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func main() {
	var l list[string]
	for _, s := range []string{"a", "b", "c"} {
		l.pushFront(s)
	}
	print(l.size)
	l.each(func(s string) { print(" ", s) })
	println()

	var t tree[string, int]
	t.put("b", 2)
	t.put("c", 9)
	t.put("a", 1)
	t.put("c", 3)
	sep := ""
	t.root.walk(func(k string, v int) { print(sep, k, "=", v); sep = " " })
	println()

	h := heap[int64]{less: less[int64]}
	for _, v := range []int64{8, 3, 13, 1, 5, 2} {
		h.push(v)
	}
	print(h.pop())
	for len(h.items) > 0 {
		print(" ", h.pop())
	}
	println()

	s := setOf(pair[int, string]{1, "x"}, pair[int, string]{2, "y"})
	v, ok := find(map[string]int{"answer": 42}, "answer")
	w, _ := find(map[float64]uint8{}, 1)
	print(s.has(pair[int, string]{2, "y"}), " ", v, " ", s.has(pair[int, string]{2, "x"}) || !ok)
	println("", w)

	println(sum(1, 2, 3), sum(1.0, 1.5) == 2.5, sum("x", "y", "z"))
	for i, p := range mapped([]int{1, 2}, func(i int) pair[int, string] {
		return pair[int, string]{i, [...]string{"zero", "one", "two"}[i]}
	}) {
		print([...]string{"", " "}[i], "(", p.key, ", ", p.val, ")")
	}
	println()
	for i, x := range mapped([]string{"1", "22", "333"}, func(s string) uint8 { return uint8(len(s) * 10) }) {
		print([...]string{"", " ", " "}[i], x)
	}
	println()
}

// Output:
// 3 c b a
// a=1 b=2 c=3
// 1 2 3 5 8 13
// true 42 false 0
// 6 true xyz
// (1, one) (2, two)
// 10 20 30

// Stacks that grow: deep recursion with pointers into callers' frames.
// Needs: stack checks
package main

type node struct {
	value int
	up    *node
}

//go:noinline
func down(n int, up *node, total *int) int {
	here := node{n, up}
	*total += 1
	if n == 0 {
		sum := 0
		for p := &here; p != nil; p = p.up {
			sum += p.value
		}
		return sum
	}
	r := down(n-1, &here, total)
	if here.value != n || here.up != up {
		println("frame changed at", n)
	}
	return r
}

//go:noinline
func depth(n int) int {
	if n == 0 {
		return 0
	}
	return depth(n-1) + 1
}

//go:noinline
func wide(n int) int {
	var buffer [300]int
	for i := range buffer {
		buffer[i] = n
	}
	if n == 0 {
		return 0
	}
	return wide(n-1) + buffer[n%300] - n + 1
}

func main() {
	total := 0
	println(down(10000, nil, &total), total)
	println(depth(10000000))
	println(wide(5000))
}

// Output:
// 50005000 10001
// 10000000
// 5000

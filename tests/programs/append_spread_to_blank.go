package main

// append whose arguments are the results of one call, and whose own result nobody wants.

func f() ([]interface{}, *int) {
	print("f ")
	return nil, nil
}

var _ = append(f())

func main() {
	_ = append(f())
	s := append(f())
	println(len(s), s[0] == (*int)(nil))
}

// Output:
// f f f 1 true

// The C side of the calls test: checks every function of calls.go, and is called by it.
#include <cstdint>
#include <cstdio>
#include <initializer_list>

struct Pair {
  int32_t a, b;
};

struct Triple {
  int64_t x, y, z;
};

struct Mixed {
  float f, g;
  int16_t n;
  int8_t m;
};

struct Small {
  uint8_t a, b, c;
};

struct Point {
  double x, y;
};

struct Node {
  Node* next;
  int32_t n;
  bool ok;
};

#define MANY                                                                             \
  int8_t a, int16_t b, int32_t c, int32_t d, int32_t e, int64_t f, int64_t g, int64_t h, \
      Pair p, Triple t, float x, double y

extern "C" {
#define BOTH(result, name, ...)                      \
  result go_##name(__VA_ARGS__) asm("p.Go" #name);   \
  result via_##name(__VA_ARGS__) asm("p.Via" #name); \
  result c_##name(__VA_ARGS__) asm("p.C" #name);
BOTH(Pair, Pair, Pair p, int32_t k)
BOTH(Triple, Triple, Triple t, int64_t n)
BOTH(Mixed, Mixed, Mixed v, double d)
BOTH(Small, Small, Small s)
BOTH(Point, Point, Point p, float f)
BOTH(Node, Node, Node n)
BOTH(int64_t, Many, MANY)

Pair c_Pair(Pair p, int32_t k) { return {p.b + k, p.a}; }

Triple c_Triple(Triple t, int64_t n) { return {t.z + n - 1, t.x, t.y}; }

Mixed c_Mixed(Mixed v, double d) {
  return {v.g, static_cast<float>(d), static_cast<int16_t>(v.n + 1),
          static_cast<int8_t>(v.m - 1)};
}

Small c_Small(Small s) { return {s.c, s.a, s.b}; }

Point c_Point(Point p, float f) { return {p.y * static_cast<double>(f), p.x}; }

Node c_Node(Node n) { return {n.next, n.n + 1, !n.ok}; }

int64_t c_Many(MANY) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * p.a + 10 * p.b +
         11 * t.x + 12 * t.y + 13 * t.z + static_cast<int64_t>(x) + static_cast<int64_t>(y);
}
}

static int failures = 0;

static void check(bool good, const char* what) {
  if (!good) {
    std::printf("wrong: %s\n", what);
    failures++;
  }
}

int main() {
  for (bool via : {false, true}) {
    Pair p = (via ? via_Pair : go_Pair)({1, -2}, 10);
    check(p.a == 8 && p.b == 1, "Pair");
    Triple t = (via ? via_Triple : go_Triple)({1, 2, 3}, 4);
    check(t.x == 7 && t.y == 1 && t.z == 2, "Triple");
    Mixed m = (via ? via_Mixed : go_Mixed)({1.5f, 2.5f, -7, 9}, 0.25);
    check(m.f == 2.5f && m.g == 0.25f && m.n == -6 && m.m == 8, "Mixed");
    Small s = (via ? via_Small : go_Small)({1, 2, 3});
    check(s.a == 3 && s.b == 1 && s.c == 2, "Small");
    Point q = (via ? via_Point : go_Point)({1.5, -3.0}, 0.5f);
    check(q.x == -1.5 && q.y == 1.5, "Point");
    Node last{nullptr, 0, false};
    Node n = (via ? via_Node : go_Node)({&last, 41, true});
    check(n.next == &last && n.n == 42 && !n.ok, "Node");
    int64_t sum =
        (via ? via_Many : go_Many)(-1, 2, 3, 4, 5, 6, 7, 8, {9, 10}, {11, 12, 13}, 14.5f, 15.5);
    check(sum == c_Many(-1, 2, 3, 4, 5, 6, 7, 8, {9, 10}, {11, 12, 13}, 14.5f, 15.5), "Many");
  }
  std::puts(failures == 0 ? "all calls agree" : "");
  return failures;
}

#pragma once
// Go's sort.Sort: pattern-defeating quicksort. It is not stable, and where Go's compiler sorts
// by a key that leaves ties, the order that comes out is this algorithm's. So it is done the
// same way.

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace prologo::ir {

template <typename T, typename Less>
class GoSort {
 public:
  GoSort(std::vector<T>& data, Less less) : data_(data), less_(less) {}

  void run() {
    auto n = static_cast<int64_t>(data_.size());
    sort(0, n, std::bit_width(static_cast<uint64_t>(n)));
  }

 private:
  enum class Hint : uint8_t { Unknown, Increasing, Decreasing };
  static constexpr int64_t kShort = 12;
  static constexpr int64_t kLong = 50;

  std::vector<T>& data_;
  Less less_;

  bool less(int64_t i, int64_t j) {
    return less_(data_[static_cast<size_t>(i)], data_[static_cast<size_t>(j)]);
  }

  void swap(int64_t i, int64_t j) {
    std::swap(data_[static_cast<size_t>(i)], data_[static_cast<size_t>(j)]);
  }

  void sort(int64_t a, int64_t b, uint64_t limit) {
    bool was_balanced = true;
    bool was_partitioned = true;
    while (b - a > kShort) {
      if (limit == 0) {
        heap_sort(a, b);
        return;
      }
      if (!was_balanced) {
        break_patterns(a, b);
        --limit;
      }
      auto [pivot, hint] = choose_pivot(a, b);
      if (hint == Hint::Decreasing) {
        for (int64_t i = a, j = b - 1; i < j; ++i, --j) {
          swap(i, j);
        }
        pivot = (b - 1) - (pivot - a);
        hint = Hint::Increasing;
      }
      if (was_balanced && was_partitioned && hint == Hint::Increasing && finish_sorted(a, b)) {
        return;
      }
      if (a > 0 && !less(a - 1, pivot)) {
        a = partition_equal(a, b, pivot);
        continue;
      }
      const int64_t length = b - a;
      int64_t mid = partition(a, b, pivot, was_partitioned);
      bool left_is_shorter = mid - a < b - mid;
      was_balanced = (left_is_shorter ? mid - a : b - mid) >= length / 8;
      if (left_is_shorter) {
        sort(a, mid, limit);
        a = mid + 1;
      } else {
        sort(mid + 1, b, limit);
        b = mid;
      }
    }
    insertion_sort(a, b);
  }

  void insertion_sort(int64_t a, int64_t b) {
    for (int64_t i = a + 1; i < b; ++i) {
      for (int64_t j = i; j > a && less(j, j - 1); --j) {
        swap(j, j - 1);
      }
    }
  }

  void sift_down(int64_t root, int64_t end, int64_t first) {
    for (int64_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
      if (child + 1 < end && less(first + child, first + child + 1)) {
        ++child;
      }
      if (!less(first + root, first + child)) {
        return;
      }
      swap(first + root, first + child);
      root = child;
    }
  }

  void heap_sort(int64_t a, int64_t b) {
    for (int64_t i = (b - a - 1) / 2; i >= 0; --i) {
      sift_down(i, b - a, a);
    }
    for (int64_t i = b - a - 1; i >= 0; --i) {
      swap(a, a + i);
      sift_down(0, i, a);
    }
  }

  // Moves inward from both ends, exchanging what is on the wrong side of data[a].
  int64_t partition(int64_t a, int64_t b, int64_t pivot, bool& was_partitioned) {
    swap(a, pivot);
    int64_t i = a + 1;
    int64_t j = b - 1;
    was_partitioned = true;
    while (true) {
      while (i <= j && less(i, a)) {
        ++i;
      }
      while (i <= j && !less(j, a)) {
        --j;
      }
      if (i > j) {
        break;
      }
      was_partitioned = false;
      swap(i++, j--);
    }
    swap(j, a);
    return j;
  }

  int64_t partition_equal(int64_t a, int64_t b, int64_t pivot) {
    swap(a, pivot);
    int64_t i = a + 1;
    int64_t j = b - 1;
    while (true) {
      while (i <= j && !less(a, i)) {
        ++i;
      }
      while (i <= j && less(a, j)) {
        --j;
      }
      if (i > j) {
        return i;
      }
      swap(i++, j--);
    }
  }

  // Sorts what is nearly sorted, giving up after a few repairs.
  bool finish_sorted(int64_t a, int64_t b) {
    int64_t i = a + 1;
    for (int step = 0; step < 5; ++step) {
      while (i < b && !less(i, i - 1)) {
        ++i;
      }
      if (i == b) {
        return true;
      }
      if (b - a < kLong) {
        return false;
      }
      swap(i, i - 1);
      if (i - a >= 2) {
        for (int64_t j = i - 1; j >= 1 && less(j, j - 1); --j) {
          swap(j, j - 1);
        }
      }
      if (b - i >= 2) {
        for (int64_t j = i + 1; j < b && less(j, j - 1); ++j) {
          swap(j, j - 1);
        }
      }
    }
    return false;
  }

  // Scatters three elements around the middle with a xorshift generator.
  void break_patterns(int64_t a, int64_t b) {
    const int64_t length = b - a;
    if (length < 8) {
      return;
    }
    auto random = static_cast<uint64_t>(length);
    const uint64_t mask = (uint64_t{1} << std::bit_width(random)) - 1;
    const int64_t middle = a + (length / 4) * 2;
    for (int64_t i = middle - 1; i <= middle + 1; ++i) {
      random ^= random << 13;
      random ^= random >> 17;
      random ^= random << 5;
      auto other = static_cast<int64_t>(random & mask);
      swap(i, a + (other >= length ? other - length : other));
    }
  }

  std::pair<int64_t, Hint> choose_pivot(int64_t a, int64_t b) {
    const int64_t quarter = (b - a) / 4;
    int swaps = 0;
    int64_t i = a + quarter;
    int64_t j = a + quarter * 2;
    int64_t k = a + quarter * 3;
    if (b - a >= kLong) {
      i = median(i - 1, i, i + 1, swaps);
      j = median(j - 1, j, j + 1, swaps);
      k = median(k - 1, k, k + 1, swaps);
    }
    j = median(i, j, k, swaps);
    return {j, swaps == 0 ? Hint::Increasing : swaps == 12 ? Hint::Decreasing : Hint::Unknown};
  }

  int64_t median(int64_t a, int64_t b, int64_t c, int& swaps) {
    auto order = [&](int64_t& x, int64_t& y) {
      if (less(y, x)) {
        ++swaps;
        std::swap(x, y);
      }
    };
    order(a, b);
    order(b, c);
    order(a, b);
    return b;
  }
};

template <typename T, typename Less>
void go_sort(std::vector<T>& data, Less less) {
  GoSort<T, Less>(data, less).run();
}

}  // namespace prologo::ir

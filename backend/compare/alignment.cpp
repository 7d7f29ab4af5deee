#include "backend/compare/alignment.h"

#include <algorithm>
#include <map>

#include "backend/compare/line_difference.h"
#include "support/ensure.h"

namespace prologo::compare {

namespace {

using Lines = std::vector<CodeLine>;
using Pairs = std::vector<std::pair<size_t, size_t>>;  // kNoLine: nothing on that side

// The cheapest way from one list to the other, by a table of costs. Long functions are searched
// in a band around the diagonal.
class Aligner {
 public:
  Aligner(const Lines& ours, const Lines& theirs, const std::vector<size_t>& a,
          const std::vector<size_t>& b)
      : ours_(ours), theirs_(theirs), a_(a), b_(b) {}

  Pairs run() {
    Pairs pairs;
    size_t begin = 0;
    size_t end_a = a_.size();
    size_t end_b = b_.size();
    while (begin < std::min(end_a, end_b) && is_equal(begin, begin)) {
      pairs.emplace_back(a_[begin], b_[begin]);
      begin++;
    }
    Pairs tail;
    while (end_a > begin && end_b > begin && is_equal(end_a - 1, end_b - 1)) {
      tail.emplace_back(a_[--end_a], b_[--end_b]);
    }
    middle(begin, end_a, end_b, pairs);
    pairs.insert(pairs.end(), tail.rbegin(), tail.rend());
    return pairs;
  }

 private:
  enum Step : uint8_t { kBoth, kOurs, kTheirs };

  static constexpr int32_t kFar = INT32_MAX / 2;

  bool is_equal(size_t i, size_t j) const {
    return difference(ours_[a_[i]], theirs_[b_[j]]) == Kind::None;
  }

  int32_t pair_cost(size_t i, size_t j) const {
    const CodeLine& x = ours_[a_[i]];
    const CodeLine& y = theirs_[b_[j]];
    Kind kind = difference(x, y);
    if (kind == Kind::Replaced || (kind != Kind::None && x.part != y.part)) {
      return kFar;
    }
    return weight(kind);
  }

  static int32_t lone_cost(const CodeLine& line) {
    return weight(line.is_padding ? Kind::Padding : Kind::Extra);
  }

  void middle(size_t begin, size_t end_a, size_t end_b, Pairs& pairs);

  const Lines& ours_;
  const Lines& theirs_;
  const std::vector<size_t>& a_;
  const std::vector<size_t>& b_;
};

void Aligner::middle(size_t begin, size_t end_a, size_t end_b, Pairs& pairs) {
  constexpr size_t kBand = 3000;
  size_t n = end_a - begin;
  size_t m = end_b - begin;
  size_t band = std::max(kBand, n > m ? n - m + 1 : m - n + 1);
  auto low = [&](size_t i) { return i > band ? i - band : 0; };
  auto high = [&](size_t i) { return std::min(m, i + band); };
  std::vector<std::vector<Step>> steps(n + 1);
  std::vector<int32_t> last(m + 1, kFar);
  std::vector<int32_t> row(m + 1, kFar);
  for (size_t i = 0; i <= n; i++) {
    steps[i].resize(high(i) - low(i) + 1);
    for (size_t j = low(i); j <= high(i); j++) {
      int32_t both =
          i > 0 && j > 0 ? last[j - 1] + pair_cost(begin + i - 1, begin + j - 1) : kFar;
      int32_t ours =
          i > 0 && j < high(i - 1) + 1 ? last[j] + lone_cost(ours_[a_[begin + i - 1]]) : kFar;
      int32_t theirs = j > low(i) ? row[j - 1] + lone_cost(theirs_[b_[begin + j - 1]]) : kFar;
      row[j] = i == 0 && j == 0 ? 0 : std::min({both, ours, theirs, kFar});
      // Of equal ways, the one that lists ours before theirs.
      steps[i][j - low(i)] = both == row[j] ? kBoth : theirs == row[j] ? kTheirs : kOurs;
    }
    std::swap(last, row);
    std::fill(row.begin(), row.end(), kFar);
  }
  Pairs backward;
  for (size_t i = n, j = m; i > 0 || j > 0;) {
    Step step = steps[i][j - low(i)];
    backward.emplace_back(step == kTheirs ? kNoLine : a_[begin + --i],
                          step == kOurs ? kNoLine : b_[begin + --j]);
  }
  pairs.insert(pairs.end(), backward.rbegin(), backward.rend());
}

class Comparer {
 public:
  Comparer(const Lines& ours, const Lines& theirs) : ours_(ours), theirs_(theirs) {}

  Comparison run() {
    bool has_bytes = std::all_of(theirs_.begin(), theirs_.end(),
                                 [](const CodeLine& line) { return !line.bytes.empty(); });
    std::vector<size_t> a = indices(ours_, has_bytes);
    std::vector<size_t> b = indices(theirs_, has_bytes);
    join_replaced(Aligner(ours_, theirs_, a, b).run());
    check_jumps();
    find_moved();
    count_rows(out_);
    return std::move(out_);
  }

 private:
  static std::vector<size_t> indices(const Lines& lines, bool with_padding) {
    std::vector<size_t> out;
    for (size_t i = 0; i < lines.size(); i++) {
      if (with_padding || !lines[i].is_padding) {
        out.push_back(i);
      }
    }
    return out;
  }

  void add(size_t ours, size_t theirs);
  void join_replaced(const Pairs& pairs);
  void check_jumps();
  void find_moved();
  std::string moved_key(const Row& row) const;

  const Lines& ours_;
  const Lines& theirs_;
  Comparison out_;
};

void Comparer::add(size_t ours, size_t theirs) {
  Row row{ours, theirs};
  row.part = ours != kNoLine ? ours_[ours].part : theirs_[theirs].part;
  if (ours != kNoLine && theirs != kNoLine) {
    row.kind = difference(ours_[ours], theirs_[theirs]);
    row.mark = row.kind != Kind::None                    ? Mark::Different
               : is_masked(ours_[ours], theirs_[theirs]) ? Mark::Masked
                                                         : Mark::Same;
  } else {
    const CodeLine& line = ours != kNoLine ? ours_[ours] : theirs_[theirs];
    row.kind = line.is_padding ? Kind::Padding : ours != kNoLine ? Kind::Extra : Kind::Missing;
    row.mark = Mark::Different;
  }
  out_.rows.push_back(row);
}

// A run of lines that only we have beside a run that only they have shares rows.
void Comparer::join_replaced(const Pairs& pairs) {
  for (size_t i = 0; i < pairs.size();) {
    if (pairs[i].first != kNoLine && pairs[i].second != kNoLine) {
      add(pairs[i].first, pairs[i].second);
      i++;
      continue;
    }
    std::vector<size_t> a;
    std::vector<size_t> b;
    for (; i < pairs.size() && (pairs[i].first == kNoLine || pairs[i].second == kNoLine); i++) {
      if (pairs[i].first != kNoLine) {
        a.push_back(pairs[i].first);
      } else {
        b.push_back(pairs[i].second);
      }
    }
    for (size_t k = 0; k < std::max(a.size(), b.size()); k++) {
      bool shares = k < a.size() && k < b.size() && ours_[a[k]].part == theirs_[b[k]].part &&
                    !ours_[a[k]].is_padding && !theirs_[b[k]].is_padding;
      if (shares) {
        add(a[k], b[k]);
        continue;
      }
      if (k < a.size()) {
        add(a[k], kNoLine);
      }
      if (k < b.size()) {
        add(kNoLine, b[k]);
      }
    }
  }
}

// A jump is the same if it goes to the counterpart of the other's target.
void Comparer::check_jumps() {
  std::map<int64_t, size_t> row_of_ours;
  std::map<int64_t, size_t> row_of_theirs;
  for (size_t i = out_.rows.size(); i-- > 0;) {
    const Row& row = out_.rows[i];
    if (row.ours != kNoLine) {
      row_of_ours[ours_[row.ours].pc] = i;
    }
    if (row.theirs != kNoLine) {
      row_of_theirs[theirs_[row.theirs].pc] = i;
    }
  }
  // Padding in front of an instruction is not what tells two targets apart.
  auto skip_padding = [&](size_t row) {
    while (row < out_.rows.size() && out_.rows[row].kind == Kind::Padding) {
      row++;
    }
    return row;
  };
  for (Row& row : out_.rows) {
    if (row.ours == kNoLine || row.theirs == kNoLine) {
      continue;
    }
    const CodeLine& x = ours_[row.ours];
    const CodeLine& y = theirs_[row.theirs];
    if (x.jump == CodeLine::kNoJump || y.jump == CodeLine::kNoJump || row.kind != Kind::None) {
      continue;
    }
    auto to_ours = row_of_ours.lower_bound(x.jump);
    auto to_theirs = row_of_theirs.lower_bound(y.jump);
    bool is_counterpart = to_ours != row_of_ours.end() && to_theirs != row_of_theirs.end() &&
                          skip_padding(to_ours->second) == skip_padding(to_theirs->second);
    if (!is_counterpart) {
      row.kind = Kind::Target;
      row.mark = Mark::Different;
    }
  }
}

std::string Comparer::moved_key(const Row& row) const {
  const CodeLine& line = row.ours != kNoLine ? ours_[row.ours] : theirs_[row.theirs];
  return std::string(listing::part_name(line.part)) + " " + line.normal;
}

// An instruction that both have, each elsewhere, is moved: of the pair one row carries the
// weight of the order, the other none.
void Comparer::find_moved() {
  std::multimap<std::string, size_t> missing;
  for (size_t i = 0; i < out_.rows.size(); i++) {
    if (out_.rows[i].kind == Kind::Missing) {
      missing.emplace(moved_key(out_.rows[i]), i);
    }
  }
  for (Row& row : out_.rows) {
    if (row.kind != Kind::Extra) {
      continue;
    }
    auto other = missing.find(moved_key(row));
    if (other != missing.end()) {
      row.kind = Kind::Order;
      out_.rows[other->second].kind = Kind::None;
      missing.erase(other);
    }
  }
}

}  // namespace

std::string_view kind_name(Kind kind) {
  constexpr std::string_view kNames[] = {"",        "padding", "encoding", "slot",
                                         "operand", "target",  "order",    "extra",
                                         "missing", "replaced"};
  return kNames[static_cast<size_t>(kind)];
}

int weight(Kind kind) {
  switch (kind) {
    case Kind::None:
      return 0;
    case Kind::Padding:
    case Kind::Encoding:
    case Kind::Slot:
      return 1;
    case Kind::Operand:
    case Kind::Target:
      return 5;
    case Kind::Order:
      return 60;
    case Kind::Extra:
    case Kind::Missing:
      return 100;
    case Kind::Replaced:
      return 200;
  }
  UNREACHABLE("kind of difference");
}

void count_rows(Comparison& comparison) {
  comparison.parts = {};
  comparison.instructions = {};
  comparison.score = 0;
  for (const Row& row : comparison.rows) {
    comparison.score += weight(row.kind);
    for (PartCount* counted :
         {&comparison.parts[static_cast<size_t>(row.part)], &comparison.instructions}) {
      counted->total++;
      counted->same += row.mark == Mark::Different ? 0 : 1;
    }
  }
}

Comparison compare_code(const std::vector<CodeLine>& ours,
                        const std::vector<CodeLine>& theirs) {
  return Comparer(ours, theirs).run();
}

}  // namespace prologo::compare

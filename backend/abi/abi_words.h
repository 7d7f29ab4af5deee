#pragma once
// The words of ABI files and what they stand for; reader and writer share them.

#include <array>
#include <string_view>
#include <utility>

#include "ir/abi.h"

namespace prologo::abi {

template <typename T>
using Word = std::pair<std::string_view, T>;

inline constexpr std::array kOrderWords = {
    Word<ir::Order>{"left-to-right", ir::Order::LeftToRight},
    Word<ir::Order>{"right-to-left", ir::Order::RightToLeft}};
inline constexpr std::array kSplitWords = {
    Word<ir::Split>{"all-or-nothing", ir::Split::AllOrNothing},
    Word<ir::Split>{"classify-8-bytes", ir::Split::Eightbytes},
    Word<ir::Split>{"greedy", ir::Split::Greedy}};
inline constexpr std::array kSpillWords = {Word<ir::Spill>{"none", ir::Spill::None},
                                           Word<ir::Spill>{"caller", ir::Spill::Caller},
                                           Word<ir::Spill>{"callee", ir::Spill::Callee}};
inline constexpr std::array kPoolWords = {
    Word<ir::ResultPool>{"registers", ir::ResultPool::Registers},
    Word<ir::ResultPool>{"stack", ir::ResultPool::Stack},
    Word<ir::ResultPool>{"hidden-pointer", ir::ResultPool::HiddenPointer}};
inline constexpr std::array kCheckWords = {
    Word<ir::StackCheck>{"morestack", ir::StackCheck::Morestack},
    Word<ir::StackCheck>{"none", ir::StackCheck::None}};
inline constexpr std::array kBpWords = {
    Word<ir::FramePointer>{"below-return-pc", ir::FramePointer::BelowReturnPc},
    Word<ir::FramePointer>{"none", ir::FramePointer::None}};
inline constexpr std::array kNamesWords = {Word<bool>{"go", false}, Word<bool>{"c", true}};

template <typename T, size_t N>
std::string_view word_of(const std::array<Word<T>, N>& words, T value) {
  for (const auto& [word, meaning] : words) {
    if (meaning == value) {
      return word;
    }
  }
  return {};
}

}  // namespace prologo::abi

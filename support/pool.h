#pragma once

#include <boost/container/deque.hpp>

namespace prologo {

// Items that keep their addresses, in blocks of 64.
template <class T>
using Pool = boost::container::deque<
    T, void, boost::container::deque_options_t<boost::container::block_size<64>>>;

}  // namespace prologo

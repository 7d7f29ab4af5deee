#pragma once
// A frame as text and as a picture.

#include <string>

#include "driver/explain/frame.h"

namespace prologo::driver {

struct FrameStyle {
  bool high_on_top = true;  // the stack grows down the page
  std::string base = "sp";  // what offsets count from: sp, fp, entry
  bool ascii = false;
};

std::string frame_text(const FrameView& frame, const FrameStyle& style);
// Several frames below each other in one SVG document.
std::string frames_svg(const std::vector<FrameView>& frames, const FrameStyle& style);

}  // namespace prologo::driver

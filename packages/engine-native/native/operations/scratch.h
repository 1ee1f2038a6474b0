// Memory for the time of one call, in pieces that begin on a cache line.
#pragma once
#include <cstdint>
#include <cstdlib>

namespace lift {
namespace LIFT_TARGET {

class Scratch {
 public:
  explicit Scratch(int64_t floats) : all_((float*)aligned_alloc(64, (floats * 4 + 4096) / 64 * 64 + 64)), next_(all_) {}
  ~Scratch() { free(all_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  float* take(int64_t floats) {
    float* piece = next_;
    next_ += (floats + 15) / 16 * 16;
    return piece;
  }

 private:
  float* all_;
  float* next_;
};

}  // namespace LIFT_TARGET
}  // namespace lift

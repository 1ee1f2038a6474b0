// What the operations compute, apart from TensorFlow: plain functions on rows of numbers. kernels.cc is compiled once for
// each instruction set; kernels() gives the set that the processor can do best.
#pragma once
#include <cstdint>

namespace lift {

// A bfloat16 number as it lies in memory: the upper half of a float.
struct Half {
  uint16_t bits;
};

// Where the rows of one tensor of shape [batch, tokens, heads * width] are: steps in elements.
template <typename T>
struct Tokens {
  T* data;
  int64_t batch_step;
  int64_t token_step;
};

struct AttentionSizes {
  int64_t heads, width, queries, keys;
  bool causal;  // query i sees keys 0 ... i + keys - queries
};

template <typename T>
struct AttentionRows {
  Tokens<const T> q, k, v;
};

template <typename T>
struct AttentionGradients {
  Tokens<const T> dy;
  Tokens<T> dq, dk, dv;
};

// A narrow branch beside a residual: y = value + scale * (f(n(x) down^T + down_bias) up^T + up_bias), n a layer norm or
// nothing, f ReLU or nothing. Absent parts are null.
struct Branch {
  int64_t width, out, rank;
  float epsilon;
  bool rectify;
  const float *norm_weight, *norm_bias;  // [width] or null
  const float *down, *down_bias;         // [rank, width], [rank] or null
  const float *up, *up_bias;             // [out, rank], [out] or null
  float scale;
};

// Sums over the rows that were given; null where the branch has no such part. scale is one number.
struct BranchSums {
  float *norm_weight, *norm_bias, *down, *down_bias, *up, *up_bias, *scale;
};

// The kernels for activations kept as T: float, or bfloat16 with arithmetic in float.
template <typename T>
struct Typed {
  void (*layer_norm)(int64_t rows, int64_t width, const float* x, const float* weight, const float* bias, float epsilon, T* y);
  void (*layer_norm_grad)(int64_t rows, int64_t width, const T* dy, const float* x, const float* weight, float epsilon, float* dx);
  // Adds to weight and bias, each [width].
  void (*layer_norm_sums)(int64_t rows, int64_t width, const T* dy, const float* x, float epsilon, float* weight, float* bias);
  void (*gelu)(int64_t count, bool quick, const T* x, T* y);
  void (*gelu_grad)(int64_t count, bool quick, const T* dy, const T* x, T* dx);
  // y = x + branch * gain, the gain [width] or null.
  void (*residual)(int64_t rows, int64_t width, const float* x, const T* branch, const float* gain, float* y);
  // Adds to sums, [width].
  void (*column_sums)(int64_t rows, int64_t width, const T* x, float* sums);
  // m' = momentum * m + (g + decay * p), p' = p - rate * m'
  void (*sgd)(int64_t count, const float* p, const T* g, const float* m, float rate, float momentum, float decay, float* next_p, float* next_m);
  // Units begin ... end of batch * heads.
  void (*attention)(const AttentionSizes&, const AttentionRows<T>&, const Tokens<T>& y, int64_t begin, int64_t end);
  void (*attention_grad)(const AttentionSizes&, const AttentionRows<T>&, const AttentionGradients<T>&, int64_t begin, int64_t end);
  void (*branch)(int64_t rows, const Branch&, const float* x, const T* value, T* y);
  // Writes dx and adds to the sums.
  void (*branch_grad)(int64_t rows, const Branch&, const T* dy, const float* x, float* dx, const BranchSums&);
};

struct Kernels {
  const char* name;
  Typed<float> whole;
  Typed<Half> half;
};

const Kernels& kernels();

template <typename T>
const Typed<T>& typed();
template <>
inline const Typed<float>& typed<float>() { return kernels().whole; }
template <>
inline const Typed<Half>& typed<Half>() { return kernels().half; }

}  // namespace lift

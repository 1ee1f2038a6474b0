// What the operations share: TensorFlow's headers, threads, and views of tensors as rows.
#pragma once
#include <functional>
#include <vector>

#include "kernels.h"
#include "tensorflow/core/framework/common_shape_fns.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"
#include "tensorflow/core/util/work_sharder.h"

namespace lift {

namespace tf = tensorflow;
using tf::OpKernel;
using tf::OpKernelConstruction;
using tf::OpKernelContext;
using tf::Tensor;
using tf::TensorShape;
using tf::shape_inference::InferenceContext;

// Our type of an element for TensorFlow's, and the other way round.
template <typename T>
struct Element;
template <>
struct Element<float> {
  using Tf = float;
};
template <>
struct Element<Half> {
  using Tf = Eigen::bfloat16;
};

template <typename T>
const T* in(const Tensor& t) {
  return reinterpret_cast<const T*>(t.flat<typename Element<T>::Tf>().data());
}
template <typename T>
T* out(Tensor* t) {
  return reinterpret_cast<T*>(t->flat<typename Element<T>::Tf>().data());
}

inline int64_t last(const Tensor& t) { return t.dim_size(t.dims() - 1); }
inline int64_t rows_of(const Tensor& t) { return last(t) ? t.NumElements() / last(t) : 0; }

// Divide work among TensorFlow's threads; cycles is a rough price of one unit.
inline void divide(OpKernelContext* ctx, int64_t units, int64_t cycles, std::function<void(int64_t, int64_t)> work) {
  if (units == 0) return;
  const auto& workers = *ctx->device()->tensorflow_cpu_worker_threads();
  tf::Shard(workers.num_threads, workers.workers, units, cycles, std::move(work));
}

// An output of its own, or the memory of an input that nobody else needs any more.
inline Tensor* output(OpKernelContext* ctx, int index, const TensorShape& shape, std::vector<int> reusable = {}) {
  Tensor* made = nullptr;
  const absl::Status got = ctx->forward_input_or_allocate_output(reusable, index, shape, &made);
  if (got.ok()) return made;
  ctx->SetStatus(got);
  return nullptr;
}

// The rank or the size of an input is not what the operation works on.
#define LIFT_EXPECT(ctx, condition, text) \
  OP_REQUIRES(ctx, condition, tf::errors::InvalidArgument(type_string(), ": ", text))

#define LIFT_KERNEL(operation, kernel)                                                                        \
  REGISTER_KERNEL_BUILDER(Name(operation).Device(tf::DEVICE_CPU).TypeConstraint<float>("T"), kernel<float>);  \
  REGISTER_KERNEL_BUILDER(Name(operation).Device(tf::DEVICE_CPU).TypeConstraint<Eigen::bfloat16>("T"), kernel<Half>)

inline std::function<absl::Status(InferenceContext*)> like_input(int index) {
  return [index](InferenceContext* c) {
    c->set_output(0, c->input(index));
    return absl::OkStatus();
  };
}

// Sums over rows in blocks of a fixed size, whatever the number of threads, so that a result does not depend on it.
constexpr int64_t BLOCK_ROWS = 128;
template <typename Work>
void sum_blocks(OpKernelContext* ctx, int64_t rows, int64_t cycles_per_row, int64_t floats, float* total, Work work) {
  const int64_t blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  std::vector<float> parts(blocks * floats, 0.0f);
  divide(ctx, blocks, cycles_per_row * BLOCK_ROWS, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; block++) {
      const int64_t first = block * BLOCK_ROWS;
      work(first, std::min(BLOCK_ROWS, rows - first), parts.data() + block * floats);
    }
  });
  std::fill(total, total + floats, 0.0f);
  for (int64_t block = 0; block < blocks; block++)
    for (int64_t i = 0; i < floats; i++) total[i] += parts[block * floats + i];
}

}  // namespace lift

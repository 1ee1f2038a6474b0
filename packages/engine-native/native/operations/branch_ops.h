// LiftBottleneck (AdaptFormer's branch) and LiftLowRank (LoRA's), and their gradients.
#pragma once
#include "op.h"

namespace lift {

REGISTER_OP("LiftBottleneck")
    .Input("x: float").Input("value: T").Input("norm_weight: float").Input("norm_bias: float").Input("down: float")
    .Input("down_bias: float").Input("up: float").Input("up_bias: float").Input("scale: float").Output("y: T")
    .Attr("T: {float, bfloat16}").Attr("epsilon: float").SetShapeFn(like_input(1));
// Outputs: the gradients of x and of the seven parameters.
REGISTER_OP("LiftBottleneckGrad")
    .Input("dy: T").Input("x: float").Input("norm_weight: float").Input("norm_bias: float").Input("down: float")
    .Input("down_bias: float").Input("up: float").Input("up_bias: float").Input("scale: float")
    .Output("dx: float").Output("d_norm_weight: float").Output("d_norm_bias: float").Output("d_down: float")
    .Output("d_down_bias: float").Output("d_up: float").Output("d_up_bias: float").Output("d_scale: float")
    .Attr("T: {float, bfloat16}").Attr("epsilon: float").SetShapeFn([](InferenceContext* c) {
      for (int i = 0; i < 8; i++) c->set_output(i, c->input(i + 1));
      return absl::OkStatus();
    });
REGISTER_OP("LiftLowRank")
    .Input("x: float").Input("value: T").Input("down: float").Input("up: float").Output("y: T")
    .Attr("T: {float, bfloat16}").Attr("scale: float").SetShapeFn(like_input(1));
REGISTER_OP("LiftLowRankGrad")
    .Input("dy: T").Input("x: float").Input("down: float").Input("up: float").Output("dx: float").Output("d_down: float").Output("d_up: float")
    .Attr("T: {float, bfloat16}").Attr("scale: float").SetShapeFn([](InferenceContext* c) {
      for (int i = 0; i < 3; i++) c->set_output(i, c->input(i + 1));
      return absl::OkStatus();
    });

// Which inputs are the branch's: from `at` on.
inline Branch bottleneck_of(OpKernelContext* ctx, int at, float epsilon) {
  auto part = [&](int i) { return in<float>(ctx->input(at + i)); };
  const Tensor &down = ctx->input(at + 2), &up = ctx->input(at + 4);
  return {down.dim_size(1), up.dim_size(0), down.dim_size(0), epsilon, true, part(0), part(1), part(2), part(3), part(4), part(5), *part(6)};
}
inline Branch low_rank_of(OpKernelContext* ctx, int at, float scale) {
  const Tensor &down = ctx->input(at), &up = ctx->input(at + 1);
  return {down.dim_size(1), up.dim_size(0), down.dim_size(0), 0, false, nullptr, nullptr, in<float>(down), nullptr, in<float>(up), nullptr, scale};
}

inline bool fits(const Tensor& x, const Tensor& value, const Tensor& down, const Tensor& up) {
  return x.dims() > 0 && value.dims() > 0 && down.dims() == 2 && up.dims() == 2 && last(x) == down.dim_size(1) &&
         last(value) == up.dim_size(0) && up.dim_size(1) == down.dim_size(0) && rows_of(x) == rows_of(value);
}
inline bool fits_bottleneck(OpKernelContext* ctx, int at) {
  const Tensor &down = ctx->input(at + 2), &up = ctx->input(at + 4);
  const int64_t sizes[] = {down.dim_size(1), down.dim_size(1), 0, down.dim_size(0), 0, up.dim_size(0), 1};
  for (int i : {0, 1, 3, 5, 6})
    if (ctx->input(at + i).NumElements() != sizes[i]) return false;
  return true;
}

inline int64_t price(const Branch& b) { return (b.width + b.out) * (b.rank + 16) / 8; }

template <typename T>
void run_branch(OpKernelContext* ctx, const Branch& b, const Tensor& x, const Tensor& value) {
  Tensor* y = output(ctx, 0, value.shape(), {1});
  if (!y) return;
  divide(ctx, rows_of(x), price(b), [&, to = out<T>(y)](int64_t begin, int64_t end) {
    typed<T>().branch(end - begin, b, in<float>(x) + begin * b.width, in<T>(value) + begin * b.out, to + begin * b.out);
  });
}

// parts: which of BranchSums' fields the outputs after the first are.
template <typename T>
void run_branch_grad(OpKernelContext* ctx, const Branch& b, const Tensor& dy, const Tensor& x, int parameters,
                     std::function<BranchSums(const std::vector<float*>&)> place) {
  Tensor* dx = output(ctx, 0, x.shape());
  std::vector<float*> targets;
  std::vector<int64_t> sizes;
  int64_t floats = 0;
  for (int i = 1; i <= parameters; i++) {
    Tensor* made = output(ctx, i, ctx->input(i + 1).shape());
    if (!made) return;
    targets.push_back(out<float>(made));
    sizes.push_back(made->NumElements());
    floats += made->NumElements();
  }
  if (!dx) return;
  std::vector<float> total(floats);
  sum_blocks(ctx, rows_of(x), 3 * price(b), floats, total.data(), [&, to = out<float>(dx)](int64_t first, int64_t rows, float* part) {
    std::vector<float*> at;
    for (int64_t size : sizes) at.push_back(part), part += size;
    typed<T>().branch_grad(rows, b, in<T>(dy) + first * b.out, in<float>(x) + first * b.width, to + first * b.width, place(at));
  });
  const float* from = total.data();
  for (size_t i = 0; i < targets.size(); from += sizes[i++]) std::copy_n(from, sizes[i], targets[i]);
}

template <typename T>
class Bottleneck : public OpKernel {
 public:
  explicit Bottleneck(OpKernelConstruction* c) : OpKernel(c) { OP_REQUIRES_OK(c, c->GetAttr("epsilon", &epsilon_)); }
  void Compute(OpKernelContext* ctx) override {
    const Tensor &x = ctx->input(0), &value = ctx->input(1);
    LIFT_EXPECT(ctx, fits(x, value, ctx->input(4), ctx->input(6)) && fits_bottleneck(ctx, 2), "down is [rank, width], up [out, rank]");
    run_branch<T>(ctx, bottleneck_of(ctx, 2, epsilon_), x, value);
  }

 private:
  float epsilon_ = 0;
};

template <typename T>
class BottleneckGrad : public OpKernel {
 public:
  explicit BottleneckGrad(OpKernelConstruction* c) : OpKernel(c) { OP_REQUIRES_OK(c, c->GetAttr("epsilon", &epsilon_)); }
  void Compute(OpKernelContext* ctx) override {
    const Tensor &dy = ctx->input(0), &x = ctx->input(1);
    LIFT_EXPECT(ctx, fits(x, dy, ctx->input(4), ctx->input(6)) && fits_bottleneck(ctx, 2), "down is [rank, width], up [out, rank]");
    run_branch_grad<T>(ctx, bottleneck_of(ctx, 2, epsilon_), dy, x, 7, [](const std::vector<float*>& p) {
      return BranchSums{p[0], p[1], p[2], p[3], p[4], p[5], p[6]};
    });
  }

 private:
  float epsilon_ = 0;
};

template <typename T>
class LowRank : public OpKernel {
 public:
  explicit LowRank(OpKernelConstruction* c) : OpKernel(c) { OP_REQUIRES_OK(c, c->GetAttr("scale", &scale_)); }
  void Compute(OpKernelContext* ctx) override {
    const Tensor &x = ctx->input(0), &value = ctx->input(1);
    LIFT_EXPECT(ctx, fits(x, value, ctx->input(2), ctx->input(3)), "down is [rank, width], up [out, rank]");
    run_branch<T>(ctx, low_rank_of(ctx, 2, scale_), x, value);
  }

 private:
  float scale_ = 1;
};

template <typename T>
class LowRankGrad : public OpKernel {
 public:
  explicit LowRankGrad(OpKernelConstruction* c) : OpKernel(c) { OP_REQUIRES_OK(c, c->GetAttr("scale", &scale_)); }
  void Compute(OpKernelContext* ctx) override {
    const Tensor &dy = ctx->input(0), &x = ctx->input(1);
    LIFT_EXPECT(ctx, fits(x, dy, ctx->input(2), ctx->input(3)), "down is [rank, width], up [out, rank]");
    run_branch_grad<T>(ctx, low_rank_of(ctx, 2, scale_), dy, x, 2, [](const std::vector<float*>& p) {
      return BranchSums{nullptr, nullptr, p[0], nullptr, p[1], nullptr, nullptr};
    });
  }

 private:
  float scale_ = 1;
};

LIFT_KERNEL("LiftBottleneck", Bottleneck);
LIFT_KERNEL("LiftBottleneckGrad", BottleneckGrad);
LIFT_KERNEL("LiftLowRank", LowRank);
LIFT_KERNEL("LiftLowRankGrad", LowRankGrad);

}  // namespace lift

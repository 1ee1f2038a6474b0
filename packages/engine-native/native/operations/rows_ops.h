// LiftLayerNorm, LiftGelu, LiftResidual and their gradients.
#pragma once
#include "op.h"

namespace lift {

REGISTER_OP("LiftLayerNorm")
    .Input("x: float").Input("weight: float").Input("bias: float").Output("y: T")
    .Attr("T: {float, bfloat16}").Attr("epsilon: float").SetShapeFn(like_input(0));
REGISTER_OP("LiftLayerNormGrad")
    .Input("dy: T").Input("x: float").Input("weight: float").Output("dx: float")
    .Attr("T: {float, bfloat16}").Attr("epsilon: float").SetShapeFn(like_input(1));
REGISTER_OP("LiftLayerNormSums")
    .Input("dy: T").Input("x: float").Output("weight: float").Output("bias: float")
    .Attr("T: {float, bfloat16}").Attr("epsilon: float").SetShapeFn([](InferenceContext* c) {
      const auto width = c->Vector(c->Dim(c->input(1), -1));
      c->set_output(0, width);
      c->set_output(1, width);
      return absl::OkStatus();
    });
REGISTER_OP("LiftGelu").Input("x: T").Output("y: T").Attr("T: {float, bfloat16}").Attr("quick: bool").SetShapeFn(like_input(0));
REGISTER_OP("LiftGeluGrad")
    .Input("dy: T").Input("x: T").Output("dx: T").Attr("T: {float, bfloat16}").Attr("quick: bool").SetShapeFn(like_input(1));
REGISTER_OP("LiftResidual").Input("x: float").Input("branch: T").Output("y: float").Attr("T: {float, bfloat16}").SetShapeFn(like_input(0));
REGISTER_OP("LiftScaledResidual")
    .Input("x: float").Input("branch: T").Input("gain: float").Output("y: float")
    .Attr("T: {float, bfloat16}").SetShapeFn(like_input(0));

REGISTER_OP("LiftColumnSums").Input("x: T").Output("sums: float").Attr("T: {float, bfloat16}").SetShapeFn([](InferenceContext* c) {
  c->set_output(0, c->Vector(c->Dim(c->input(0), -1)));
  return absl::OkStatus();
});

class WithEpsilon : public OpKernel {
 public:
  explicit WithEpsilon(OpKernelConstruction* c) : OpKernel(c) { OP_REQUIRES_OK(c, c->GetAttr("epsilon", &epsilon_)); }

 protected:
  float epsilon_ = 0;
};

template <typename T>
class LayerNorm : public WithEpsilon {
 public:
  using WithEpsilon::WithEpsilon;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &x = ctx->input(0), &weight = ctx->input(1), &bias = ctx->input(2);
    LIFT_EXPECT(ctx, x.dims() > 0 && weight.NumElements() == last(x) && bias.NumElements() == last(x), "weight and bias are as wide as x");
    Tensor* y = output(ctx, 0, x.shape(), {0});
    if (!y) return;
    const int64_t n = last(x);
    divide(ctx, rows_of(x), n, [&, from = in<float>(x), to = out<T>(y)](int64_t begin, int64_t end) {
      typed<T>().layer_norm(end - begin, n, from + begin * n, in<float>(weight), in<float>(bias), epsilon_, to + begin * n);
    });
  }
};

template <typename T>
class LayerNormGrad : public WithEpsilon {
 public:
  using WithEpsilon::WithEpsilon;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &dy = ctx->input(0), &x = ctx->input(1), &weight = ctx->input(2);
    LIFT_EXPECT(ctx, x.dims() > 0 && dy.NumElements() == x.NumElements() && weight.NumElements() == last(x), "dy is shaped like x, weight is as wide");
    Tensor* dx = output(ctx, 0, x.shape(), {0});
    if (!dx) return;
    const int64_t n = last(x);
    divide(ctx, rows_of(x), 2 * n, [&, slope = in<T>(dy), from = in<float>(x), to = out<float>(dx)](int64_t begin, int64_t end) {
      typed<T>().layer_norm_grad(end - begin, n, slope + begin * n, from + begin * n, in<float>(weight), epsilon_, to + begin * n);
    });
  }
};

template <typename T>
class LayerNormSums : public WithEpsilon {
 public:
  using WithEpsilon::WithEpsilon;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &dy = ctx->input(0), &x = ctx->input(1);
    LIFT_EXPECT(ctx, x.dims() > 0 && dy.NumElements() == x.NumElements(), "dy is shaped like x");
    const int64_t n = last(x);
    Tensor *weight = output(ctx, 0, {n}), *bias = output(ctx, 1, {n});
    if (!weight || !bias) return;
    std::vector<float> sums(2 * n);
    sum_blocks(ctx, rows_of(x), 2 * n, 2 * n, sums.data(), [&](int64_t first, int64_t rows, float* part) {
      typed<T>().layer_norm_sums(rows, n, in<T>(dy) + first * n, in<float>(x) + first * n, epsilon_, part, part + n);
    });
    std::copy_n(sums.data(), n, out<float>(weight));
    std::copy_n(sums.data() + n, n, out<float>(bias));
  }
};

class WithQuick : public OpKernel {
 public:
  explicit WithQuick(OpKernelConstruction* c) : OpKernel(c) { OP_REQUIRES_OK(c, c->GetAttr("quick", &quick_)); }

 protected:
  bool quick_ = false;
};

template <typename T>
class Gelu : public WithQuick {
 public:
  using WithQuick::WithQuick;
  void Compute(OpKernelContext* ctx) override {
    const Tensor& x = ctx->input(0);
    Tensor* y = output(ctx, 0, x.shape(), {0});
    if (!y) return;
    divide(ctx, x.NumElements(), 3, [&, from = in<T>(x), to = out<T>(y)](int64_t begin, int64_t end) {
      typed<T>().gelu(end - begin, quick_, from + begin, to + begin);
    });
  }
};

template <typename T>
class GeluGrad : public WithQuick {
 public:
  using WithQuick::WithQuick;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &dy = ctx->input(0), &x = ctx->input(1);
    LIFT_EXPECT(ctx, dy.NumElements() == x.NumElements(), "dy is shaped like x");
    Tensor* dx = output(ctx, 0, x.shape(), {0, 1});
    if (!dx) return;
    divide(ctx, x.NumElements(), 4, [&, slope = in<T>(dy), from = in<T>(x), to = out<T>(dx)](int64_t begin, int64_t end) {
      typed<T>().gelu_grad(end - begin, quick_, slope + begin, from + begin, to + begin);
    });
  }
};

template <typename T>
class Residual : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &x = ctx->input(0), &branch = ctx->input(1);
    const float* gain = ctx->num_inputs() > 2 ? in<float>(ctx->input(2)) : nullptr;
    LIFT_EXPECT(ctx, x.dims() > 0 && branch.NumElements() == x.NumElements() && (!gain || ctx->input(2).NumElements() == last(x)), "branch is shaped like x, gain is as wide");
    Tensor* y = output(ctx, 0, x.shape(), {0, 1});
    if (!y) return;
    const int64_t n = last(x);
    divide(ctx, rows_of(x), n, [&, a = in<float>(x), b = in<T>(branch), to = out<float>(y)](int64_t begin, int64_t end) {
      typed<T>().residual(end - begin, n, a + begin * n, b + begin * n, gain, to + begin * n);
    });
  }
};

template <typename T>
class ColumnSums : public OpKernel {
 public:
  using OpKernel::OpKernel;
  void Compute(OpKernelContext* ctx) override {
    const Tensor& x = ctx->input(0);
    LIFT_EXPECT(ctx, x.dims() > 0, "x has rows");
    const int64_t n = last(x);
    Tensor* sums = output(ctx, 0, {n});
    if (!sums) return;
    sum_blocks(ctx, rows_of(x), n / 2 + 1, n, out<float>(sums), [&](int64_t first, int64_t rows, float* part) {
      typed<T>().column_sums(rows, n, in<T>(x) + first * n, part);
    });
  }
};

LIFT_KERNEL("LiftColumnSums", ColumnSums);
LIFT_KERNEL("LiftLayerNorm", LayerNorm);
LIFT_KERNEL("LiftLayerNormGrad", LayerNormGrad);
LIFT_KERNEL("LiftLayerNormSums", LayerNormSums);
LIFT_KERNEL("LiftGelu", Gelu);
LIFT_KERNEL("LiftGeluGrad", GeluGrad);
LIFT_KERNEL("LiftResidual", Residual);
LIFT_KERNEL("LiftScaledResidual", Residual);

}  // namespace lift

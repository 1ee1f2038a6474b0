// LiftSgd: one update of stochastic gradient descent with momentum and weight decay, in one pass.
#pragma once
#include "op.h"

namespace lift {

REGISTER_OP("LiftSgd")
    .Input("parameter: float").Input("gradient: T").Input("momentum: float").Input("rate: float")
    .Output("next_parameter: float").Output("next_momentum: float")
    .Attr("T: {float, bfloat16}").Attr("factor: float").Attr("decay: float").SetShapeFn([](InferenceContext* c) {
      c->set_output(0, c->input(0));
      c->set_output(1, c->input(0));
      return absl::OkStatus();
    });

template <typename T>
class Sgd : public OpKernel {
 public:
  explicit Sgd(OpKernelConstruction* c) : OpKernel(c) {
    OP_REQUIRES_OK(c, c->GetAttr("factor", &factor_));
    OP_REQUIRES_OK(c, c->GetAttr("decay", &decay_));
  }
  void Compute(OpKernelContext* ctx) override {
    const Tensor &p = ctx->input(0), &g = ctx->input(1), &m = ctx->input(2), &rate = ctx->input(3);
    LIFT_EXPECT(ctx, p.shape() == g.shape() && p.shape() == m.shape() && rate.NumElements() == 1, "parameter, gradient and momentum are shaped alike, rate is one number");
    Tensor *next_p = output(ctx, 0, p.shape()), *next_m = output(ctx, 1, p.shape());
    if (!next_p || !next_m) return;
    const float *from = in<float>(p), *old = in<float>(m), step = *in<float>(rate);
    const T* slope = in<T>(g);
    float *to = out<float>(next_p), *now = out<float>(next_m);
    constexpr int64_t PIECE = 2048;  // what the first level of cache holds of all five
    const int64_t count = p.NumElements();
    divide(ctx, (count + PIECE - 1) / PIECE, 4 * PIECE, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin * PIECE; i < std::min(count, end * PIECE); i += PIECE)
        typed<T>().sgd(std::min(PIECE, count - i), from + i, slope + i, old + i, step, factor_, decay_, to + i, now + i);
    });
  }

 private:
  float factor_ = 0, decay_ = 0;
};

LIFT_KERNEL("LiftSgd", Sgd);

}  // namespace lift

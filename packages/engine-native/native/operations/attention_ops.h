// LiftAttention on separate q, k and v, LiftFusedAttention on qkv side by side, and their gradients.
#pragma once
#include "op.h"

namespace lift {

REGISTER_OP("LiftAttention")
    .Input("q: T").Input("k: T").Input("v: T").Output("y: T")
    .Attr("T: {float, bfloat16}").Attr("heads: int").Attr("causal: bool").SetShapeFn(like_input(0));
REGISTER_OP("LiftAttentionGrad")
    .Input("dy: T").Input("q: T").Input("k: T").Input("v: T").Output("dq: T").Output("dk: T").Output("dv: T")
    .Attr("T: {float, bfloat16}").Attr("heads: int").Attr("causal: bool").SetShapeFn([](InferenceContext* c) {
      for (int i = 0; i < 3; i++) c->set_output(i, c->input(i + 1));
      return absl::OkStatus();
    });
// first: only the first token asks; the others' outputs are not made.
REGISTER_OP("LiftFusedAttention")
    .Input("qkv: T").Output("y: T")
    .Attr("T: {float, bfloat16}").Attr("heads: int").Attr("causal: bool").Attr("first: bool").SetShapeFn([](InferenceContext* c) {
      tf::shape_inference::ShapeHandle qkv, y;
      TF_RETURN_IF_ERROR(c->WithRank(c->input(0), 3, &qkv));
      tf::shape_inference::DimensionHandle width;
      TF_RETURN_IF_ERROR(c->Divide(c->Dim(qkv, 2), 3, true, &width));
      bool first = false;
      TF_RETURN_IF_ERROR(c->GetAttr("first", &first));
      c->set_output(0, c->MakeShape({c->Dim(qkv, 0), first ? c->MakeDim(1) : c->Dim(qkv, 1), width}));
      return absl::OkStatus();
    });
REGISTER_OP("LiftFusedAttentionGrad")
    .Input("dy: T").Input("qkv: T").Output("dqkv: T")
    .Attr("T: {float, bfloat16}").Attr("heads: int").Attr("causal: bool").Attr("first: bool").SetShapeFn(like_input(1));

// A [B, N, steps of width] tensor's tokens, from a column on.
template <typename T>
Tokens<T> tokens(T* data, const Tensor& t, int64_t column = 0) {
  return {data + column, t.dim_size(1) * t.dim_size(2), t.dim_size(2)};
}

class WithHeads : public OpKernel {
 public:
  explicit WithHeads(OpKernelConstruction* c) : OpKernel(c) {
    OP_REQUIRES_OK(c, c->GetAttr("heads", &heads_));
    OP_REQUIRES_OK(c, c->GetAttr("causal", &causal_));
    if (c->HasAttr("first")) OP_REQUIRES_OK(c, c->GetAttr("first", &first_));
  }

 protected:
  int64_t heads_ = 1;
  bool causal_ = false, first_ = false;

  bool fits(const Tensor& q, const Tensor& k, const Tensor& v) const {
    return q.dims() == 3 && k.dims() == 3 && k.shape() == v.shape() && q.dim_size(0) == k.dim_size(0) &&
           q.dim_size(2) == k.dim_size(2) && q.dim_size(2) % heads_ == 0 && (!causal_ || q.dim_size(1) <= k.dim_size(1));
  }
  bool fits(const Tensor& qkv) const { return qkv.dims() == 3 && qkv.dim_size(2) % (3 * heads_) == 0; }
  AttentionSizes sizes(int64_t width, int64_t queries, int64_t keys) const { return {heads_, width / heads_, queries, keys, causal_}; }
  // The first token alone sees itself alone where it may not see what follows.
  AttentionSizes fused_sizes(const Tensor& qkv) const {
    const int64_t n = qkv.dim_size(1);
    return sizes(qkv.dim_size(2) / 3, first_ ? 1 : n, first_ && causal_ ? 1 : n);
  }
  static int64_t price(const AttentionSizes& s) { return s.queries * s.keys * s.width / 8; }
};

template <typename T>
void attend(OpKernelContext* ctx, const AttentionSizes& s, int64_t batch, int64_t price, const AttentionRows<T>& rows, const Tokens<T>& y) {
  divide(ctx, batch * s.heads, price, [&](int64_t begin, int64_t end) { typed<T>().attention(s, rows, y, begin, end); });
}
template <typename T>
void attend_back(OpKernelContext* ctx, const AttentionSizes& s, int64_t batch, int64_t price, const AttentionRows<T>& rows, const AttentionGradients<T>& g) {
  divide(ctx, batch * s.heads, price, [&](int64_t begin, int64_t end) { typed<T>().attention_grad(s, rows, g, begin, end); });
}

template <typename T>
AttentionRows<T> thirds(const Tensor& qkv) {
  const int64_t width = qkv.dim_size(2) / 3;
  const T* data = in<T>(qkv);
  return {tokens(data, qkv), tokens(data, qkv, width), tokens(data, qkv, 2 * width)};
}

template <typename T>
class Attention : public WithHeads {
 public:
  using WithHeads::WithHeads;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &q = ctx->input(0), &k = ctx->input(1), &v = ctx->input(2);
    LIFT_EXPECT(ctx, fits(q, k, v), "q, k and v are [batch, tokens, width], k and v alike, the width a multiple of the heads");
    Tensor* y = output(ctx, 0, q.shape());
    if (!y) return;
    const AttentionSizes s = sizes(q.dim_size(2), q.dim_size(1), k.dim_size(1));
    attend<T>(ctx, s, q.dim_size(0), price(s), {tokens(in<T>(q), q), tokens(in<T>(k), k), tokens(in<T>(v), v)}, tokens(out<T>(y), *y));
  }
};

template <typename T>
class AttentionGrad : public WithHeads {
 public:
  using WithHeads::WithHeads;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &dy = ctx->input(0), &q = ctx->input(1), &k = ctx->input(2), &v = ctx->input(3);
    LIFT_EXPECT(ctx, fits(q, k, v) && dy.shape() == q.shape(), "q, k and v are [batch, tokens, width], k and v alike, dy like q");
    Tensor *dq = output(ctx, 0, q.shape()), *dk = output(ctx, 1, k.shape()), *dv = output(ctx, 2, v.shape());
    if (!dq || !dk || !dv) return;
    const AttentionSizes s = sizes(q.dim_size(2), q.dim_size(1), k.dim_size(1));
    attend_back<T>(ctx, s, q.dim_size(0), 3 * price(s), {tokens(in<T>(q), q), tokens(in<T>(k), k), tokens(in<T>(v), v)},
                   {tokens(in<T>(dy), dy), tokens(out<T>(dq), *dq), tokens(out<T>(dk), *dk), tokens(out<T>(dv), *dv)});
  }
};

template <typename T>
class FusedAttention : public WithHeads {
 public:
  using WithHeads::WithHeads;
  void Compute(OpKernelContext* ctx) override {
    const Tensor& qkv = ctx->input(0);
    LIFT_EXPECT(ctx, fits(qkv), "qkv is [batch, tokens, 3 * width], the width a multiple of the heads");
    const AttentionSizes s = fused_sizes(qkv);
    Tensor* y = output(ctx, 0, {qkv.dim_size(0), s.queries, qkv.dim_size(2) / 3});
    if (!y) return;
    attend<T>(ctx, s, qkv.dim_size(0), price(s), thirds<T>(qkv), tokens(out<T>(y), *y));
  }
};

template <typename T>
class FusedAttentionGrad : public WithHeads {
 public:
  using WithHeads::WithHeads;
  void Compute(OpKernelContext* ctx) override {
    const Tensor &dy = ctx->input(0), &qkv = ctx->input(1);
    LIFT_EXPECT(ctx, fits(qkv) && dy.dims() == 3, "qkv is [batch, tokens, 3 * width], the width a multiple of the heads");
    const AttentionSizes s = fused_sizes(qkv);
    LIFT_EXPECT(ctx, dy.dim_size(1) == s.queries && 3 * dy.dim_size(2) == qkv.dim_size(2), "dy is shaped like the output");
    Tensor* dqkv = output(ctx, 0, qkv.shape());
    if (!dqkv) return;
    T* data = out<T>(dqkv);
    const int64_t width = qkv.dim_size(2) / 3;
    if (s.queries < qkv.dim_size(1)) std::memset(data, 0, dqkv->TotalBytes());
    attend_back<T>(ctx, s, qkv.dim_size(0), 3 * price(s), thirds<T>(qkv),
                   {tokens(in<T>(dy), dy), tokens(data, *dqkv), tokens(data, *dqkv, width), tokens(data, *dqkv, 2 * width)});
  }
};

LIFT_KERNEL("LiftAttention", Attention);
LIFT_KERNEL("LiftAttentionGrad", AttentionGrad);
LIFT_KERNEL("LiftFusedAttention", FusedAttention);
LIFT_KERNEL("LiftFusedAttentionGrad", FusedAttentionGrad);

}  // namespace lift

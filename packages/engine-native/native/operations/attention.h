// Attention of one head at a time, and its gradient. The scores of a few rows stay in the cache; nothing of size queries x keys
// is kept between the two: the gradient computes them anew.
#pragma once
#include "product.h"
#include "rows.h"
#include "scratch.h"

namespace lift {
namespace LIFT_TARGET {

// Queries that are worked on together.
constexpr int64_t CHUNK = 4 * ROWS;

// Sizes that every head of a call shares.
struct Plan {
  int64_t d, dp;        // a head's width, and padded to whole lanes
  int64_t n, np;        // keys, and padded
  int64_t ld;           // step between rows of scores: np, off powers of two, which share cache sets
  float scale;
};

LIFT_INLINE Plan plan_of(const AttentionSizes& s) {
  Plan p{s.width, padded(s.width), s.keys, padded(s.keys), 0, root_inverse((float)s.width)};
  p.ld = p.np % 256 == 0 ? p.np + 16 : p.np;
  return p;
}

template <typename T>
LIFT_INLINE T* head_of(const Tokens<T>& t, const AttentionSizes& s, int64_t unit) {
  return t.data + unit / s.heads * t.batch_step + unit % s.heads * s.width;
}

// Rows of a head, times a factor, side by side with zeros behind each.
template <typename T>
static void copy_rows(int64_t rows, const Plan& p, const T* from, int64_t step, float factor, float* to) {
  for (int64_t r = 0; r < rows; r++, from += step, to += p.dp) {
    for (int64_t i = p.d; i < p.dp; i++) to[i] = 0;
    map(p.d, to, from, [&](Lanes x) { return x * factor; });
  }
}

// The same as columns: to[d, keys].
template <typename T>
static void copy_columns(const Plan& p, const T* from, int64_t step, float factor, float* to, float* row) {
  for (int64_t n = 0; n < p.np; n++) {
    if (n < p.n) map(p.d, row, from + n * step, [&](Lanes x) { return x * factor; });
    for (int64_t i = 0; i < p.d; i++) to[i * p.ld + n] = n < p.n ? row[i] : 0;
  }
}

template <typename T>
static void put_rows(int64_t rows, const Plan& p, const float* from, float factor, T* to, int64_t step) {
  for (int64_t r = 0; r < rows; r++, from += p.dp, to += step) map(p.d, to, from, [&](Lanes x) { return x * factor; });
}

// Softmax of a row's first n values; zeros behind them.
static void soften(int64_t n, int64_t np, float* row) {
  Lanes most = all(-3.4e38f), total{};
  float rest = -3.4e38f;
  along(n, [&](int64_t i) { most = larger(most, load(row + i)); },
        [&](int64_t i, int64_t c) { for (int64_t j = i; j < i + c; j++) rest = row[j] > rest ? row[j] : rest; });
  const float top = largest(most) > rest ? largest(most) : rest;
  for (int64_t i = n; i < np; i++) row[i] = -3.4e38f;
  for (int64_t i = 0; i < padded(n); i += L) {
    const Lanes e = exponential(load(row + i) - top);
    store(row + i, e);
    total += e;
  }
  // What stands behind n came out as e^-87, which is nothing beside the largest term's 1.
  const float share = 1.0f / sum(total);
  for (int64_t i = 0; i < padded(n); i += L) store(row + i, load(row + i) * share);
  for (int64_t i = n; i < np; i++) row[i] = 0;
}

LIFT_INLINE int64_t seen(const AttentionSizes& s, int64_t query) {
  return s.causal ? query + 1 + s.keys - s.queries : s.keys;
}

// Weights of `rows` queries from `first` on.
static void weigh(const AttentionSizes& s, const Plan& p, int64_t first, int64_t rows, const float* q, const float* kt, float* w) {
  product<false>(rows, p.np, p.d, {q, p.dp, 1}, kt, p.ld, w, p.ld);
  for (int64_t r = 0; r < rows; r++) soften(seen(s, first + r), p.np, w + r * p.ld);
}

LIFT_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

template <typename T>
static void attention(const AttentionSizes& s, const AttentionRows<T>& in, const Tokens<T>& y, int64_t begin, int64_t end) {
  const Plan p = plan_of(s);
  Scratch scratch(p.d * p.ld + p.n * p.dp + CHUNK * (p.ld + 2 * p.dp) + p.dp);
  float *kt = scratch.take(p.d * p.ld), *v = scratch.take(p.n * p.dp), *w = scratch.take(CHUNK * p.ld);
  float *q = scratch.take(CHUNK * p.dp), *o = scratch.take(CHUNK * p.dp), *row = scratch.take(p.dp);
  for (int64_t unit = begin; unit < end; unit++) {
    copy_columns(p, head_of(in.k, s, unit), in.k.token_step, p.scale, kt, row);
    copy_rows(p.n, p, head_of(in.v, s, unit), in.v.token_step, 1, v);
    for (int64_t first = 0; first < s.queries; first += CHUNK) {
      const int64_t rows = least(CHUNK, s.queries - first);
      copy_rows(rows, p, head_of(in.q, s, unit) + first * in.q.token_step, in.q.token_step, 1, q);
      weigh(s, p, first, rows, q, kt, w);
      product<false>(rows, p.dp, p.n, {w, p.ld, 1}, v, p.dp, o, p.dp);
      put_rows(rows, p, o, 1, head_of(y, s, unit) + first * y.token_step, y.token_step);
    }
  }
}

// ds = w * (dw - sum of w dw), over dw.
static void weights_grad(int64_t rows, const Plan& p, const float* w, float* dw) {
  for (int64_t r = 0; r < rows; r++, w += p.ld, dw += p.ld) {
    Lanes total{};
    for (int64_t i = 0; i < p.np; i += L) total += load(w + i) * load(dw + i);
    const float along_row = sum(total);
    for (int64_t i = 0; i < p.np; i += L) store(dw + i, load(w + i) * (load(dw + i) - along_row));
  }
}

template <typename T>
static void attention_grad(const AttentionSizes& s, const AttentionRows<T>& in, const AttentionGradients<T>& out, int64_t begin, int64_t end) {
  const Plan p = plan_of(s);
  Scratch scratch(2 * p.d * p.ld + 3 * p.n * p.dp + CHUNK * (2 * p.ld + 3 * p.dp) + p.dp);
  float *kt = scratch.take(p.d * p.ld), *vt = scratch.take(p.d * p.ld), *k = scratch.take(p.n * p.dp);
  float *dk = scratch.take(p.n * p.dp), *dv = scratch.take(p.n * p.dp), *row = scratch.take(p.dp);
  float *w = scratch.take(CHUNK * p.ld), *dw = scratch.take(CHUNK * p.ld);
  float *q = scratch.take(CHUNK * p.dp), *dy = scratch.take(CHUNK * p.dp), *dq = scratch.take(CHUNK * p.dp);
  for (int64_t unit = begin; unit < end; unit++) {
    copy_columns(p, head_of(in.k, s, unit), in.k.token_step, p.scale, kt, row);
    copy_columns(p, head_of(in.v, s, unit), in.v.token_step, 1, vt, row);
    copy_rows(p.n, p, head_of(in.k, s, unit), in.k.token_step, p.scale, k);
    for (int64_t i = 0; i < p.n * p.dp; i++) dk[i] = dv[i] = 0;
    for (int64_t first = 0; first < s.queries; first += CHUNK) {
      const int64_t rows = least(CHUNK, s.queries - first);
      copy_rows(rows, p, head_of(in.q, s, unit) + first * in.q.token_step, in.q.token_step, 1, q);
      copy_rows(rows, p, head_of(out.dy, s, unit) + first * out.dy.token_step, out.dy.token_step, 1, dy);
      weigh(s, p, first, rows, q, kt, w);
      product<true>(p.n, p.dp, rows, {w, 1, p.ld}, dy, p.dp, dv, p.dp);
      product<false>(rows, p.np, p.d, {dy, p.dp, 1}, vt, p.ld, dw, p.ld);
      weights_grad(rows, p, w, dw);
      product<false>(rows, p.dp, p.n, {dw, p.ld, 1}, k, p.dp, dq, p.dp);
      product<true>(p.n, p.dp, rows, {dw, 1, p.ld}, q, p.dp, dk, p.dp);
      put_rows(rows, p, dq, 1, head_of(out.dq, s, unit) + first * out.dq.token_step, out.dq.token_step);
    }
    put_rows(p.n, p, dk, p.scale, head_of(out.dk, s, unit), out.dk.token_step);
    put_rows(p.n, p, dv, 1, head_of(out.dv, s, unit), out.dv.token_step);
  }
}

}  // namespace LIFT_TARGET
}  // namespace lift

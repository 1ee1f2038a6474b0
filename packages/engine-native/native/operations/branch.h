// A narrow branch beside a residual (AdaptFormer's, LoRA's) in one pass over the rows, and its gradient in another.
#pragma once
#include "product.h"
#include "rows.h"
#include "scratch.h"

namespace lift {
namespace LIFT_TARGET {

// Rows that are worked on together.
constexpr int64_t TOGETHER = 2 * ROWS;

// The branch's matrices as the products want them: rows padded with zeros to whole lanes.
struct Matrices {
  int64_t wp, op, rp;          // width, out and rank, padded
  float *down, *down_t, *up, *up_t;  // [rank, wp], [width, rp], [out, rp], [rank, op]
};

static int64_t sizes_of(const Branch& b, Matrices& m) {
  m = {padded(b.width), padded(b.out), padded(b.rank), nullptr, nullptr, nullptr, nullptr};
  return b.rank * (m.wp + m.op) + (b.width + b.out) * m.rp;
}

// to[rows, step] = from[rows, columns], and to_t[columns, step_t] its transpose; zeros behind each row.
static void lay_out(int64_t rows, int64_t columns, const float* from, float* to, int64_t step, float* to_t, int64_t step_t) {
  for (int64_t i = 0; i < rows * step; i++) to[i] = 0;
  for (int64_t i = 0; i < columns * step_t; i++) to_t[i] = 0;
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < columns; c++) to[r * step + c] = to_t[c * step_t + r] = from[r * columns + c];
}

static void lay_out(const Branch& b, Matrices& m, Scratch& scratch) {
  m.down = scratch.take(b.rank * m.wp);
  m.down_t = scratch.take(b.width * m.rp);
  m.up = scratch.take(b.out * m.rp);
  m.up_t = scratch.take(b.rank * m.op);
  lay_out(b.rank, b.width, b.down, m.down, m.wp, m.down_t, m.rp);
  lay_out(b.out, b.rank, b.up, m.up, m.rp, m.up_t, m.op);
}

// Rows with zeros behind each.
template <typename T>
static void take_rows(int64_t rows, int64_t n, const T* from, float* to, int64_t step) {
  for (int64_t r = 0; r < rows; r++, from += n, to += step) {
    for (int64_t i = n; i < step; i++) to[i] = 0;
    map(n, to, from, [](Lanes a) { return a; });
  }
}

// What enters the branch: normal (x - mean) / sigma where there is a norm, and n = normal * weight + bias.
static void enter(int64_t rows, const Branch& b, int64_t step, const float* x, float* normal, float* n, float* inverse) {
  take_rows(rows, b.width, x, n, step);
  if (!b.norm_weight) return;
  for (int64_t r = 0; r < rows; r++, x += b.width, normal += step, n += step) {
    const Moments m = moments(b.width, x, b.epsilon);
    inverse[r] = m.inverse;
    for (int64_t i = b.width; i < step; i++) normal[i] = 0;
    map(b.width, normal, x, [&](Lanes a) { return (a - m.mean) * m.inverse; });
    map(b.width, n, normal, b.norm_weight, b.norm_bias, [](Lanes a, Lanes w, Lanes c) { return a * w + c; });
  }
}

static void narrow_rows(int64_t rows, const Branch& b, const Matrices& m, const float* n, float* h) {
  product<false>(rows, m.rp, b.width, {n, m.wp, 1}, m.down_t, m.rp, h, m.rp);
  for (int64_t r = 0; r < rows; r++, h += m.rp) {
    if (b.down_bias) map(b.rank, h, h, b.down_bias, [](Lanes a, Lanes c) { return a + c; });
    if (b.rectify) map(b.rank, h, h, [](Lanes a) { return larger(a, Lanes{}); });
  }
}

template <typename T>
static void branch(int64_t all_rows, const Branch& b, const float* x, const T* value, T* y) {
  Matrices m;
  Scratch scratch(sizes_of(b, m) + TOGETHER * (2 * m.wp + m.rp + m.op + 1) + 256);
  lay_out(b, m, scratch);
  float *normal = scratch.take(TOGETHER * m.wp), *n = scratch.take(TOGETHER * m.wp), *h = scratch.take(TOGETHER * m.rp);
  float *u = scratch.take(TOGETHER * m.op), *inverse = scratch.take(TOGETHER);
  for (int64_t first = 0; first < all_rows; first += TOGETHER) {
    const int64_t rows = all_rows - first < TOGETHER ? all_rows - first : TOGETHER;
    enter(rows, b, m.wp, x + first * b.width, normal, n, inverse);
    narrow_rows(rows, b, m, n, h);
    product<false>(rows, m.op, b.rank, {h, m.rp, 1}, m.up_t, m.op, u, m.op);
    for (int64_t r = 0; r < rows; r++) {
      const int64_t at = (first + r) * b.out;
      const float* wide = u + r * m.op;
      if (b.up_bias)
        map(b.out, y + at, value + at, wide, b.up_bias, [&](Lanes v, Lanes a, Lanes c) { return v + (a + c) * b.scale; });
      else
        map(b.out, y + at, value + at, wide, [&](Lanes v, Lanes a) { return v + a * b.scale; });
    }
  }
}

// dn[rows, wp] becomes the gradient of x: through the norm, where there is one, whose parameters' sums it adds to.
static void leave(int64_t rows, const Branch& b, int64_t step, float* dn, const float* normal, const float* inverse,
                  float* dx, float* weight, float* bias) {
  const int64_t n = b.width;
  for (int64_t r = 0; r < rows; r++, dn += step, normal += step, dx += n) {
    if (!b.norm_weight) {
      map(n, dx, dn, [](Lanes d) { return d; });
      continue;
    }
    map(n, weight, weight, dn, normal, [](Lanes w, Lanes d, Lanes a) { return w + d * a; });
    map(n, bias, bias, dn, [](Lanes c, Lanes d) { return c + d; });
    map(n, dn, dn, b.norm_weight, [](Lanes d, Lanes w) { return d * w; });
    Lanes total{}, against{};
    for (int64_t i = 0; i < step; i += L) {  // zeros stand behind the row
      total += load(dn + i);
      against += load(dn + i) * load(normal + i);
    }
    const float mean = sum(total) / n, slope = sum(against) / n, factor = inverse[r];
    map(n, dx, dn, normal, [&](Lanes g, Lanes a) { return (g - mean - a * slope) * factor; });
  }
}

static void add_to(float* sums, int64_t count, const float* more, float factor) {
  if (sums) map(count, sums, sums, more, [&](Lanes a, Lanes d) { return a + d * factor; });
}

// Gathered over the rows of one call: [wp] twice, [rank, wp], [rp], [rank, op], [op], and the scale's.
struct Gathered {
  float *norm_weight, *norm_bias, *down, *down_bias, *up_t, *up_bias;
  double scale;
};

static int64_t gathered_size(const Branch& b, const Matrices& m) { return (2 + b.rank) * m.wp + m.rp + (b.rank + 1) * m.op + 128; }

static Gathered gather(const Branch& b, const Matrices& m, Scratch& scratch) {
  auto zeros = [&](int64_t count) {
    float* p = scratch.take(count);
    for (int64_t i = 0; i < count; i++) p[i] = 0;
    return p;
  };
  return {zeros(m.wp), zeros(m.wp), zeros(b.rank * m.wp), zeros(m.rp), zeros(b.rank * m.op), zeros(m.op), 0};
}

static void hand_over(const Branch& b, const Matrices& m, const Gathered& g, const BranchSums& to) {
  if (b.norm_weight) add_to(to.norm_weight, b.width, g.norm_weight, 1);
  if (b.norm_weight) add_to(to.norm_bias, b.width, g.norm_bias, 1);
  for (int64_t r = 0; r < b.rank; r++) add_to(to.down + r * b.width, b.width, g.down + r * m.wp, 1);
  add_to(to.down_bias, b.rank, g.down_bias, 1);
  for (int64_t o = 0; o < b.out; o++)
    for (int64_t r = 0; r < b.rank; r++) to.up[o * b.rank + r] += b.scale * g.up_t[r * m.op + o];
  add_to(to.up_bias, b.out, g.up_bias, b.scale);
  double constant = 0;
  for (int64_t o = 0; b.up_bias && o < b.out; o++) constant += (double)b.up_bias[o] * g.up_bias[o];
  if (to.scale) *to.scale += (float)(g.scale + constant);
}

template <typename T>
static void branch_grad(int64_t all_rows, const Branch& b, const T* dy, const float* x, float* dx, const BranchSums& sums) {
  Matrices m;
  Scratch scratch(sizes_of(b, m) + gathered_size(b, m) + TOGETHER * (3 * m.wp + 2 * m.rp + m.op + 1) + 512);
  lay_out(b, m, scratch);
  Gathered total = gather(b, m, scratch);
  float *normal = scratch.take(TOGETHER * m.wp), *n = scratch.take(TOGETHER * m.wp), *dn = scratch.take(TOGETHER * m.wp);
  float *h = scratch.take(TOGETHER * m.rp), *g = scratch.take(TOGETHER * m.rp), *d = scratch.take(TOGETHER * m.op);
  float* inverse = scratch.take(TOGETHER);
  for (int64_t first = 0; first < all_rows; first += TOGETHER) {
    const int64_t rows = all_rows - first < TOGETHER ? all_rows - first : TOGETHER;
    enter(rows, b, m.wp, x + first * b.width, normal, n, inverse);
    narrow_rows(rows, b, m, n, h);
    take_rows(rows, b.out, dy + first * b.out, d, m.op);
    product<true>(b.rank, m.op, rows, {h, 1, m.rp}, d, m.op, total.up_t, m.op);
    for (int64_t r = 0; r < rows; r++) add_to(total.up_bias, m.op, d + r * m.op, 1);
    product<false>(rows, m.rp, b.out, {d, m.op, 1}, m.up, m.rp, g, m.rp);
    for (int64_t i = 0; i < rows * m.rp; i += L) {
      const Lanes open = load(h + i), slope = load(g + i);
      total.scale += sum(open * slope);
      store(g + i, b.rectify ? pick((Whole)(open > 0), slope * b.scale, Lanes{}) : slope * b.scale);
    }
    for (int64_t r = 0; r < rows; r++) add_to(total.down_bias, m.rp, g + r * m.rp, 1);
    product<true>(b.rank, m.wp, rows, {g, 1, m.rp}, n, m.wp, total.down, m.wp);
    product<false>(rows, m.wp, b.rank, {g, m.rp, 1}, m.down, m.wp, dn, m.wp);
    leave(rows, b, m.wp, dn, normal, inverse, dx + first * b.width, total.norm_weight, total.norm_bias);
  }
  hand_over(b, m, total, sums);
}

}  // namespace LIFT_TARGET
}  // namespace lift

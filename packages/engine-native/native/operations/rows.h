// Layer norm, GELU and the residual sum on rows.
#pragma once
#include "lanes.h"

namespace lift {
namespace LIFT_TARGET {

LIFT_INLINE float root_inverse(float x) { return 1.0f / __builtin_sqrtf(x); }

struct Moments {
  float mean, inverse;
};

LIFT_INLINE Moments moments(int64_t n, const float* x, float epsilon) {
  Lanes total{}, squares{};
  along(n, [&](int64_t i) { total += load(x + i); }, [&](int64_t i, int64_t c) { total += load(x + i, c); });
  const float mean = sum(total) / n;
  float rest = 0;
  along(n,
        [&](int64_t i) {
          const Lanes d = load(x + i) - mean;
          squares += d * d;
        },
        [&](int64_t i, int64_t c) {
          for (int64_t j = i; j < i + c; j++) rest += (x[j] - mean) * (x[j] - mean);
        });
  return {mean, root_inverse((sum(squares) + rest) / n + epsilon)};
}

template <typename T>
static void layer_norm(int64_t rows, int64_t n, const float* x, const float* weight, const float* bias, float epsilon, T* y) {
  for (int64_t row = 0; row < rows; row++, x += n, y += n) {
    const Moments m = moments(n, x, epsilon);
    map(n, y, x, weight, bias, [&](Lanes a, Lanes w, Lanes b) { return (a - m.mean) * m.inverse * w + b; });
  }
}

// dx = (g - <g> - normal <g normal>) / sigma, g = dy * weight
template <typename T>
static void layer_norm_grad(int64_t rows, int64_t n, const T* dy, const float* x, const float* weight, float epsilon, float* dx) {
  for (int64_t row = 0; row < rows; row++, x += n, dy += n, dx += n) {
    const Moments m = moments(n, x, epsilon);
    Lanes total{}, against{};
    auto gather = [&](Lanes g, Lanes a) {
      total += g;
      against += g * (a - m.mean);
    };
    along(n, [&](int64_t i) { gather(load(dy + i) * load(weight + i), load(x + i)); },
          [&](int64_t i, int64_t c) { gather(load(dy + i, c) * load(weight + i, c), load(x + i, c)); });
    const float mean = sum(total) / n, slope = sum(against) * m.inverse * m.inverse / n;
    map(n, dx, dy, weight, x, [&](Lanes d, Lanes w, Lanes a) { return (d * w - mean - (a - m.mean) * slope) * m.inverse; });
  }
}

template <typename T>
static void layer_norm_sums(int64_t rows, int64_t n, const T* dy, const float* x, float epsilon, float* weight, float* bias) {
  for (int64_t row = 0; row < rows; row++, x += n, dy += n) {
    const Moments m = moments(n, x, epsilon);
    map(n, weight, weight, dy, x, [&](Lanes w, Lanes d, Lanes a) { return w + d * ((a - m.mean) * m.inverse); });
    map(n, bias, bias, dy, [](Lanes b, Lanes d) { return b + d; });
  }
}

struct Normal {
  Lanes below, density;  // the standard normal distribution's share below x, and its density at x
};

// The share beyond |x| is e^(-x^2/2) / 2 times t P(t), t = 1 / (1 + 0.4 |x|/sqrt 2); P was fitted to erfcx by iteratively
// reweighted least squares on [0, 7]: relative error 3.4e-8.
LIFT_INLINE Normal normal(Lanes x) {
  const Lanes size = smaller((Lanes)((Whole)x & 0x7fffffff) * 0.70710678f, all(7.0f));
  const Lanes t = 1.0f / (size * 0.4f + 1.0f);
  Lanes p = all(3.263805646e-02f);
  p = p * t + -9.701223027e-02f;
  p = p * t + -8.923780467e-03f;
  p = p * t + 1.988644371e-01f;
  p = p * t + -6.378889847e-04f;
  p = p * t + 2.295700684e-01f;
  p = p * t + 1.920360003e-01f;
  p = p * t + 2.279254026e-01f;
  p = p * t + 2.255399684e-01f;
  const Lanes fall = exponential(-size * size);
  const Lanes beyond = p * t * fall * 0.5f;
  return {pick((Whole)(x > 0), 1.0f - beyond, beyond), fall * 0.39894228f};
}

LIFT_INLINE Lanes gate(Lanes x) { return 1.0f / (1.0f + exponential(x * -1.702f)); }

template <typename T>
static void gelu(int64_t count, bool quick, const T* x, T* y) {
  if (quick)
    map(count, y, x, [](Lanes a) { return a * gate(a); });
  else
    map(count, y, x, [](Lanes a) { return a * normal(a).below; });
}

template <typename T>
static void gelu_grad(int64_t count, bool quick, const T* dy, const T* x, T* dx) {
  if (quick)
    map(count, dx, dy, x, [](Lanes d, Lanes a) {
      const Lanes g = gate(a);
      return d * g * (a * 1.702f * (1.0f - g) + 1.0f);
    });
  else
    map(count, dx, dy, x, [](Lanes d, Lanes a) {
      const Normal at = normal(a);
      return d * (at.below + a * at.density);
    });
}

template <typename T>
static void residual(int64_t rows, int64_t n, const float* x, const T* branch, const float* gain, float* y) {
  if (!gain) return map(rows * n, y, x, branch, [](Lanes a, Lanes b) { return a + b; });
  for (int64_t row = 0; row < rows; row++, x += n, branch += n, y += n)
    map(n, y, x, branch, gain, [](Lanes a, Lanes b, Lanes g) { return a + b * g; });
}

template <typename T>
static void column_sums(int64_t rows, int64_t n, const T* x, float* sums) {
  for (int64_t row = 0; row < rows; row++, x += n) map(n, sums, sums, x, [](Lanes a, Lanes b) { return a + b; });
}

template <typename T>
static void sgd(int64_t count, const float* p, const T* g, const float* m, float rate, float momentum, float decay, float* next_p, float* next_m) {
  map(count, next_m, p, g, m, [&](Lanes a, Lanes slope, Lanes old) { return old * momentum + (slope + a * decay); });
  map(count, next_p, p, next_m, [&](Lanes a, Lanes step) { return a - step * rate; });
}

}  // namespace LIFT_TARGET
}  // namespace lift

// Small matrix products out of the cache: c[M, N] (+)= sum over k of a(m, k) * b[k, n].
#pragma once
#include "lanes.h"

namespace lift {
namespace LIFT_TARGET {

// Rows of c that fit the registers beside two lanes of b.
constexpr int ROWS = LIFT_ROWS;

// a(m, k) is a[m * row + k * step], so that a matrix can be taken as its transpose.
struct Left {
  const float* data;
  int64_t row, step;
};

template <int M, int V, bool ADD>
static void block(Left a, int64_t K, const float* b, int64_t ldb, float* c, int64_t ldc) {
  Lanes sums[M][V];
#pragma GCC unroll 32
  for (int m = 0; m < M; m++)
#pragma GCC unroll 2
    for (int v = 0; v < V; v++) sums[m][v] = ADD ? load(c + m * ldc + v * L) : Lanes{};
  for (int64_t k = 0; k < K; k++) {
    const float* column = a.data + k * a.step;
    Lanes row[V];
#pragma GCC unroll 2
    for (int v = 0; v < V; v++) row[v] = load(b + k * ldb + v * L);
#pragma GCC unroll 32
    for (int m = 0; m < M; m++)
#pragma GCC unroll 2
      for (int v = 0; v < V; v++) sums[m][v] += column[m * a.row] * row[v];
  }
#pragma GCC unroll 32
  for (int m = 0; m < M; m++)
#pragma GCC unroll 2
    for (int v = 0; v < V; v++) store(c + m * ldc + v * L, sums[m][v]);
}

template <int M, int V, bool ADD>
static void blocks(int64_t rows, Left a, int64_t K, const float* b, int64_t ldb, float* c, int64_t ldc) {
  if constexpr (M > 1) {
    if (rows < M) return blocks<M - 1, V, ADD>(rows, a, K, b, ldb, c, ldc);
  }
  block<M, V, ADD>(a, K, b, ldb, c, ldc);
}

template <int V, bool ADD>
static void strip(int64_t rows, Left a, int64_t K, const float* b, int64_t ldb, float* c, int64_t ldc) {
  const int64_t parts = (rows + ROWS - 1) / ROWS;
  for (int64_t part = 0, from = 0; part < parts; part++) {
    const int64_t to = rows * (part + 1) / parts;
    blocks<ROWS, V, ADD>(to - from, {a.data + from * a.row, a.row, a.step}, K, b, ldb, c + from * ldc, ldc);
    from = to;
  }
}

// columns is a multiple of L; rows of b and c lie ldb and ldc apart.
template <bool ADD>
static void product(int64_t rows, int64_t columns, int64_t K, Left a, const float* b, int64_t ldb, float* c, int64_t ldc) {
  int64_t n = 0;
  for (; n + 2 * L <= columns; n += 2 * L) strip<2, ADD>(rows, a, K, b + n, ldb, c + n, ldc);
  if (n < columns) strip<1, ADD>(rows, a, K, b + n, ldb, c + n, ldc);
}

LIFT_INLINE int64_t padded(int64_t n) { return (n + L - 1) / L * L; }

}  // namespace LIFT_TARGET
}  // namespace lift

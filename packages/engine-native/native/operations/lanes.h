// Numbers in lanes: LIFT_LANES floats at a time, written with the compilers' vector extension, so that one source serves
// every instruction set. Everything here is static: no function of one instruction set may be linked into another's.
#pragma once
#include <cstdint>

#include "kernels.h"

namespace lift {
namespace LIFT_TARGET {

constexpr int L = LIFT_LANES;
typedef float Lanes __attribute__((vector_size(L * 4), aligned(4), may_alias));
typedef int32_t Whole __attribute__((vector_size(L * 4), aligned(4), may_alias));
typedef uint32_t Bits __attribute__((vector_size(L * 4), aligned(4), may_alias));
typedef uint16_t Short __attribute__((vector_size(L * 2), aligned(2), may_alias));

#define LIFT_INLINE static inline __attribute__((always_inline))

LIFT_INLINE Lanes all(float value) { return Lanes{} + value; }
LIFT_INLINE Bits bits_of(Lanes x) { return (Bits)x; }
LIFT_INLINE Lanes pick(Whole mask, Lanes yes, Lanes no) { return (Lanes)(((Whole)yes & mask) | ((Whole)no & ~mask)); }
LIFT_INLINE Lanes larger(Lanes a, Lanes b) { return pick((Whole)(a > b), a, b); }
LIFT_INLINE Lanes smaller(Lanes a, Lanes b) { return pick((Whole)(a < b), a, b); }

LIFT_INLINE float sum(Lanes x) {
  float total = 0;
  for (int i = 0; i < L; i++) total += x[i];
  return total;
}
LIFT_INLINE float largest(Lanes x) {
  float most = x[0];
  for (int i = 1; i < L; i++) most = x[i] > most ? x[i] : most;
  return most;
}

LIFT_INLINE Lanes widen(Short x) { return (Lanes)(__builtin_convertvector(x, Bits) << 16); }
// Rounds to the nearest, halves to even.
LIFT_INLINE Short narrow(Lanes x) {
  const Bits u = bits_of(x);
  return __builtin_convertvector((u + 0x7fffu + ((u >> 16) & 1u)) >> 16, Short);
}

LIFT_INLINE Lanes load(const float* p) { return *(const Lanes*)p; }
LIFT_INLINE Lanes load(const Half* p) { return widen(*(const Short*)p); }
LIFT_INLINE void store(float* p, Lanes x) { *(Lanes*)p = x; }
LIFT_INLINE void store(Half* p, Lanes x) { *(Short*)p = narrow(x); }

// The last lanes of a row: count < L.
template <typename T>
LIFT_INLINE Lanes load(const T* p, int64_t count) {
  T all_of_it[L] = {};
  for (int64_t i = 0; i < count; i++) all_of_it[i] = p[i];
  return load(all_of_it);
}
template <typename T>
LIFT_INLINE void store(T* p, Lanes x, int64_t count) {
  T all_of_it[L];
  store(all_of_it, x);
  for (int64_t i = 0; i < count; i++) p[i] = all_of_it[i];
}

// work(i) for whole lanes, then rest(i, count) for what is left.
template <typename Work, typename Rest>
LIFT_INLINE void along(int64_t count, Work work, Rest rest) {
  int64_t i = 0;
  for (; i + L <= count; i += L) work(i);
  if (i < count) rest(i, count - i);
}

// y[i] = f(i, lanes of x ...) for one, two or three rows.
template <typename Y, typename A, typename F>
LIFT_INLINE void map(int64_t n, Y* y, const A* a, F f) {
  along(n, [&](int64_t i) { store(y + i, f(load(a + i))); },
        [&](int64_t i, int64_t c) { store(y + i, f(load(a + i, c)), c); });
}
template <typename Y, typename A, typename B, typename F>
LIFT_INLINE void map(int64_t n, Y* y, const A* a, const B* b, F f) {
  along(n, [&](int64_t i) { store(y + i, f(load(a + i), load(b + i))); },
        [&](int64_t i, int64_t c) { store(y + i, f(load(a + i, c), load(b + i, c)), c); });
}
template <typename Y, typename A, typename B, typename C, typename F>
LIFT_INLINE void map(int64_t n, Y* y, const A* a, const B* b, const C* c3, F f) {
  along(n, [&](int64_t i) { store(y + i, f(load(a + i), load(b + i), load(c3 + i))); },
        [&](int64_t i, int64_t c) { store(y + i, f(load(a + i, c), load(b + i, c), load(c3 + i, c)), c); });
}

// e^x to a unit in the last place or two; x is kept within what a float can hold.
LIFT_INLINE Lanes exponential(Lanes x) {
  x = smaller(larger(x, all(-87.3f)), all(88.3f));
  const Lanes shifted = x * 1.44269504f + 12582912.0f;  // 1.5 * 2^23: the whole part ends up in the lowest bits
  const Lanes n = shifted - 12582912.0f;
  Lanes r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  Lanes p = all(1.0f / 5040);
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return (Lanes)((Whole)p + (((Whole)shifted - 0x4b400000) << 23));
}

}  // namespace LIFT_TARGET
}  // namespace lift

// Which instruction set computes. LIFT_NATIVE_ISA=baseline|avx2|avx512 takes a lower one, for tests.
#include <cstdlib>
#include <cstring>

#include "kernels.h"

namespace lift {
namespace baseline { extern const Kernels table; }
#if defined(__x86_64__)
namespace avx2 { extern const Kernels table; }
namespace avx512 { extern const Kernels table; }
#endif

static const Kernels& choose() {
#if defined(__x86_64__)
  const char* asked = getenv("LIFT_NATIVE_ISA");
  __builtin_cpu_init();
  const bool has2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool has512 = has2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512cd");
  const bool low = asked && !strcmp(asked, "baseline");
  const bool middle = asked && !strcmp(asked, "avx2");
  if (has512 && !low && !middle) return avx512::table;
  if (has2 && !low) return avx2::table;
#endif
  return baseline::table;
}

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}
}  // namespace lift

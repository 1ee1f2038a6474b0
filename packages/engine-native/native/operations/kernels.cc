// One instruction set's kernels. Compiled once for each, with LIFT_TARGET (its name), LIFT_LANES (floats in a register) and
// LIFT_ROWS (rows of a product that fit the registers) given by the command line.
#include "attention.h"
#include "branch.h"
#include "rows.h"

#define LIFT_TEXT_OF(x) #x
#define LIFT_TEXT(x) LIFT_TEXT_OF(x)

namespace lift {
namespace LIFT_TARGET {

template <typename T>
static constexpr Typed<T> every() {
  return {layer_norm<T>, layer_norm_grad<T>, layer_norm_sums<T>, gelu<T>,   gelu_grad<T>,
          residual<T>,   column_sums<T>, sgd<T>, attention<T>,       attention_grad<T>,  branch<T>, branch_grad<T>};
}

extern const Kernels table;
const Kernels table = {LIFT_TEXT(LIFT_TARGET), every<float>(), every<Half>()};

}  // namespace LIFT_TARGET
}  // namespace lift

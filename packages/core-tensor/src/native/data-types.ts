import { LiftError } from "@liftjs/contracts";
import type { NativeType } from "../kernels/attributes.js";

/** TensorFlow's `DataType` numbers. */
export const dataTypeNumber: Readonly<Record<NativeType, number>> = { float32: 1, int32: 3, bool: 10, bfloat16: 14 };

/** Values as the typed array that TensorFlow expects for a type. @throws LiftError `KERNEL` for types that it is not given */
export function typedValues(values: ArrayLike<number>, dtype: NativeType): Float32Array | Int32Array | Uint8Array {
  switch (dtype) {
    case "float32":
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case "int32":
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case "bool":
      return values instanceof Uint8Array ? values : Uint8Array.from(values);
    default:
      throw new LiftError(
        "KERNEL",
        `tensors of type ${dtype} do not cross the engine's border; use float32, int32 or bool`,
      );
  }
}

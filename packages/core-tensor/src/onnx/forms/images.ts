import { inputOf, flagOf, intsOf, outputOf, single, textOf, type FormCall, type FormTable } from "../form.js";
import type { OnnxAttributes } from "../recorder.js";

/** TensorFlow has the channels last, ONNX first. */
const CHANNELS_FIRST = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];
/** `[kh, kw, in, out]` → `[out, in, kh, kw]` */
const FILTER = [3, 2, 0, 1];

const sides = (values: readonly number[]): number[] => values.slice(1, 3);

function padding(call: FormCall): OnnxAttributes {
  const kind = textOf(call, "padding");
  if (kind === "SAME") return { auto_pad: { text: "SAME_UPPER" } };
  if (kind === "VALID") return {};
  const [, , top = 0, bottom = 0, left = 0, right = 0] = intsOf(call, "explicit_paddings");
  return { pads: { ints: [top, left, bottom, right] } };
}

function convolution(call: FormCall): string {
  const x = call.to.transpose(inputOf(call, 0), CHANNELS_FIRST);
  const filter = call.to.transpose(inputOf(call, 1), FILTER);
  const attributes = {
    strides: { ints: sides(intsOf(call, "strides")) },
    dilations: { ints: sides(intsOf(call, "dilations")) },
    ...padding(call),
  };
  return call.to.transpose(call.to.node("Conv", [x, filter], attributes), CHANNELS_LAST);
}

const pool =
  (onnx: string) =>
  (call: FormCall): string => {
    const x = call.to.transpose(inputOf(call, 0), CHANNELS_FIRST);
    const attributes = {
      kernel_shape: { ints: sides(intsOf(call, "ksize")) },
      strides: { ints: sides(intsOf(call, "strides")) },
      ...padding(call),
    };
    return call.to.transpose(call.to.node(onnx, [x], attributes), CHANNELS_LAST);
  };

function coordinates(call: FormCall): string {
  if (flagOf(call, "align_corners")) return "align_corners";
  return flagOf(call, "half_pixel_centers") ? "half_pixel" : "asymmetric";
}

function resize(call: FormCall): string {
  const [batch = 0, height = 0, width = 0, channels = 0] = outputOf(call).shape;
  const x = call.to.transpose(inputOf(call, 0), CHANNELS_FIRST);
  const attributes = { mode: { text: "linear" }, coordinate_transformation_mode: { text: coordinates(call) } };
  const sized = call.to.node("Resize", [x, "", "", call.to.ints([batch, channels, height, width])], attributes);
  return call.to.transpose(sized, CHANNELS_LAST);
}

export const imageForms: FormTable = {
  AvgPool: single(pool("AveragePool")),
  Conv2D: single(convolution),
  MaxPool: single(pool("MaxPool")),
  ResizeBilinear: single(resize),
};

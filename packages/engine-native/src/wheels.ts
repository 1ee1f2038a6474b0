import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";

/** Which of PyPI's wheels serves a platform, and what its libraries are called. */
export interface WheelChoice {
  readonly project: "tensorflow" | "tensorflow-cpu";
  /** Platform tags that will do, best first. */
  readonly tags: readonly string[];
  readonly libraries: readonly string[];
  /** Whether the wheel's libraries look for CUDA. */
  readonly gpu: boolean;
}

const linuxTags = (machine: string): string[] => [
  `manylinux_2_27_${machine}`,
  `manylinux_2_17_${machine}`,
  `manylinux2014_${machine}`,
];
const linuxLibraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const macLibraries = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

/**
 * The wheel for a platform.
 * @throws LiftError `ENGINE`, reason `unsupported-platform`, where PyPI has none that can be linked
 */
export function chooseWheel(at: Situation, gpu: boolean): WheelChoice {
  const key = `${at.platform}-${at.arch}`;
  if (at.platform === "linux" && !at.glibc) {
    throw engineError("unsupported-platform", `this Linux has no glibc, which TensorFlow's wheels need`, WASM_GOES_ON);
  }
  if (key === "linux-x64") {
    return {
      project: gpu ? "tensorflow" : "tensorflow-cpu",
      tags: linuxTags("x86_64"),
      libraries: linuxLibraries,
      gpu,
    };
  }
  if (key === "linux-arm64") {
    return { project: "tensorflow", tags: linuxTags("aarch64"), libraries: linuxLibraries, gpu: false };
  }
  if (key === "darwin-arm64") {
    return { project: "tensorflow", tags: ["macosx_12_0_arm64"], libraries: macLibraries, gpu: false };
  }
  throw engineError("unsupported-platform", `no native engine for ${key}`, WASM_GOES_ON);
}

const WASM_GOES_ON = "WebAssembly is used instead; for native speed use Linux x64 or arm64 with glibc, or macOS arm64";

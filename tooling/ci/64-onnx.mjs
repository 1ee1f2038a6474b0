import { node } from "../lib/steps.mjs";

/** Models of every family and method as ONNX, by ONNX's own checker and onnxruntime. */
export const title = "onnx";
export const needs = { python3: "python3-venv" };
export const run = () => node(["tooling/ci/onnx.mjs"], { seconds: 900 }).then((said) => said.trim().split("\n").at(-1));

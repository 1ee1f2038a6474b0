import { describe, expect, test } from "@jest/globals";
import { cacheDir } from "../src/cache.js";
import { addonArguments } from "../src/compile.js";
import { cudaPackages } from "../src/cuda.js";
import { pickFile } from "../src/wheel-sources.js";
import { chooseWheel } from "../src/wheels.js";
import { machine } from "./helpers/machine.js";

const linux = (arch: string): Parameters<typeof chooseWheel>[0] => ({
  env: {},
  platform: "linux",
  arch,
  glibc: "2.31",
});

test("each platform's wheel", () => {
  expect(chooseWheel(linux("x64"), false)).toMatchObject({ project: "tensorflow-cpu", gpu: false });
  expect(chooseWheel(linux("x64"), true)).toMatchObject({ project: "tensorflow", gpu: true });
  expect(chooseWheel(linux("arm64"), true)).toMatchObject({ project: "tensorflow", gpu: false });
  expect(chooseWheel({ ...linux("arm64"), platform: "darwin", glibc: null }, false).tags).toEqual([
    "macosx_12_0_arm64",
  ]);
});

test("the file of an index: right version and platform, not withdrawn, newest Python", () => {
  const file = (filename: string, yanked = false): Parameters<typeof pickFile>[0][number] => ({
    filename,
    url: "",
    hashes: {},
    yanked,
  });
  const tag = "manylinux_2_27_x86_64";
  const files = [
    file(`tensorflow_cpu-2.21.0-cp310-cp310-${tag}.whl`),
    file(`tensorflow_cpu-2.21.0-cp312-cp312-${tag}.whl`),
    file(`tensorflow_cpu-2.21.0-cp313-cp313-${tag}.whl`, true),
    file(`tensorflow_cpu-2.21.0rc1-cp313-cp313-${tag}.whl`),
    file("tensorflow_cpu-2.21.0-cp313-cp313-win_amd64.whl"),
  ];
  expect(pickFile(files, "2.21.0", [tag])?.filename).toContain("cp312");
  expect(pickFile(files, "2.20.0", [tag])).toBeUndefined();
});

test("CUDA's packages are those of the extra and-cuda", () => {
  const metadata = [
    "Requires-Dist: numpy>=1.26.0",
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    'Requires-Dist: nvidia-nccl-cu12 (<3.0,>=2.27.7); extra == "and-cuda"',
    'Requires-Dist: tensorflow-io; extra == "gcs"',
  ].join("\n");
  expect(cudaPackages(metadata)).toEqual([
    { project: "nvidia-cublas-cu12", specifier: "<13.0,>=12.5.3.2" },
    { project: "nvidia-nccl-cu12", specifier: "<3.0,>=2.27.7" },
  ]);
});

test("the addon finds its libraries relative to itself", () => {
  const { at, remove } = machine();
  const work = { result: "/w/result", download: "/w/download", headers: "/w/headers" };
  const args = addonArguments(at, "/tfjs/binding", ["libtensorflow_cc.so.2"], work);
  expect(args).toEqual(
    expect.arrayContaining([
      "-Wl,-rpath,$ORIGIN/tensorflow",
      "/w/result/tensorflow/libtensorflow_cc.so.2",
      "-I/w/headers",
    ]),
  );
  expect(addonArguments({ ...at, platform: "darwin" }, "/tfjs/binding", [], work)).toContain(
    "-Wl,-rpath,@loader_path/tensorflow",
  );
  remove();
});

describe("where the cache is", () => {
  test.each([
    [{ LIFT_CACHE_DIR: "/c", XDG_CACHE_HOME: "/x" }, /^\/c$/],
    [{ XDG_CACHE_HOME: "/x" }, /^\/x\/liftjs$/],
    [{}, /\.cache\/liftjs$/],
  ])("%j", (env, path) => expect(cacheDir(env)).toMatch(path));
});

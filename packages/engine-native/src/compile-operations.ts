import { mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCompiler } from "./compile.js";
import type { Situation } from "./situation.js";
import type { Tool } from "./tools.js";

/** An instruction set of the kernels: its name in C++, floats in a register, rows of a product that fit the registers. */
interface Target {
  readonly name: string;
  readonly lanes: number;
  readonly rows: number;
  readonly flags: readonly string[];
}

const X64: readonly Target[] = [
  { name: "baseline", lanes: 4, rows: 6, flags: [] },
  { name: "avx2", lanes: 8, rows: 6, flags: ["-mavx2", "-mfma", "-mbmi2", "-mf16c"] },
  {
    name: "avx512",
    lanes: 16,
    rows: 14,
    flags: [
      ...["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx512cd", "-mfma", "-mbmi2"],
      "-mprefer-vector-width=512",
    ],
  },
];
const ARM64: readonly Target[] = [{ name: "baseline", lanes: 4, rows: 12, flags: [] }];

const targetsOf = (at: Situation): readonly Target[] => (at.arch === "x64" ? X64 : ARM64);

const COMMON = ["-std=c++17", "-fPIC", "-w"];
/** Sums stay in their order and no number is taken to be finite: only what cannot change a result is allowed. */
const KERNEL = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast", "-fno-exceptions"];

/** What decides how the library comes out, beside its sources. */
export const operationsRecipe = { X64, ARM64, KERNEL };

/** Where things are and go. */
export interface OperationsWork {
  readonly source: string;
  readonly headers: string;
  readonly libraries: readonly string[];
  /** The library to be made. */
  readonly target: string;
}

const kernelArguments = ({ name, lanes, rows, flags }: Target, source: string, object: string): string[] => [
  ...[...COMMON, ...KERNEL, ...flags, `-DLIFT_TARGET=${name}`, `-DLIFT_LANES=${lanes}`, `-DLIFT_ROWS=${rows}`],
  ...["-c", join(source, "kernels.cc"), "-o", object],
];

function linkArguments(
  at: Situation,
  objects: readonly string[],
  { libraries }: OperationsWork,
  made: string,
): string[] {
  const beside = at.platform === "darwin" ? "@loader_path/tensorflow" : "$ORIGIN/tensorflow";
  const extra = (at.env["CXXFLAGS"] ?? "").split(/\s+/).filter(Boolean);
  return ["-shared", ...extra, ...objects, "-o", made, ...libraries, `-Wl,-rpath,${beside}`];
}

/**
 * Compile our operations: the kernels once for every instruction set, the rest once, into one library that picks the set
 * when it is opened. Takes some fifteen seconds.
 * @throws LiftError `ENGINE`, reason `compile-failed`, with the compiler's first complaint
 */
export async function compileOperations(at: Situation, compiler: Tool, work: OperationsWork): Promise<void> {
  const folder = await mkdtemp(join(dirname(work.target), ".operations-"));
  const object = (name: string): string => join(folder, `${name}.o`);
  const what = "our operations";
  try {
    const objects: string[] = [];
    for (const target of targetsOf(at)) {
      await runCompiler(at, compiler, what, kernelArguments(target, work.source, object(target.name)));
      objects.push(object(target.name));
    }
    for (const part of ["select", "operations"]) {
      const from = ["-c", join(work.source, `${part}.cc`), "-o", object(part)];
      await runCompiler(at, compiler, what, [...COMMON, "-O2", `-I${work.headers}`, ...from]);
      objects.push(object(part));
    }
    const made = join(folder, "made");
    await runCompiler(at, compiler, what, linkArguments(at, objects, work, made));
    await rename(made, work.target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What set-up and diagnosis know of the machine. Tests replace it; everybody else takes the default. */
export interface Situation {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Version of the C library, or null where it is not glibc (Alpine has musl). */
  readonly glibc: string | null;
}

function glibcVersion(): string | null {
  if (process.platform !== "linux") return null;
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return report.header.glibcVersionRuntime ?? null;
}

export const here = (): Situation => ({
  env: process.env,
  platform: process.platform,
  arch: process.arch,
  glibc: glibcVersion(),
});

import { createInterface } from "node:readline";

/** Run `step` for every line on standard input and answer with its times; at the end say what ran and how much memory it took. */
export async function serve(step, about) {
  console.log(JSON.stringify({ ready: true, residentBytes: process.memoryUsage.rss() }));
  for await (const _line of createInterface({ input: process.stdin })) {
    const before = process.cpuUsage();
    const from = performance.now();
    await step();
    const milliseconds = performance.now() - from;
    const used = process.cpuUsage(before);
    console.log(
      JSON.stringify({
        milliseconds,
        processorMilliseconds: (used.user + used.system) / 1000,
        residentBytes: process.memoryUsage.rss(),
      }),
    );
  }
  console.log(JSON.stringify({ ...about, peakBytes: process.resourceUsage().maxRSS * 1024 }));
}

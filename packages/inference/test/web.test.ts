import { describe, expect, test } from "@jest/globals";
import { indexHtml } from "../src/web/index-html.js";
import { pageScript, runtimeBytes } from "../src/web/bundle.js";
import { scoresOf } from "../src/web/page/scores.js";

describe("web", () => {
  test("the page's script needs nothing from elsewhere", async () => {
    const script = await pageScript();
    expect(script).not.toMatch(/from"node:|require\("node:|^import /m);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- parsed, never called
    expect(() => new Function(script)).not.toThrow(); // a classic script, as a page opened as a file may run
  });

  test("the runtime is WebAssembly, compressed", () => {
    expect([...runtimeBytes().subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  test("a name cannot break out of the page", () => {
    const html = indexHtml(`</title><script>alert("1")</script>&`, "p{}");
    expect(html).toContain("&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;");
    expect(html.match(/<script/g)).toHaveLength(2);
  });

  test("scores of several views: the mean of logits, then offsets, then the softmax", () => {
    const logits = Float32Array.of(1, 3, 0, /* second view */ 3, 1, 0);
    const settings = { classNames: ["a", "b", "c"], combine: "logits", offsets: [0, Math.log(2), 0] } as const;
    const [first, second, third] = scoresOf(logits, settings);
    const sum = Math.exp(2) + 2 * Math.exp(2) + 1;
    expect([first?.name, second?.name, third?.name]).toEqual(["b", "a", "c"]);
    expect(first?.probability).toBeCloseTo((2 * Math.exp(2)) / sum, 6);
    expect(third?.probability).toBeCloseTo(1 / sum, 6);
  });

  test("log-probabilities weigh a sure view less than logits do", () => {
    const logits = Float32Array.of(20, 0, /* second view */ 0, 1);
    const settings = { classNames: ["a", "b"], offsets: [0, 0] };
    const of = (combine: "logits" | "log-probabilities") => scoresOf(logits, { ...settings, combine })[0]?.probability;
    const log = [20, 1].map((z, i) => (i === 0 ? -Math.log1p(Math.exp(-z)) : -Math.log1p(Math.exp(z))));
    const mean = (log[0] ?? 0) / 2 + (log[1] ?? 0) / 2;
    const other = (log[0] ?? 0) / 2 - 10 + ((log[1] ?? 0) + 1) / 2;
    expect(of("log-probabilities")).toBeCloseTo(1 / (1 + Math.exp(other - mean)), 6);
  });
});

/** @typedef {{ file: string, line: number, language: string, text: string, mark: string | null }} Block */

const fence =
  /^(?:<!-- (?<mark>(?:run|not run): [^\n]*?) -->\n+)?```(?<language>[a-z]*)[^\n]*\n(?<text>[\s\S]*?)^```/gm;

/**
 * The code blocks of a page. `<!-- not run: why -->` before a block says why it is not checked, `<!-- run: flags -->` that a grid is run.
 * @returns {Block[]}
 */
export const blocksOf = (file, page) =>
  [...page.matchAll(fence)].map(({ index, groups }) => ({
    file,
    line: page.slice(0, index).split("\n").length,
    language: groups.language,
    text: groups.text,
    mark: groups.mark ?? null,
  }));

/** Words of a command line, without its comment. */
const wordsOf = (line) =>
  line
    .replace(/\s+#.*$/, "")
    .trim()
    .split(/\s+/);

/** A line as a program of the workspace and its arguments; null for a line that is none. */
export function commandOf(line) {
  if (line.trim() === "" || line.trim().startsWith("#")) return null;
  const [first, second, ...rest] = wordsOf(line);
  if (first === "lift" || first === "run-grid") return { script: first, args: [second, ...rest].filter(Boolean) };
  if (first === "npm" && second === "run") return { script: rest[0] ?? "", args: rest.slice(1) };
  if (first === "npm" && second === "test") return { script: "test", args: rest };
  if (first === "pnpm") return { script: second ?? "", args: rest };
  if (first === "node") return { script: "node", args: [second, ...rest] };
  return { script: "", args: [] };
}

const flagsOf = (args) => args.filter((arg) => /^--[a-z]/.test(arg)).map((arg) => arg.split("=")[0]);

/**
 * What is wrong with a command: an unknown script, subcommand, flag or file.
 * @param {{ scripts: readonly string[], help: (words: readonly string[]) => string, exists: (file: string) => boolean }} known
 * @returns {string[]}
 */
export function problemsOf(line, known) {
  const found = commandOf(line);
  if (!found) return [];
  const { script, args } = found;
  if (script === "node") return known.exists(args[0]) ? [] : [`no file ${args[0]}`];
  if (!known.scripts.includes(script)) return [`no script for "${line.trim()}"`];
  if (script !== "lift" && script !== "run-grid") return [];
  const help = known.help(script === "lift" ? ["lift", args[0] ?? ""] : ["run-grid"]);
  const unknown = flagsOf(args).filter((flag) => !new RegExp(`(^|[\\s,])${flag}\\b(?!-)`, "m").test(help));
  const files = args.filter((arg) => /^experiments\/.*\.ts$/.test(arg) && !known.exists(arg));
  return [
    ...unknown.map((flag) => `${script} ${args[0] ?? ""} has no ${flag}`),
    ...files.map((file) => `no file ${file}`),
  ];
}

/** Characters of a terminal's line; 80 where there is none, or one that says 0. */
export const terminalWidth = (columns = (process.stdout as { readonly columns?: number }).columns ?? 80): number =>
  columns > 0 ? columns : 80;

/** Whether to colour: NO_COLOR says no, FORCE_COLOR yes (unless 0), else what the stream is. */
export function wantsColor(isTerminal: boolean | undefined, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal === true && env["TERM"] !== "dumb";
}

/** Where a line's text starts: under its description where it has one, else under its first word. */
function indentOf(line: string): number {
  const described = /^( *\S+(?: \S+)*? {2,})\S/.exec(line);
  return described?.[1]?.length ?? line.length - line.trimStart().length;
}

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const indent = Math.min(indentOf(line), Math.floor(width / 2));
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const at = rest.lastIndexOf(" ", width);
    const cut = at > indent ? at : rest.indexOf(" ", width);
    if (cut < 0) break; // a word longer than the line stands alone
    lines.push(rest.slice(0, cut).trimEnd());
    rest = " ".repeat(indent) + rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}

/** Help for a terminal: wrapped between words, each description in its column. */
export const wrapHelp = (text: string, width: number): string =>
  text
    .split("\n")
    .flatMap((line) => wrapLine(line, Math.max(24, width)))
    .join("\n");

/**
 * A command as it is typed where this process was started: `pnpm lift report out` in the workspace, `npx lift report out` elsewhere.
 * npm and pnpm say by `npm_lifecycle_event` which script they run.
 */
export const typed = (command: string, env: NodeJS.ProcessEnv = process.env): string =>
  /^(lift|run-grid|quickstart)$/.test(env["npm_lifecycle_event"] ?? "") ? `pnpm ${command}` : `npx ${command}`;

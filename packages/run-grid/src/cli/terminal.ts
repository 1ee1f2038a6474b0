/** Node's types say that these are always there; they are absent where output goes to a file or a pipe. */
const out: { readonly columns?: number; readonly isTTY?: boolean } = process.stdout;

/** Columns of the terminal, 80 where output does not go to one. */
export const terminalWidth = (): number => out.columns ?? 80;
export const isTerminal = (): boolean => out.isTTY ?? false;

import { MlflowError } from "./errors.js";

/** Pages of one list at most: far more than a server keeps, far fewer than for ever. */
const MOST_PAGES = 10_000;

/**
 * Pages of an answer until there is no further one.
 * @throws MlflowError `BAD_ANSWER` when the server names a page twice, since it would then be asked for ever
 */
export async function* pages<P extends { next_page_token?: string | undefined }>(
  read: (token: string | undefined) => Promise<P>,
): AsyncGenerator<P> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (;;) {
    const page = await read(token);
    yield page;
    token = page.next_page_token || undefined;
    if (token === undefined) return;
    if (seen.has(token) || seen.size >= MOST_PAGES)
      throw new MlflowError("BAD_ANSWER", "the server names the same page of a list again and again; is it MLflow?");
    seen.add(token);
  }
}

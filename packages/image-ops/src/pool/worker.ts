import { move, transferableSymbol, valueSymbol } from "piscina";
import { shareImage } from "./shared.js";
import { runTask, toFailure, type Failure, type ViewResult, type ViewTask } from "./task.js";

/** What a pool's thread is asked: a task, and whether the decoded image is wanted back. */
export type ThreadTask = ViewTask & { readonly keep: boolean };
export type ThreadResult = Pick<ViewResult, "views"> & Partial<Pick<ViewResult, "decoded">>;

/** Hand the views' memory over instead of copying it. */
const handOver = (result: ThreadResult): unknown =>
  move({ [transferableSymbol]: result.views.map(({ buffer }) => buffer), [valueSymbol]: result } as never);

/** What a thread of the pool does: views go back by transfer, the decoded image as memory that threads share. */
export default async function work(task: ThreadTask): Promise<unknown> {
  try {
    const { views, decoded } = await runTask(task);
    return handOver(task.keep ? { views, decoded: shareImage(decoded) } : { views });
  } catch (error) {
    return toFailure(error) satisfies Failure;
  }
}

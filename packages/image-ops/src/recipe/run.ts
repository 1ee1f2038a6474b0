import { type ImageStep, present, type ViewRecipe } from "@liftjs/contracts";
import { pack, viewOf, type PixelView, type RgbImage } from "../image.js";
import { resize } from "../resample/resize.js";
import { applyStep, boxOf, checkBox, isResize, resizedTo } from "./steps.js";

interface Branch {
  readonly recipe: ViewRecipe;
  readonly index: number;
}

/** Branches by their step at `depth`, in order of first appearance. */
function byStep(branches: readonly Branch[], depth: number): Map<string, Branch[]> {
  const groups = new Map<string, Branch[]>();
  for (const branch of branches) {
    const key = JSON.stringify(branch.recipe[depth]);
    groups.set(key, [...(groups.get(key) ?? []), branch]);
  }
  return groups;
}

/** A resize whose result is cut straight away computes only what is kept. Null where the two steps are no such pair. */
function resizeAndCut(view: PixelView, first: ImageStep, second: ImageStep | undefined): PixelView | null {
  if (!second || !isResize(first)) return null;
  const size = resizedTo(first, view);
  const box = boxOf(second, size);
  return box && viewOf(resize(view, size, first, checkBox(size, box)));
}

/** Depth-first over the tree of shared prefixes, so that each prefix is computed once and let go of early. */
function walk(view: PixelView, branches: readonly Branch[], depth: number, out: RgbImage[]): void {
  const going = branches.filter(({ recipe }) => recipe.length > depth);
  for (const { recipe, index } of branches) if (recipe.length === depth) out[index] = pack(view);
  for (const group of byStep(going, depth).values()) {
    const [step, next] = group.flatMap(({ recipe }) => recipe.slice(depth, depth + 2));
    if (!step) continue;
    const cut = group.length === 1 ? resizeAndCut(view, step, next) : null;
    if (cut) walk(cut, group, depth + 2, out);
    else walk(applyStep(view, step), group, depth + 1, out);
  }
}

/**
 * The views of one image that several recipes describe; beginnings that recipes share are computed once.
 * @returns one image a recipe, in order, each of its own memory
 * @throws LiftError `SHAPE` when a step does not fit the image that reaches it
 */
export function runRecipes(image: RgbImage, recipes: readonly ViewRecipe[]): RgbImage[] {
  const out = new Array<RgbImage>(recipes.length);
  walk(
    viewOf(image),
    recipes.map((recipe, index) => ({ recipe, index })),
    0,
    out,
  );
  return out;
}

/** The view of an image that a recipe describes. Errors as `runRecipes`. */
export const runRecipe = (image: RgbImage, recipe: ViewRecipe): RgbImage =>
  present(runRecipes(image, [recipe])[0], "a recipe's image");

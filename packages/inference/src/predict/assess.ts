import type { Classified } from "../classify/outcome.js";

/** A photo of known class, and what the model says of it. */
export interface Labelled {
  readonly path: string;
  readonly label: string;
  readonly result: Classified;
}

/** How often photos of one class were taken for another. */
export interface Confusion {
  readonly label: string;
  readonly predicted: string;
  readonly count: number;
}

export interface ClassAccuracy {
  readonly label: string;
  readonly photos: number;
  /** Percent. */
  readonly accuracy: number;
}

/** What the answers to photos of known class are worth. */
export interface Assessment {
  readonly photos: number;
  /** Percent of photos. */
  readonly accuracy: number;
  /** Mean over the classes that have photos, percent. */
  readonly meanClassAccuracy: number;
  readonly classes: readonly ClassAccuracy[];
  /** Wrong answers, the most frequent first. */
  readonly confusions: readonly Confusion[];
}

const predictedOf = ({ result }: Labelled): string => result.top[0]?.class ?? "";
const isRight = (photo: Labelled): boolean => predictedOf(photo) === photo.label;
const percent = (photos: readonly Labelled[]): number => (100 * photos.filter(isRight).length) / photos.length;

function confusionsOf(photos: readonly Labelled[]): Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const photo of photos) {
    if (isRight(photo)) continue;
    const [label, predicted] = [photo.label, predictedOf(photo)];
    const key = JSON.stringify([label, predicted]);
    counts.set(key, { label, predicted, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

/** Compare answers with what is known; null where nothing is. */
export function assess(photos: readonly Labelled[], classNames: readonly string[]): Assessment | null {
  if (!photos.length) return null;
  const classes = classNames.flatMap((label): ClassAccuracy[] => {
    const own = photos.filter((photo) => photo.label === label);
    return own.length ? [{ label, photos: own.length, accuracy: percent(own) }] : [];
  });
  return {
    photos: photos.length,
    accuracy: percent(photos),
    meanClassAccuracy: classes.reduce((sum, { accuracy }) => sum + accuracy, 0) / classes.length,
    classes,
    confusions: confusionsOf(photos),
  };
}

/** Probability that the model gave a photo's own class. */
export function probabilityOfLabel({ label, result }: Labelled, classNames: readonly string[]): number {
  return result.probabilities[classNames.indexOf(label)] ?? 0;
}

/** The photos whose own class got the least probability, the worst first. */
export const worstPhotos = (photos: readonly Labelled[], classNames: readonly string[], most: number): Labelled[] =>
  [...photos].sort((a, b) => probabilityOfLabel(a, classNames) - probabilityOfLabel(b, classNames)).slice(0, most);

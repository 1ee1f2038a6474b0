import type { Score } from "./scores.js";

/** An element of the page by its id. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page lacks #${id}`);
}

function made<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

/** Classes that are shown of each picture. */
const SHOWN = 5;

const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`;

/** A class' name, its bar and its number. */
function bar({ name, probability }: Score): HTMLElement {
  const row = made("li", "score");
  row.dataset["class"] = name;
  row.dataset["probability"] = String(probability);
  const track = made("span", "track");
  track.ariaHidden = "true";
  const fill = made("span", "fill");
  fill.style.inlineSize = `${100 * probability}%`;
  track.append(fill);
  row.append(made("span", "name", name), made("span", "number", percent(probability)), track);
  return row;
}

/** A picture with what is said of it. */
export interface Card {
  readonly root: HTMLElement;
  show(scores: readonly Score[], seconds: number): void;
  fail(reason: string): void;
}

/** @param picture an image or a video, whose alternative text is the name */
export function card(name: string, picture: HTMLElement): Card {
  const root = made("article", "card");
  const text = made("div", "said");
  const note = made("p", "note", "…");
  text.append(made("h2", "file", name), note);
  root.append(picture, text);
  return {
    root,
    show(scores, seconds) {
      const list = made("ol", "scores");
      list.append(...scores.slice(0, SHOWN).map(bar));
      text.querySelector("ol")?.remove();
      note.before(list);
      note.textContent = `${Math.round(1000 * seconds)} ms`;
      root.dataset["done"] = "true";
    },
    fail(reason) {
      note.textContent = reason;
      note.className = "note error";
      root.dataset["done"] = "false";
    },
  };
}

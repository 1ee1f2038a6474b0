/** Links of the pages to files of the repository, and to sections of them, lead somewhere. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../lib/steps.mjs";
import { pages } from "./check-blocks.mjs";

const slug = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
const anchorsOf = (page) => [
  ...[...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slug(heading)),
  ...[...page.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id),
];

export function checkLinks() {
  let count = 0;
  const problems = pages().flatMap((file) => {
    const page = readFileSync(file, "utf8").replace(/```[\s\S]*?```/g, "");
    return [...page.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].flatMap(([, link]) => {
      count++;
      const [path, anchor] = link.split("#");
      const target = path ? join(dirname(file), path) : file;
      if (!existsSync(target)) return [`${relative(root, file)}: ${link} leads nowhere`];
      if (!anchor || statSync(target).isDirectory()) return [];
      return anchorsOf(readFileSync(target, "utf8")).includes(anchor)
        ? []
        : [`${relative(root, file)}: no section ${link}`];
    });
  });
  if (problems.length) throw new Error(problems.join("\n"));
  return `${count} links`;
}

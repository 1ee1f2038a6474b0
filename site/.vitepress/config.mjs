import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));

/** Pages of a folder under docs/, in order of their names; none where the folder is not there. */
const pagesOf = (folder) =>
  existsSync(join(docs, folder))
    ? readdirSync(join(docs, folder))
        .filter((name) => name.endsWith(".md") && !/^(README|index)\.md$/.test(name))
        .sort()
        .map((name) => ({ text: title(name), link: `/${folder}/${name.slice(0, -3)}` }))
    : [];
const title = (name) => {
  const words = name.slice(0, -3).replace(/^\d+-/, "").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
const page = (name) => (existsSync(join(docs, name)) ? [{ text: title(name), link: `/${name.slice(0, -3)}` }] : []);

/** The site is docs/, so that the same pages read well on the forge too. No address, font or script from elsewhere. */
export default defineConfig({
  title: "liftjs",
  description: "Light fine-tuning of foundation models on long-tailed data",
  srcDir: "../docs",
  outDir: "../out/site",
  cacheDir: "../out/site-cache",
  base: process.env.SITE_BASE ?? "/",
  cleanUrls: true,
  rewrites: { "decisions/README.md": "decisions/index.md", "results/README.md": "results/index.md" },
  // Sources and packages are linked by their place in the repository, which is not part of the site.
  ignoreDeadLinks: [/^(\.\.\/)+(packages|experiments|tooling|LICENSE)/, /^\.?\/?\.\.\//],
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/start" },
      { text: "Guides", link: "/guides/" },
      { text: "API", link: "/api/" },
    ],
    sidebar: [
      { text: "First", items: [...page("start.md"), ...page("concepts.md"), ...page("comparison.md")] },
      { text: "Guides", items: [...pagesOf("guides"), ...page("performance.md"), ...page("library.md")] },
      { text: "Plugins", items: [...pagesOf("plugins"), ...page("matrix.md")] },
      { text: "Architecture", items: pagesOf("architecture") },
      { text: "Results", items: pagesOf("results") },
      { text: "Decisions", collapsed: true, items: pagesOf("decisions") },
      { text: "Help", items: page("errors.md") },
    ],
  },
});

import { describe, expect, test } from "@jest/globals";
import { parse as parseCsv } from "csv-parse/sync";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import markdownIt from "markdown-it";
import { SaxesParser } from "saxes";
import stringWidth from "string-width";
import { renderFiles, renderTerminal } from "../src/index.js";
import { cleanLine, cleanLines } from "../src/text/clean.js";
import { escapeLatex, escapeMarkdown } from "../src/text/escape.js";
import { anyName, nastyNames } from "./arbitrary-text.js";
import { recordsOf } from "./small-grid.js";

const facts = (name: string) => ({
  e: { name, classNames: [name, name], classCounts: [200, 3], groups: ["many" as const, "few" as const] },
});

/** A grid in which every free text is the given one. */
const gridOf = (name: string) =>
  recordsOf(
    [
      {
        row: name,
        overall: [70, 71],
        group: name,
        note: name,
        method: name,
        backbone: name,
        coordinates: { [name || "k"]: 1, other: name },
        paper: { table: name, row: name, column: name, value: 10, unit: name, metric: "overall", backbone: name },
      },
      { row: name, overall: [60], missing: [name], coordinates: { [name || "k"]: 2, other: name } },
    ],
    {
      title: name,
      description: name,
      command: name,
      failures: [{ cell: name, code: name, message: name, logTail: [name, name] }],
      datasets: facts(name),
    },
  );

// eslint-disable-next-line no-control-regex -- they are what is looked for
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test("a clean line shows nothing but itself", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const line = cleanLine(name);
      expect(line).not.toMatch(steering);
      expect(line).not.toContain("\n");
      expect(line.length).toBeGreaterThan(0);
      expect(cleanLine(line)).toBe(line);
      expect(cleanLines(name).join("\n")).not.toMatch(steering);
    }),
  );
});

test("Markdown shows the name, in one cell", () => {
  const markdown = markdownIt({ html: true, linkify: false });
  fc.assert(
    fc.property(anyName, (name) => {
      const line = cleanLine(name);
      const html = markdown.render(`| a | b |\n| :-- | --: |\n| ${escapeMarkdown(line)} | 1 |\n`);
      const { document } = parseHTML(`<body>${html}</body>`);
      const cells = [...document.querySelectorAll("td")];
      expect(cells.map((cell) => cell.textContent)).toEqual([line, "1"]);
      expect(cells[0]!.children).toHaveLength(0);
      const heading = parseHTML(`<body>${markdown.render(`# ${escapeMarkdown(line)}`)}</body>`).document.querySelector(
        "h1",
      );
      expect(heading!.textContent).toBe(line);
    }),
  );
});

/** What LaTeX prints for escaped text: commands replaced by their characters, groups by what is in them. */
function printed(latex: string): string {
  const commands: Record<string, string> = {
    textbackslash: "\\",
    textasciicircum: "^",
    textasciitilde: "~",
    textless: "<",
    textgreater: ">",
    textbar: "|",
    textquotedbl: '"',
    textasciigrave: "`",
    textquotesingle: "'",
    pm: "±",
    Delta: "Δ",
  };
  return latex
    .replace(/\$-\$/g, "\u2212")
    .replace(
      /\\([a-zA-Z]+)(\{\})?|\\([$&#%_{}])|\{([[\]*])\}|\{\}|\$/g,
      (_, command?: string, __?: string, sign?: string, wrapped?: string) =>
        command ? commands[command]! : (sign ?? wrapped ?? ""),
    );
}

test("LaTeX prints the name, and nothing of it is a command", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const line = cleanLine(name);
      const latex = escapeLatex(line);
      expect(printed(latex)).toBe(line);
      const known = /\\(text[a-z]+\{\}|[$&#%_{}])|\$(-|\\pm|\\Delta)\$|\{[[\]*]\}|\{\}/g;
      expect(latex.replace(known, "")).not.toMatch(/[\\$&#%_{}^~]/);
      expect(latex).not.toMatch(/^[[*]|--/);
    }),
  );
});

/** All the names known to break things, and some that nobody thought of. */
const everyNastyName = { numRuns: nastyNames.length + 10, examples: nastyNames.map((name): [string] => [name]) };

describe("a report of a grid with any names", () => {
  const shapeOf = (document: Document) =>
    [...document.querySelectorAll("main *:not(svg *)")].map((node) => node.tagName).join();
  type Document = ReturnType<typeof parseHTML>["document"];
  const shape = shapeOf(parseHTML(renderFiles(gridOf("plain")).get("index.html")!).document);

  function checkCsv(csv: string, name: string): void {
    const [row] = parseCsv(csv, { columns: true }) as Record<string, string>[];
    expect(row!["row"]!.replace(/^'/, "")).toBe(cleanLine(name).replace(/^'/, ""));
    expect(row!["row"]).not.toMatch(/^[=+\-@]/);
    expect(Number(row!["overall"])).toBe(70.5);
  }

  function checkPage(html: string, name: string): void {
    const { document } = parseHTML(html);
    expect(document.querySelector("title")!.textContent).toBe(cleanLine(name));
    expect(document.querySelector("tbody th[scope=row]")!.textContent).toContain(cleanLine(name));
    expect([...document.querySelectorAll("script")]).toHaveLength(1);
    expect([...document.querySelectorAll("[onerror], [onclick], [style], body style, body img")]).toHaveLength(0);
    if (name.trim() !== "") expect(shapeOf(document)).toBe(shape);
  }

  function checkXml(svg: string): void {
    const parser = new SaxesParser({ xmlns: true });
    parser.on("error", (error) => {
      throw error;
    });
    parser.write(svg).close();
  }

  test("CSV gives names back and has no formula; the page has them as text; figures are well-formed XML", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const files = renderFiles(gridOf(name));
        checkCsv(files.get("tables/results.csv")!, name);
        checkPage(files.get("index.html")!, name);
        for (const [path, text] of files) if (path.endsWith(".svg")) checkXml(text);
      }),
      everyNastyName,
    );
  });

  test("the terminal gets lines of its width and nothing that steers it", () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 24, max: 160 }), (name, columns) => {
        const text = renderTerminal(gridOf(name), { columns });
        expect(text).not.toMatch(steering);
        for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 50 },
    );
  });
});

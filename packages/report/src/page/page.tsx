import { renderToString } from "preact-render-to-string";
import type { Figure } from "../figures/figure.js";
import type { GridRecords } from "../records/read.js";
import type { GridFailure } from "@liftjs/records";
import type { RowSummary } from "../summary/rows.js";
import { finding } from "../summary/finding.js";
import { publishedTables } from "../summary/published.js";
import { verifications } from "../summary/verification.js";
import type { Table } from "../tables/table.js";
import { cleanLine, cleanLines } from "../text/clean.js";
import { signed } from "../text/numbers.js";
import { contentPolicy, pageScript, pageStyle } from "./assets.js";
import { ClassTables, hasClasses } from "./class-tables.js";
import { ProvenanceList } from "./provenance.js";
import { PublishedTables } from "./published-tables.js";
import { ResultsTable, TableNote } from "./results-table.js";
import { Verification } from "./verification.js";

export interface PageContent {
  readonly records: GridRecords;
  readonly rows: readonly RowSummary[];
  readonly table: Table;
  readonly figures: readonly Figure[];
}

const distinct = (texts: readonly (string | null)[]): string =>
  [...new Set(texts.filter((text): text is string => text !== null))].join(", ");
const total = (rows: readonly RowSummary[], of: (row: RowSummary) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

type FigureList = readonly [Figure, ...Figure[]];

/** Figures that share a title, as when there are more rows than colours, in the order of the first. */
function byTitle(figures: readonly Figure[]): FigureList[] {
  const series = new Map<string, [Figure, ...Figure[]]>();
  for (const figure of figures) {
    const found = series.get(figure.title);
    if (found) found.push(figure);
    else series.set(figure.title, [figure]);
  }
  return [...series.values()];
}

function Head({ title, style, script }: { title: string; style: string; script: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={contentPolicy(style, script)} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <style dangerouslySetInnerHTML={{ __html: style }} />
    </head>
  );
}

function Introduction({ records, rows }: PageContent) {
  const { grid } = records;
  const facts = [
    ["results", `${total(rows, (row) => row.n)} of ${total(rows, (row) => row.expected)}`],
    ["failed cells", String(grid.failures?.length ?? 0)],
    ["backbone", distinct(rows.map((row) => row.backbone))],
    ["data", distinct(rows.map((row) => row.dataset))],
    ["scored on", distinct([...records.cells.values()].map(({ provenance }) => provenance.split ?? null))],
  ].filter(([name, value]) => value !== "" && !(name === "failed cells" && value === "0"));
  return (
    <header class="page">
      <h1>{cleanLine(grid.title)}</h1>
      {grid.description && <p class="lead">{cleanLine(grid.description)}</p>}
      <ul class="facts">
        {facts.map(([name, value]) => (
          <li>
            {name} <strong>{value}</strong>
          </li>
        ))}
      </ul>
      {grid.quick && (
        <p class="quick">
          A shrunk run: fewer images, blocks and epochs than the grid asks for. Its numbers show that everything works,
          not how well.
        </p>
      )}
    </header>
  );
}

function Contents({ records, rows, figures }: PageContent) {
  const links = [
    ["results", "Results"],
    ...byTitle(figures).map(([{ id, title }]) => [`figure-${id}`, title]),
    ...(hasClasses(rows) ? [["classes", "Classes"]] : []),
    ...(verifications(rows).length ? [["verification", "Verification"]] : []),
    ...(publishedTables(rows).length ? [["paper", "In the paper"]] : []),
    ...(records.grid.failures?.length ? [["failures", "Failures"]] : []),
    ["provenance", "Provenance"],
  ];
  return (
    <nav class="contents" aria-label="Contents">
      <ul>
        {links.map(([id, title]) => (
          <li>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Each number that is outside its tolerance, with what may explain it. */
function Hints({ rows }: { rows: readonly RowSummary[] }) {
  const outside = rows.flatMap((row) =>
    row.comparisons.filter((c) => c.outside).map((comparison) => ({ row, comparison })),
  );
  if (outside.length === 0) return null;
  return (
    <details open={outside.length <= 8}>
      <summary>
        {outside.length} {outside.length === 1 ? "number is" : "numbers are"} outside the tolerance around the paper's
      </summary>
      <ul class="hints">
        {outside.map(({ row, comparison: { paper, delta, hints } }) => (
          <li>
            <strong>{row.name}</strong>, {cleanLine(paper.column)} of {cleanLine(paper.table)}:{" "}
            <span class="outside">{signed(delta!, 2)}</span>. {hints.join(" ")}
          </li>
        ))}
      </ul>
    </details>
  );
}

function FigureView({ figure }: { figure: Figure }) {
  return (
    <figure id={`figure-${figure.id}`}>
      <figcaption>
        <h3>{figure.title}</h3>
        {figure.caption}
      </figcaption>
      <div class="wide" dangerouslySetInnerHTML={{ __html: figure.svg }} />
      <div class="narrow" dangerouslySetInnerHTML={{ __html: figure.narrow ?? figure.svg }} />
    </figure>
  );
}

/** The first of figures that share a title, and the rest behind a fold. */
function FigureSeries({ series: [first, ...rest] }: { series: FigureList }) {
  return (
    <>
      <FigureView figure={first} />
      {rest.length > 0 && (
        <details class="more">
          <summary>
            {first.title}: {rest.length} more
          </summary>
          {rest.map((figure) => (
            <FigureView figure={figure} />
          ))}
        </details>
      )}
    </>
  );
}

function Failures({ failures }: { failures: readonly GridFailure[] }) {
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">Failures</h2>
      {failures.map(({ cell, code, message, logTail }) => (
        <details>
          <summary>
            <code>{cleanLine(cell)}</code> {cleanLine(code)}: {cleanLine(message)}
          </summary>
          {logTail !== undefined && <pre>{cleanLines(logTail).join("\n")}</pre>}
        </details>
      ))}
    </section>
  );
}

function Body(content: PageContent) {
  const { records, rows, table, figures } = content;
  const failures = records.grid.failures ?? [];
  const published = publishedTables(rows);
  const verified = verifications(rows);
  const notes = records.grid.notes ?? [];
  const found = finding(rows);
  return (
    <body>
      <a class="skip" href="#results">
        Skip to the results
      </a>
      <Introduction {...content} />
      <main>
        <Contents {...content} />
        <section aria-labelledby="results">
          <h2 id="results">Results</h2>
          <p class="tools" hidden>
            <label for="filter">Filter rows</label>
            <input id="filter" type="search" autocomplete="off" />
            <output id="shown" for="filter" />
          </p>
          <ResultsTable table={table} />
          {found !== null && <p class="finding">{found}</p>}
          <TableNote table={table} />
          {notes.length > 0 && (
            <ul class="hints">
              {notes.map((note) => (
                <li>{cleanLine(note)}</li>
              ))}
            </ul>
          )}
          <Hints rows={rows} />
        </section>
        {figures.length > 0 && (
          <section aria-labelledby="figures">
            <h2 id="figures">Figures</h2>
            {byTitle(figures).map((series) => (
              <FigureSeries series={series} />
            ))}
          </section>
        )}
        <ClassTables rows={rows} />
        {verified.length > 0 && <Verification all={verified} />}
        {published.length > 0 && <PublishedTables tables={published} />}
        {failures.length > 0 && <Failures failures={failures} />}
        <section aria-labelledby="provenance">
          <h2 id="provenance">Provenance</h2>
          <ProvenanceList records={records} />
        </section>
        {records.warnings.length > 0 && (
          <section aria-labelledby="notes">
            <h2 id="notes">Records that could not be read in full</h2>
            <ul class="hints">
              {records.warnings.map((warning) => (
                <li>{cleanLine(warning)}</li>
              ))}
            </ul>
          </section>
        )}
      </main>
      <footer>
        The same tables as text, LaTeX, CSV and JSON, and each figure as SVG, lie in the folders beside this page.
      </footer>
    </body>
  );
}

/** One self-contained page: nothing is loaded from anywhere, and its policy forbids it. */
export function renderPage(content: PageContent): string {
  const [style, script] = [pageStyle(), pageScript()];
  const html = renderToString(
    <html lang="en">
      <Head title={cleanLine(content.records.grid.title)} style={style} script={script} />
      <Body {...content} />
    </html>,
  );
  return `<!doctype html>\n${html.replace("</body>", () => `<script>${script}</script></body>`)}\n`;
}

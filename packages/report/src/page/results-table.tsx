import { cleanLine } from "../text/clean.js";
import { fixed, shortCount, signed } from "../text/numbers.js";
import { comparisonIn, primaryComparison, type Column } from "../tables/columns.js";
import { isErrorRate } from "../summary/compare.js";
import { printedValue, type Shown, type Table, type TableRow } from "../tables/table.js";

function Heading({ name, unit, kind }: { name: string; unit: string; kind: "number" | "text" }) {
  return (
    <th scope="col" data-kind={kind}>
      <button type="button" class="sort">
        {name}
      </button>
      <span class="unit">{unit}</span>
    </th>
  );
}

interface MeasuredProperties {
  readonly shown: Shown | null;
  readonly row: TableRow;
  readonly column: Column;
  readonly stdWidth: number;
}

/** A number with its spread; the spread's room is the same all down the column, so that the means stand in line. */
function Measured({ shown, row, column, stdWidth }: MeasuredProperties) {
  const room = stdWidth > 0 && (
    <span class={`std std-${Math.min(stdWidth, 8)}`}>{shown?.std ? `±${shown.std}` : ""}</span>
  );
  if (!shown) return <td class="none">–{room}</td>;
  const other = comparisonIn(row.summary, column.key);
  const digits = column.unit === "%" ? 1 : 2;
  const head = column.key === "trainableParameters" ? row.summary.values.headParameters : null;
  return (
    <td data-value={shown.statistic.mean}>
      <span class={shown.best ? "best" : undefined}>{shown.mean}</span>
      {room}
      {other && (
        <span
          class={other.outside ? "sub outside" : "sub"}
          title={`${cleanLine(other.paper.table)}, ${cleanLine(other.paper.column)}`}
        >
          {printedValue(other.paper)}
          {other.delta === null ? "" : ` ${signed(other.delta, digits)}`}
        </span>
      )}
      {head && <span class="sub">+ {shortCount(head.mean)} head</span>}
    </td>
  );
}

function Paper({ row }: { row: TableRow }) {
  const primary = primaryComparison(row.summary);
  if (!primary || row.paper === null) {
    return (
      <>
        <td class="none">–</td>
        <td class="none">–</td>
      </>
    );
  }
  return (
    <>
      <td data-value={primary.paper.value}>
        {row.paper}
        <span class="sub">
          {cleanLine(primary.paper.table)}
          {isErrorRate(primary.paper) ? ", error" : ""}
        </span>
        {isErrorRate(primary.paper) && primary.ours && (
          <span class="sub">ours, error: {fixed(primary.ours.mean, 2)}</span>
        )}
      </td>
      <td
        data-value={primary.delta ?? undefined}
        class={row.outside ? "outside" : row.delta === null ? "none" : undefined}
      >
        {row.delta ?? "–"}
        {row.outside && <span class="sub outside">beyond {fixed(primary.tolerance!, 1)}</span>}
      </td>
    </>
  );
}

const sharedText = ({ row, cells }: NonNullable<TableRow["summary"]["sharedWith"]>): string =>
  cells ? `the same cells as “${row}”` : `the same trainings as “${row}”, evaluated otherwise`;

function Row({ row, table, oneDataset }: { row: TableRow; table: Table; oneDataset: boolean }) {
  const { name, method, backbone, dataset, note, group, n, expected, sharedWith } = row.summary;
  const about = [method, backbone, oneDataset ? null : dataset].filter((text) => text !== null).join(" · ");
  const overall = table.columns.findIndex((column) => column.key === "overall");
  const cell = (i: number) => (
    <Measured shown={row.cells[i]!} row={row} column={table.columns[i]!} stdWidth={table.stdWidths[i]!} />
  );
  return (
    <tr data-text={[name, group, note, about].join(" ").toLowerCase()}>
      <th scope="row" data-value={name}>
        {name}
        {about && <span class="sub">{about}</span>}
        {note && <span class="sub">{note}</span>}
        {sharedWith && <span class="sub">{sharedText(sharedWith)}</span>}
      </th>
      {overall >= 0 && cell(overall)}
      <td data-value={n} class={n < expected ? "short" : undefined}>
        {row.seeds}
        {n === 0 && <span class="sub">{row.summary.failed > 0 ? "failed" : "not run"}</span>}
      </td>
      {table.comparesWithPaper && <Paper row={row} />}
      {table.columns.map((_, i) => (i === overall ? null : cell(i)))}
    </tr>
  );
}

/** The table of results: sortable headings, ours beside the paper's, rows of one group together. */
export function ResultsTable({ table }: { table: Table }) {
  const overall = table.columns.filter((column) => column.key === "overall");
  const others = table.columns.filter((column) => column.key !== "overall");
  const width = table.columns.length + 2 + (table.comparesWithPaper ? 2 : 0);
  const datasets = table.sections.flatMap(({ rows }) => rows.flatMap(({ summary }) => summary.dataset ?? []));
  const oneDataset = new Set(datasets).size <= 1;
  const heading = ({ heading: name, unit }: Column) => <Heading name={name} unit={unit} kind="number" />;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Results">
      <table class="results">
        <caption class="unseen">Results of every row</caption>
        <thead>
          <tr>
            <Heading name="Row" unit={oneDataset ? "method · backbone" : "method · backbone · data"} kind="text" />
            {overall.map(heading)}
            <Heading name="Seeds" unit="n" kind="number" />
            {table.comparesWithPaper && <Heading name="Paper" unit="%" kind="number" />}
            {table.comparesWithPaper && <Heading name="Δ" unit="points" kind="number" />}
            {others.map(heading)}
          </tr>
        </thead>
        {table.sections.map(({ group, rows }) => (
          <tbody>
            {group !== null && (
              <tr class="group">
                <th scope="rowgroup" colSpan={width}>
                  {group}
                </th>
              </tr>
            )}
            {rows.map((row) => (
              <Row row={row} table={table} oneDataset={oneDataset} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/** How to read the table. */
export function TableNote({ table }: { table: Table }) {
  return (
    <p class="note">
      Mean ± sample standard deviation over seeds; n=1 marks a single seed. The best number of each column is bold.
      {table.comparesWithPaper &&
        " Δ is ours minus the paper's; beyond two standard deviations or one point, whichever is more, it is marked. Small numbers below ours are the paper's and the difference."}
      {table.obstacles.length > 0 &&
        ` A dash in place of a difference: the numbers cannot be compared. ${table.obstacles.join(" ")}`}
    </p>
  );
}

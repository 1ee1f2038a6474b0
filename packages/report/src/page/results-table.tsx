import { cleanLine } from "../text/clean.js";
import { fixed, signed } from "../text/numbers.js";
import { comparisonIn, primaryComparison, type Column } from "../tables/columns.js";
import type { Shown, Table, TableRow } from "../tables/table.js";

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

function Measured({ shown, row, column }: { shown: Shown | null; row: TableRow; column: Column }) {
  if (!shown) return <td class="none">–</td>;
  const other = comparisonIn(row.summary, column.key);
  return (
    <td data-value={shown.statistic.mean}>
      <span class={shown.best ? "best" : undefined}>{shown.mean}</span>
      <span class="std">{shown.std === null ? "" : `±${shown.std}`}</span>
      {other && (
        <span class={other.outside ? "sub outside" : "sub"}>
          paper {fixed(other.paper.value, column.unit === "%" ? 1 : 2)}
          {other.delta === null ? "" : ` (${signed(other.delta, column.unit === "%" ? 1 : 2)})`}
        </span>
      )}
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
  const isError = /err/i.test(primary.paper.unit);
  return (
    <>
      <td data-value={primary.paper.value}>
        {row.paper}
        <span class="sub">
          {cleanLine(primary.paper.table)}
          {isError ? ", error" : ""}
        </span>
      </td>
      <td
        data-value={primary.delta ?? undefined}
        class={row.outside ? "outside" : row.delta === null ? "none" : undefined}
      >
        {row.delta ?? "–"}
        {row.outside && <span class="sub outside">outside ±{fixed(primary.tolerance!, 1)}</span>}
      </td>
    </>
  );
}

function Row({ row, table }: { row: TableRow; table: Table }) {
  const { name, method, backbone, dataset, note, group, n, expected } = row.summary;
  const about = [method, backbone, dataset].filter((text) => text !== null).join(" · ");
  const overall = table.columns.findIndex((column) => column.key === "overall");
  const cell = (i: number) => <Measured shown={row.cells[i]!} row={row} column={table.columns[i]!} />;
  return (
    <tr data-text={[name, group, note, about].join(" ").toLowerCase()}>
      <th scope="row" data-value={name}>
        {name}
        {about && <span class="sub">{about}</span>}
        {note && <span class="sub">{note}</span>}
      </th>
      {overall >= 0 && cell(overall)}
      {table.comparesWithPaper && <Paper row={row} />}
      {table.columns.map((_, i) => (i === overall ? null : cell(i)))}
      <td data-value={n} class={n < expected ? "short" : undefined}>
        {row.seeds}
        {n === 0 && <span class="sub">{row.summary.failed > 0 ? "failed" : "not run"}</span>}
      </td>
    </tr>
  );
}

/** The table of results: sortable headings, ours beside the paper's, rows of one group together. */
export function ResultsTable({ table }: { table: Table }) {
  const overall = table.columns.filter((column) => column.key === "overall");
  const others = table.columns.filter((column) => column.key !== "overall");
  const width = table.columns.length + 2 + (table.comparesWithPaper ? 2 : 0);
  const heading = ({ heading: name, unit }: Column) => <Heading name={name} unit={unit} kind="number" />;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Results">
      <table class="results">
        <caption>
          Mean ± sample standard deviation over seeds; n=1 marks a single seed. The best number of each column is bold.
          {table.comparesWithPaper &&
            " Δ is ours minus the paper's; it counts as outside beyond two standard deviations or one point, whichever is more."}
        </caption>
        <thead>
          <tr>
            <Heading name="Row" unit="method · backbone · data" kind="text" />
            {overall.map(heading)}
            {table.comparesWithPaper && <Heading name="Paper" unit="%" kind="number" />}
            {table.comparesWithPaper && <Heading name="Δ" unit="points" kind="number" />}
            {others.map(heading)}
            <Heading name="Seeds" unit="n" kind="number" />
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
              <Row row={row} table={table} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

import type { PublishedRow, PublishedTable } from "../summary/published.js";

function PublishedLine({ row, columns }: { row: PublishedRow; columns: readonly string[] }) {
  const repeated = row.ours.some((text) => text !== null);
  return (
    <tr>
      <th scope="row">
        {row.name}
        <span class="sub">{row.backbone}</span>
        {repeated && <span class="sub ours">ours</span>}
      </th>
      {columns.map((_, i) => (
        <td class={row.printed[i] === null ? "none" : undefined}>
          {row.printed[i] ?? "–"}
          {repeated && <span class="sub">{"\u00a0"}</span>}
          {repeated && <span class="sub ours">{row.ours[i] ?? "–"}</span>}
        </td>
      ))}
    </tr>
  );
}

/** The paper's own tables that the grid repeats, whole, with ours beneath. */
export function PublishedTables({ tables }: { tables: readonly PublishedTable[] }) {
  return (
    <section aria-labelledby="paper">
      <h2 id="paper">In the paper</h2>
      {tables.map(({ table, dataset, columns, rows }) => (
        <details>
          <summary>
            {table}, {dataset}: all {rows.length} rows
          </summary>
          <div class="scroll" tabIndex={0} role="region" aria-label={`${table} of the paper`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Row</th>
                  {columns.map((column) => (
                    <th scope="col">{column}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <PublishedLine row={row} columns={columns} />
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ))}
    </section>
  );
}

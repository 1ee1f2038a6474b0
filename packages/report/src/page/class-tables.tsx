import { classLines, confusions, sameClasses, type Confusion } from "../summary/classes.js";
import type { RowSummary } from "../summary/rows.js";

/** A table of thousands of classes would be a page of many megabytes: the largest and the smallest say what there is to say. */
const mostClasses = 200;
const mostConfusions = 10;

export const hasClasses = (rows: readonly RowSummary[]): boolean => sameClasses(rows).length > 0;

function PerClass({ rows }: { rows: readonly RowSummary[] }) {
  const all = classLines(rows);
  const half = mostClasses / 2;
  const lines = all.length > mostClasses ? [...all.slice(0, half), ...all.slice(-half)] : all;
  return (
    <details>
      <summary>
        Accuracy of each class{all.length > lines.length ? `: the ${half} largest and smallest of ${all.length}` : ""}
      </summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="Accuracy of each class">
        <table>
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col">
                Images<span class="unit">training</span>
              </th>
              {rows.map((row) => (
                <th scope="col" class="wrap">
                  {row.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, count, group, accuracies }) => (
              <tr>
                <th scope="row">
                  {name} <span class="sub">{group}</span>
                </th>
                <td>{count}</td>
                {accuracies.map((value) => (
                  <td class={value === null ? "none" : undefined}>{value === null ? "–" : value.toFixed(1)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const confusionText = ({ actual, predicted, share }: Confusion): string =>
  `${actual} → ${predicted} ${(100 * share).toFixed(0)} %`;

function MostConfused({ rows }: { rows: readonly RowSummary[] }) {
  const found = rows
    .map((row) => ({ row, pairs: confusions(row, mostConfusions) }))
    .filter(({ pairs }) => pairs.length);
  if (found.length === 0) return null;
  return (
    <details>
      <summary>What is taken for what: true class → predicted, share of the true class's images, first seed</summary>
      <ul class="hints">
        {found.map(({ row, pairs }) => (
          <li>
            <strong>{row.name}</strong>: {pairs.map(confusionText).join(", ")}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Classes by name: how well each is recognised in every row, and which are confused. */
export function ClassTables({ rows }: { rows: readonly RowSummary[] }) {
  const same = sameClasses(rows);
  if (same.length === 0) return null;
  return (
    <section aria-labelledby="classes">
      <h2 id="classes">Classes</h2>
      <PerClass rows={same} />
      <MostConfused rows={same} />
    </section>
  );
}

import { verdictCounts, type Verified } from "../summary/verification.js";

/** What was claimed, what was measured, and what that says of each published number. */
export function Verification({ all }: { all: readonly Verified[] }) {
  return (
    <section aria-labelledby="verification">
      <h2 id="verification">Verification</h2>
      <details open={all.length <= 20}>
        <summary>{verdictCounts(all)}</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label="Claimed and measured">
          <table>
            <thead>
              <tr>
                {["Published", "Column", "Data", "Backbone", "Claimed", "Measured", "Verdict"].map((heading) => (
                  <th scope="col">{heading}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {all.map((v) => (
                <tr>
                  <th scope="row">{v.where}</th>
                  <td>{v.column}</td>
                  <td>{v.dataset ?? "–"}</td>
                  <td>{v.backbone ?? "–"}</td>
                  <td>{v.claimed}</td>
                  <td class={v.measured === null ? "none" : undefined}>{v.measured ?? "–"}</td>
                  <td class={v.verdict === "off" ? "outside" : undefined}>{v.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

import { verdictCounts, type Verified } from "../summary/verification.js";
import { escapeMarkdown } from "../text/escape.js";

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Claimed beside measured and the verdict, a line for every published number, as GitHub-flavoured Markdown. */
export function verificationTable(all: readonly Verified[]): string {
  const headings = ["", "Column", "Data", "Backbone", "Claimed", "Measured", "Verdict"];
  const rows = all.map((v) => {
    const names = [v.where, v.column, v.dataset ?? "–", v.backbone ?? "–"].map(escapeMarkdown);
    return line([...names, escapeMarkdown(v.claimed).replace("\\.", "."), v.measured ?? "–", v.text]);
  });
  return [`${verdictCounts(all)}.`, "", line(headings), line(headings.map(() => ":--")), ...rows].join("\n") + "\n";
}

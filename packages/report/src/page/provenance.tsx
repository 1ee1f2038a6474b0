import type { ComponentChildren } from "preact";
import type { CellResult, Provenance } from "@liftjs/records";
import type { GridRecords } from "../records/read.js";
import { cleanLine } from "../text/clean.js";

type Facts = Provenance["hardware"];

/** "cpu: two cores, memory: 24 GiB", or the text as it is. */
const factsLine = (facts: Facts): string =>
  typeof facts === "string"
    ? facts
    : Object.entries(facts)
        .flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]))
        .join(", ");

const named = ({ name, sha256 }: { name: string; sha256: string | null }): string =>
  sha256 ? `${name} (sha256 ${sha256.slice(0, 16)}…)` : name;

const fields: readonly (readonly [string, (cell: CellResult) => string | null])[] = [
  ["Code", ({ provenance }) => provenance.code],
  ["Engine", ({ provenance }) => `${factsLine(provenance.engine)} (${provenance.backend}, ${provenance.precision})`],
  ["Hardware", ({ provenance }) => factsLine(provenance.hardware)],
  ["Data", ({ provenance }) => named(provenance.dataset)],
  ["Scored images", ({ provenance }) => provenance.split ?? null],
  ["Weights", ({ provenance }) => (provenance.weights ? named(provenance.weights) : null)],
  [
    "Packages",
    ({ provenance }) =>
      Object.entries(provenance.packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
  ],
];

const distinct = (texts: readonly (string | null)[]): string[] => [
  ...new Set(texts.filter((text): text is string => text !== null && text.trim() !== "").map(cleanLine)),
];

function Entry({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const span = (from: string | undefined, to: string | undefined): string | null =>
  from ? `${cleanLine(from)}${to ? ` to ${cleanLine(to)}` : ""}` : null;

/** Where the numbers come from: the command, and each thing that any of the cells was made with. */
export function ProvenanceList({ records }: { records: GridRecords }) {
  const cells = [...records.cells.values()];
  const when = span(records.grid.startedAt, records.grid.finishedAt);
  return (
    <dl>
      <Entry name="Command">
        <code>{cleanLine(records.grid.command)}</code>
      </Entry>
      {when && <Entry name="Time">{when}</Entry>}
      {fields.map(([name, read]) => {
        const found = distinct(cells.map(read));
        return (
          found.length > 0 && (
            <Entry name={name}>
              {found.map((text) => (
                <div>{text}</div>
              ))}
            </Entry>
          )
        );
      })}
    </dl>
  );
}

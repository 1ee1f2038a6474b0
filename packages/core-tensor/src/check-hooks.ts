import { LiftError, nearest, type Host, type SiteHook } from "@liftjs/contracts";

/** One plugin's hooks, with its name for messages. */
export interface NamedHooks {
  readonly name: string;
  readonly hooks: readonly Pick<SiteHook, "site" | "needs">[];
}

const WEIGHTS = "weights.";

/** Every site of a host: its own and its parameters'. */
const sitesOf = (host: Host): string[] => [
  ...new Set([...host.sites, ...[...host.parameters.keys()].map((name) => `${WEIGHTS}${name}`)]),
];

/** Sites for a message, blocks told once: `blocks.i.norm1`. Parameters are named where one was meant. */
function summary(sites: readonly string[], wrong: string): string {
  const kind = wrong.startsWith("weight");
  const shown = sites.filter((site) => site.startsWith(WEIGHTS) === kind);
  return [...new Set(shown.map((site) => site.replace(/(^|\.)blocks\.\d+\./, "$1blocks.i.")))].join(", ") || "none";
}

function refuse(host: Host, plugin: string, site: string, asked: string, sites: readonly string[]): never {
  const guess = nearest(site, sites);
  throw new LiftError(
    "SITE",
    `plugin "${plugin}" ${asked} the site "${site}", which a "${host.family}" model of ${host.blocks} blocks has not` +
      `${guess === null ? "" : `; did you mean "${guess}"?`} Sites (i = 0 … ${host.blocks - 1}): ${summary(sites, site)}`,
    { plugin, site, nearest: guess },
  );
}

/**
 * Check that every site that plugins hook or ask for exists in a model, so that a misspelt one is an error before anything is trained:
 * a pass only meets the sites that it comes to, and would leave such a hook out.
 * @throws LiftError `SITE` that names plugin, site, the nearest site and those there are
 */
export function checkHooks(host: Host, attachments: readonly NamedHooks[]): void {
  const sites = sitesOf(host);
  const known = new Set(sites);
  for (const { name, hooks } of attachments) {
    for (const { site, needs = [] } of hooks) {
      if (!known.has(site)) refuse(host, name, site, "hooks", sites);
      for (const needed of needs) if (!known.has(needed)) refuse(host, name, needed, `asks, at "${site}", for`, sites);
    }
  }
}

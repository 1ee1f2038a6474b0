/**
 * The claimed benchmark results: claimed, measured ± std, and whether that verifies the claim, for each of the thirteen.
 *
 *   run-grid experiments/claims.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * The page's section "Verification" and report/tables/verification.md hold the verdicts: verified, off by so much, not run, or not comparable.
 */
import { claims, registryNames } from "@liftjs/paper-tables";
import { defineGrid } from "@liftjs/grid";
import { lift, liftViews } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Claimed results",
  seeds: 3,
  cells(add) {
    for (const { dataset, backbone, metric, claimed, ensembled } of claims)
      add(
        `${dataset}, LIFT (${backbone})`,
        {
          dataset,
          backbone: registryNames[backbone],
          tte: ensembled ? liftViews(registryNames[backbone]) : "off",
        },
        {
          paper: {
            table: "Claimed results",
            row: `LIFT (${backbone})`,
            column: metric,
            metric: "overall",
            value: claimed,
            unit: metric === "Error Rate" ? "error" : "%",
            dataset,
            backbone,
          },
        },
      );
  },
});

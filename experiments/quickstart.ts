/**
 * The first thing to run: LIFT's ladder on emoji-LT with nano-clip, an image-text model that comes with the workspace.
 * The grid is packages/liftjs/src/quickstart.ts, so that `npx liftjs quickstart` runs the same one without a clone.
 *
 *   npm run quickstart            = run-grid experiments/quickstart.ts; with --quick where there is no native engine
 */
export { default } from "liftjs/quickstart";

import { openAsBlob } from "node:fs";
import { MlflowError } from "./errors.js";
import type { Http } from "./http.js";
import { pages } from "./pages.js";
import { artifactsSchema, type Artifact, type Run } from "./schemas.js";

const api = "/api/2.0/mlflow-artifacts/artifacts";

/** A run as far as its artifacts need it. */
export type ArtifactRun = Pick<Run, "id" | "artifactUri">;

export interface Artifacts {
  /** Store bytes or text under a run, `figures/curve.svg`. */
  uploadArtifact(run: ArtifactRun, path: string, content: string | Uint8Array): Promise<void>;
  /** Store a file under a run; it is read while it is sent. */
  uploadFile(run: ArtifactRun, path: string, file: string): Promise<void>;
  downloadArtifact(run: ArtifactRun, path: string): Promise<Uint8Array>;
  /** Files and folders of a run's folder, the top one where left out. */
  listArtifacts(runId: string, folder?: string): Promise<Artifact[]>;
}

/** `mlflow-artifacts:/1/abc/artifacts` → `/1/abc/artifacts` */
function proxiedRoot({ id, artifactUri = "" }: ArtifactRun): string {
  const root = /^mlflow-artifacts:(?:\/\/[^/]*)?(\/.*)$/.exec(artifactUri)?.[1];
  if (root !== undefined) return root.replace(/\/+$/, "");
  throw new MlflowError(
    "NO_PROXY",
    `run ${id} keeps its artifacts at "${artifactUri}", which does not go through the server; start it with --serve-artifacts and make a new experiment`,
  );
}

function pathOf(run: ArtifactRun, path: string): string {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..") || /[\\\0]/.test(path)) {
    throw new MlflowError(
      "INVALID",
      `"${path}" is not the name of an artifact; write names and folders with / between: figures/curve.svg`,
    );
  }
  return `${api}${[...proxiedRoot(run).split("/"), ...parts].map(encodeURIComponent).join("/")}`;
}

export function artifactsOf(http: Http): Artifacts {
  const put = async (run: ArtifactRun, path: string, body: Blob): Promise<void> => {
    await http.bytes({ method: "PUT", path: pathOf(run, path), body });
  };
  return {
    uploadArtifact: (run, path, content) => put(run, path, new Blob([content])),
    uploadFile: async (run, path, file) => put(run, path, await openAsBlob(file)),
    downloadArtifact: (run, path) => http.bytes({ method: "GET", path: pathOf(run, path) }),
    listArtifacts: async (runId, folder) => {
      const read = (token: string | undefined) => {
        const query = { run_id: runId, path: folder, page_token: token };
        return http.json({ method: "GET", path: "/api/2.0/mlflow/artifacts/list", query }, artifactsSchema);
      };
      const files: Artifact[] = [];
      for await (const page of pages(read)) files.push(...page.files);
      return files;
    },
  };
}

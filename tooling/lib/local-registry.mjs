import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { command } from "./steps.mjs";

/** What a registry answers about one package that has one version. */
async function packument({ name, version, tarball }, address) {
  const manifest = JSON.parse(await command("tar", ["-xOzf", tarball, "package/package.json"]));
  const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  const dist = { tarball: `${address}/-/${encodeURIComponent(name)}.tgz`, integrity };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/**
 * Serve packed packages to npm on this machine, so that they resolve each other by their published ranges.
 * @param {readonly import("./pack.mjs").Packed[]} packed
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(packed) {
  const byName = new Map(packed.map((one) => [one.name, one]));
  const server = createServer((request, response) => {
    const address = `http://${request.headers.host}`;
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const file = byName.get(path.replace(/^-\//, "").replace(/\.tgz$/, ""));
    if (!file) return response.writeHead(404).end();
    if (path.startsWith("-/")) return response.end(readFileSync(file.tarball));
    packument(file, address).then(
      (answer) => response.setHeader("content-type", "application/json").end(JSON.stringify(answer)),
      (error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => new Promise((closed) => server.close(closed).closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

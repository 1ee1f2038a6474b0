import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A package index with one file, in PEP 691's form; `sha256` may be told wrongly. */
export async function indexOf(
  project: string,
  filename: string,
  bytes: Buffer,
  sha256?: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const hash = sha256 ?? createHash("sha256").update(bytes).digest("hex");
  const server = createServer((request, response) => {
    if (request.url === `/simple/${project}/`) {
      response.end(
        JSON.stringify({
          files: [{ filename, url: `../../files/${filename}`, hashes: { sha256: hash }, size: bytes.length }],
        }),
      );
    } else if (request.url === `/files/${filename}`) response.end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((closed) => server.close(() => closed()).closeAllConnections());
  return { url: `http://127.0.0.1:${port}/simple`, close };
}

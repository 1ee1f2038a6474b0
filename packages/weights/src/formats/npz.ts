import { weightFile, type WeightFile } from "../weight-file.js";
import { numpyArray } from "./numpy-array.js";
import type { ZipMember } from "./zip-archive.js";

/** NumPy's `.npz`: a zip archive of `.npy` arrays, such as the augreg ViTs of JAX. Names lose their `.npy`. */
export function npzFile(members: ReadonlyMap<string, ZipMember>): WeightFile {
  const arrays = [...members.values()].map((member) => {
    const name = member.name.replace(/\.npy$/, "");
    return [name, numpyArray(member, name)] as const;
  });
  return weightFile("npz", new Map(arrays));
}

import type { ZipMember } from "../zip/archive.js";
import { readNpy, type NpyArray } from "./npy.js";

/** NumPy's `.npz`: a zip archive of `.npy` arrays, such as the augreg ViTs of JAX. Names lose their `.npy`. */
export function readNpz(members: ReadonlyMap<string, ZipMember>): Map<string, NpyArray> {
  return new Map(
    [...members.values()].map((member) => {
      const name = member.name.replace(/\.npy$/, "");
      return [name, readNpy(member, name)];
    }),
  );
}

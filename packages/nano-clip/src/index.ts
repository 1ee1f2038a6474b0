export { nanoClip } from "./nano-clip.js";

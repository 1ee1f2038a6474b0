export { makeFolder } from "./folder.js";
export { describeHolder, type Holder } from "./holder.js";
export { takeLock, withLock, type LockOptions, type WaitOptions } from "./lock.js";
export { lookAtLock, type LockState } from "./look.js";

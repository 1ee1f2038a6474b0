/** The TensorFlow whose arithmetic is used. */
export const TENSORFLOW_VERSION = "2.21.0";
/** The tfjs-node whose C++ is compiled. */
export const ADDON_VERSION = "4.22.0";
/** The npm package that holds that C++. */
export const ADDON_PACKAGE = "@tensorflow/tfjs-node-gpu";
/** File name of the compiled addon in a set-up folder. */
export const ADDON_FILE = "tfjs_binding.node";
/** A small addon of ours that opens TensorFlow without its greeting. */
export const QUIET_FILE = "quiet_open.node";
/** What the file names of our operations' libraries begin with. */
export const OPERATIONS_PREFIX = "lift_operations-";
/** Written last into a set-up folder: what it holds. */
export const MANIFEST_FILE = "set-up.json";

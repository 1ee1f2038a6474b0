export { emojiLt, emojiTestSets, emojiTrainSets, type EmojiOptions } from "./emoji.js";
export { emojiPictures, isUnseenName, type EmojiNames, type EmojiPicture } from "./pictures.js";
export { iconSets, type IconSetName } from "./icon-sets.js";
export type * from "./catalog.js";

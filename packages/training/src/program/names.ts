/** Names of a program's entries, by the number of samples that they take. */
export const stepName = (size: number): string => `step@${size}`;
export const partName = (size: number): string => `part@${size}`;
export const forwardName = (size: number): string => `forward@${size}`;
export const groupName = (size: number): string => `group@${size}`;
export const pushName = (size: number): string => `push@${size}`;
export const evaluateName = (size: number): string => `evaluate@${size}`;
export const applyName = "apply";

/** Names of the state that goes with a trained tensor. */
export const gradientName = (name: string): string => `gradient.${name}`;
export const momentumName = (name: string): string => `momentum.${name}`;

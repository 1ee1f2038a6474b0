/** Where a training and its cells leave their files. */
export interface Place {
  /** The grid's folder. */
  readonly out: string;
  /** The command that was typed, for the record. */
  readonly command: string;
}

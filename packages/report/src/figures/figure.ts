/** A drawn figure. */
export interface Figure {
  /** File name without ending; unique within a report. */
  readonly id: string;
  readonly title: string;
  /** What is shown and how to read it. */
  readonly caption: string;
  /** SVG whose colours are variables of the page. */
  readonly svg: string;
  /** The same, drawn for a page as narrow as a phone's: fewer panels a row, letters of the same size. */
  readonly narrow?: string;
}

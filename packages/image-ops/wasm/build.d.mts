/** The assembled bytes of resample.wat in base64. */
export declare function assemble(): Promise<string>;

/** Limits of one import file. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html, read 2026-11-20. */
export const maxRowLength = 16_000;
export const maxRowsPerFile = 500_000;
/** "100 MB" is read as the smaller of its two meanings. */
export const maxBytesPerFile = 100_000_000;

export type FileLimits = { readonly maxRows: number; readonly maxBytes: number };

export const importFileLimits: FileLimits = { maxRows: maxRowsPerFile, maxBytes: maxBytesPerFile };

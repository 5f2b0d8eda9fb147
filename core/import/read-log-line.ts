export type LogVerdict = 'succeeded' | 'skipped' | 'failed';
export type LogLine = { readonly verdict: LogVerdict; readonly lineNumber: number; readonly text: string };

const verdicts: Readonly<Record<string, LogVerdict>> = { SUCCEEDED: 'succeeded', SKIPPED: 'skipped', FAILED: 'failed' };

/**
 * Reads what an import job logs about a row: `[FAILED] Line Number 5956 - The User Record does not set ...`. Only the
 * verdict and the number are relied on; the words after them changed between 2023 and 2024. Anything else is no verdict.
 */
export const readLogLine = (message: string): LogLine | undefined => {
  const match = /^\s*\[([A-Z]+)\]\s+Line\s+Number:?\s+(\d{1,7})\b[\s\-:]*(.*)$/is.exec(message);
  const verdict = verdicts[match?.[1]?.toUpperCase() ?? ''];
  if (match === null || verdict === undefined) return undefined;
  return { verdict, lineNumber: Number(match[2]), text: (match[3] ?? '').trim() };
};

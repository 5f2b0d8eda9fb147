import type { LogLine } from './read-log-line.ts';

/** Number of the first row in the log, if numbering starts: at 0, at 1, or at 1 with the header counted. */
const candidates = [1, 2, 0] as const;

type CalibrationEvidence = {
  readonly rowCount: number;
  /** Whether the target shows a user for the row, by its place in the file from 0. */
  readonly isInTarget: (index: number) => boolean;
};

/**
 * AWS does not say whether the header counts as a line. A numbering is possible when every line falls on a row, and no line
 * contradicts the target: who succeeded or was skipped is there, who failed is not. Numberings are weighed by their
 * contradictions, so that one user deleted meanwhile does not spoil the job. Returns the number of the first row, or
 * undefined when two numberings explain the log equally well: then the log proves nothing about single rows.
 */
export const calibrateLineNumbers = (
  lines: readonly LogLine[],
  { rowCount, isInTarget }: CalibrationEvidence,
): number | undefined => {
  if (lines.length === 0) return undefined;
  const weighed = candidates
    .filter((first) => lines.every(({ lineNumber }) => lineNumber >= first && lineNumber < first + rowCount))
    .map((first) => ({
      first,
      contradictions: lines.filter((line) => (line.verdict === 'failed') === isInTarget(line.lineNumber - first))
        .length,
    }))
    .sort((a, b) => a.contradictions - b.contradictions);
  const [best, rival] = weighed;
  if (best === undefined || (rival !== undefined && rival.contradictions === best.contradictions)) return undefined;
  return best.contradictions * 2 > lines.length ? undefined : best.first;
};

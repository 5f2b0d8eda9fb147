import { calibrateLineNumbers } from './calibrate-line-numbers.ts';
import type { JobEnd } from './import-journal.ts';
import type { ImportJobPorts, ImportPorts } from './import-ports.ts';
import { type LogLine, readLogLine } from './read-log-line.ts';

type LogPorts = Pick<ImportPorts, 'clock' | 'signal' | 'note'> & { readonly jobs: Pick<ImportJobPorts, 'readLog'> };

export type CollectedLog = { readonly lines: readonly LogLine[]; readonly warning?: string };

const attempts = 6;
const firstPauseMs = 1_000;

/** Reads a job's log until it speaks of as many rows as the job counted, or half a minute has passed. */
export const collectLog = async (jobId: string, end: JobEnd, ports: LogPorts): Promise<CollectedLog> => {
  const expected = end.importedUsers + end.skippedUsers + end.failedUsers;
  for (let attempt = 1; ; attempt += 1) {
    const log = await ports.jobs.readLog({ jobId });
    if (log.kind === 'unreadable') {
      return {
        lines: [],
        warning: `The log of job ${jobId} could not be read: ${log.why}. Reasons of failed rows are missing.`,
      };
    }
    const lines = log.lines.map(readLogLine).filter((line) => line !== undefined);
    if (lines.length >= expected) return { lines };
    if (attempt === attempts) {
      return {
        lines,
        warning:
          lines.length === 0 && log.lines.length > 0
            ? `The log of job ${jobId} is worded in a way that is not known, so that reasons of failed rows are missing. The target's users decided.`
            : lines.length === 0
              ? `No log of job ${jobId} was found, so that reasons of failed rows are missing. Check that the role in "import.logsRoleArn" may write it.`
              : `The log of job ${jobId} speaks of ${lines.length} rows of ${expected}; the target's users decided the rest.`,
      };
    }
    ports.note('waiting for the log of the import job');
    await ports.clock.sleep(firstPauseMs * 2 ** (attempt - 1), ports.signal);
  }
};

/** The log's verdict on each row of the file, by its place from 0. Contradictory lines on one row are no verdict. */
export const verdictsByRow = (
  lines: readonly LogLine[],
  rowCount: number,
  isInTarget: (index: number) => boolean,
): ReadonlyMap<number, LogLine> => {
  const first = calibrateLineNumbers(lines, { rowCount, isInTarget });
  const verdicts = new Map<number, LogLine>();
  if (first === undefined) return verdicts;
  const contradicted = new Set<number>();
  for (const line of lines) {
    const index = line.lineNumber - first;
    const known = verdicts.get(index);
    if (known !== undefined && known.verdict !== line.verdict) contradicted.add(index);
    verdicts.set(index, line);
  }
  for (const index of contradicted) verdicts.delete(index);
  return verdicts;
};

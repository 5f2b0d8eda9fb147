import { setTimeout as sleep } from 'node:timers/promises';

/** At the pace of a live run, five seconds; none where the sandbox stands in, which is always ready. */
const PACES_BETWEEN = 25;
const LOG_READS = 12;
const STARTS = 5;

type Result = { readonly output: unknown };

/** How many log lines or groups an answer has. */
const lengthOf = ({ output }: Result): number => {
  const { events, logGroups } = output as { readonly events?: unknown[]; readonly logGroups?: unknown[] };
  return (events ?? logGroups ?? []).length;
};

/** Logs come late, and in parts: reads again until there is something, and no more than the time before. */
export const onceSettled = async <T extends Result>(read: () => Promise<T>, paceMs: number): Promise<T> => {
  let known = 0;
  for (let attempt = 1; paceMs > 0 && attempt < LOG_READS; attempt += 1) {
    const result = await read().catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
    const length = result === undefined ? 0 : lengthOf(result);
    if (result !== undefined && length > 0 && length === known) return result;
    known = length;
    await sleep(paceMs * PACES_BETWEEN);
  }
  return read();
};

/** A file that was uploaded just now may not be seen at once. */
export const onceUploaded = async <T>(start: () => Promise<T>, paceMs: number): Promise<T> => {
  for (let attempt = 1; paceMs > 0 && attempt < STARTS; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error as Error).message.includes('No csv file was uploaded')) throw error;
    }
    await sleep(paceMs * PACES_BETWEEN);
  }
  return start();
};

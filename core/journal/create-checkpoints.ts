import { PoolferryError } from '../errors.ts';
import { decodeJournalLine, encodeJournalLine, toRecordJson } from './journal-line.ts';
import { assertEnvelope, toEnvelope } from './record-envelope.ts';
import { isSegmentName } from './run-identity.ts';
import type { HeldPlace } from './run-places.ts';
import { badSegmentName } from './run-refusals.ts';
import type { Checkpoints } from './run-store.ts';

/** Checkpoints of one run: a file each, in the form of a journal of one line. */
export const createCheckpoints = (
  place: Pick<HeldPlace, 'describeFile' | 'readFile' | 'replaceFile'>,
  runId: string,
): Checkpoints => ({
  read: (name) => readCheckpoint(place, runId, name),
  async write(name, value) {
    const record = { ...toEnvelope(runId, 'checkpoint', name), value };
    await place.replaceFile(fileOf(name), encodeJournalLine(toRecordJson(record), 0).line);
  },
});

/** Needs no lock: a checkpoint is replaced as a whole. */
export const readCheckpoint = async (
  place: Pick<HeldPlace, 'describeFile' | 'readFile'>,
  runId: string,
  name: string,
): Promise<unknown | undefined> => {
  const file = fileOf(name);
  const content = await place.readFile(file);
  if (content === undefined) return undefined;
  const isWhole = content.indexOf(0x0a) === content.length - 1;
  const decoded = isWhole ? decodeJournalLine(content.subarray(0, -1), 0) : undefined;
  if (decoded === undefined) throw damaged(place.describeFile(file));
  assertEnvelope(decoded.record, toEnvelope(runId, 'checkpoint', name), place.describeFile(file));
  return (decoded.record as { readonly value?: unknown }).value;
};

const fileOf = (name: string) => {
  if (!isSegmentName(name)) throw badSegmentName(name);
  return `${name}.checkpoint.json`;
};

const damaged = (fileName: string) =>
  new PoolferryError(`The checkpoint "${fileName}" is damaged.`, {
    code: 'checkpoint-damaged',
    hint: 'Restore the file from a backup. Nothing was guessed.',
  });

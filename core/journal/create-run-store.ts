import { PoolferryError, RefusedError } from '../errors.ts';
import type { Clock } from '../flow/clock.ts';
import { createCheckpoints, readCheckpoint } from './create-checkpoints.ts';
import { createJournal } from './create-journal.ts';
import { toEnvelope } from './record-envelope.ts';
import { isRunId, isSameRun, isSegmentName, runCount, runIdStem, toRunId } from './run-identity.ts';
import type { HeldPlace, RunPlaces } from './run-places.ts';
import { decodeRunRecord, encodeRunRecord } from './run-record.ts';
import { badSegmentName, runNotFound } from './run-refusals.ts';
import type { Journal, Run, RunRecord, RunStore } from './run-store.ts';
import type { Scratch } from './scratch.ts';

/** A run store whose open runs can be let go of together, for a process that ends. */
export type ClosableRunStore = RunStore & { closeAll(): Promise<void> };

const recordFile = 'run.json';

/** The rules of runs, over any places. */
export const createRunStore = (places: RunPlaces, clock: Pick<Clock, 'nowMs'>): ClosableRunStore => {
  const open = new Set<Run>();

  const hold = (place: HeldPlace, record: RunRecord, isResumed: boolean): Run => {
    const run = createRun(place, record, isResumed, clock, () => open.delete(run));
    open.add(run);
    return run;
  };

  const store: ClosableRunStore = {
    async open(identity, whenFinished) {
      const stem = runIdStem(identity);
      const counts = (await places.listIds()).map((id) => runCount(id, stem) ?? 0);
      // Ids are tried upwards from the newest: two processes that begin at once meet at the lock of the same id.
      for (let count = Math.max(1, ...counts); ; count += 1) {
        const id = toRunId(stem, count);
        const place = await places.take(id);
        const run = await releasingOnError(place, async () => {
          const found = await readRecord(place, id);
          if (found === undefined) {
            const record: RunRecord = { id, identity, state: 'running', startedAtMs: clock.nowMs() };
            await place.replaceFile(recordFile, encodeRunRecord(record));
            return hold(place, record, false);
          }
          const isWanted = found.state === 'running' || whenFinished === 'report';
          return isWanted && isSameRun(found.identity, identity)
            ? hold(place, found, found.state === 'running')
            : undefined;
        });
        if (run !== undefined) return run;
        await place.release();
      }
    },
    async openById(id) {
      if (!isRunId(id) || !(await places.listIds()).includes(id)) throw runNotFound(id);
      const place = await places.take(id);
      return await releasingOnError(place, async () => {
        const found = await readRecord(place, id);
        if (found === undefined) throw runNotFound(id);
        return hold(place, found, found.state === 'running');
      });
    },
    async readCheckpoint(id, name) {
      if (!isRunId(id)) throw runNotFound(id);
      const place = {
        describeFile: (file: string) => `${id}/${file}`,
        readFile: (file: string) => places.readFile(id, file),
      };
      return await readCheckpoint(place, id, name);
    },
    async heldBy(id) {
      if (!isRunId(id)) throw runNotFound(id);
      return await places.heldBy(id);
    },
    async list() {
      const runs: RunRecord[] = [];
      const problems: string[] = [];
      for (const id of [...(await places.listIds())].sort()) {
        try {
          const content = await places.readFile(id, recordFile);
          if (content === undefined) throw withoutRecord(id);
          runs.push(decodeRunRecord(Buffer.from(content).toString('utf8'), id, `${id}/${recordFile}`));
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          problems.push(
            error instanceof PoolferryError ? error.message : `The run "${id}" cannot be read: ${error.message}`,
          );
        }
      }
      return { runs: runs.sort((a, b) => b.startedAtMs - a.startedAtMs), problems };
    },
    async closeAll() {
      const closings = await Promise.allSettled([...open].map((run) => run.close()));
      for (const closing of closings) if (closing.status === 'rejected') throw closing.reason;
    },
  };
  return store;
};

const createRun = (
  place: HeldPlace,
  opened: RunRecord,
  isResumed: boolean,
  clock: Pick<Clock, 'nowMs'>,
  onClose: () => void,
): Run => {
  let record = opened;
  const journals = new Map<string, Journal>();
  return {
    id: opened.id,
    get record() {
      return record;
    },
    isResumed,
    checkpoints: createCheckpoints(place, opened.id),
    scratch: checkNames(place.scratch),
    journal(name) {
      if (!isSegmentName(name)) throw badSegmentName(name);
      const known = journals.get(name);
      if (known !== undefined) return known;
      const file = `${name}.jsonl`;
      const envelope = toEnvelope(opened.id, 'journal', name);
      const journal = createJournal(place.journalFile(file), envelope, place.describeFile(file));
      journals.set(name, journal);
      return journal;
    },
    async finish(result) {
      const finished: RunRecord = { ...record, state: 'finished', finishedAtMs: clock.nowMs(), result };
      await place.replaceFile(recordFile, encodeRunRecord(finished));
      record = finished;
    },
    async discard() {
      onClose();
      await place.clear();
    },
    async close() {
      onClose();
      await place.release();
    },
  };
};

/** Names become part of file names. */
const checkNames = (scratch: Scratch): Scratch => {
  const checked = (name: string) => {
    if (!isSegmentName(name)) throw badSegmentName(name);
    return name;
  };
  return {
    write: async (name, chunks) => scratch.write(checked(name), chunks),
    read: (name) => scratch.read(checked(name)),
    remove: async (name) => scratch.remove(checked(name)),
  };
};

const readRecord = async (place: HeldPlace, id: string): Promise<RunRecord | undefined> => {
  const content = await place.readFile(recordFile);
  if (content !== undefined) {
    return decodeRunRecord(Buffer.from(content).toString('utf8'), id, place.describeFile(recordFile));
  }
  if (!(await place.isEmpty())) throw withoutRecord(id);
  return undefined;
};

const withoutRecord = (id: string) =>
  new RefusedError(`The run "${id}" has lost its "${recordFile}".`, {
    code: 'state-damaged',
    hint: 'Restore the file from a backup.',
  });

const releasingOnError = async <T>(place: HeldPlace, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    await place.release();
    throw error;
  }
};

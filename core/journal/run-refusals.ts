import { PoolferryError, RefusedError } from '../errors.ts';
import { formatAge } from '../flow/format-age.ts';

/** Who holds a run. */
export type LockHolder = {
  readonly host: string;
  readonly processId: number;
  /** Tells apart processes that had the same id one after the other; absent where the system does not say. */
  readonly processStart?: string;
  readonly lockedAtMs: number;
};

export const describeHolder = (holder: LockHolder | undefined, nowMs: number): string =>
  holder === undefined
    ? 'a process that did not leave its name'
    : `process ${holder.processId} on host "${holder.host}" (locked ${formatAge(nowMs - holder.lockedAtMs)})`;

export const runLocked = (id: string, holder: LockHolder | undefined, nowMs: number): RefusedError =>
  new RefusedError(`The run "${id}" is held by ${describeHolder(holder, nowMs)}.`, {
    code: 'run-locked',
    hint: 'Wait for it or stop it. If you are sure that it no longer runs, add --break-lock.',
  });

export const runNotFound = (id: string): RefusedError =>
  new RefusedError(`There is no run "${id}".`, { code: 'run-not-found', hint: 'List the runs with: poolferry runs' });

/** Another process broke the lock while this one still worked: it must not write one byte more. */
export const lockLost = (id: string): PoolferryError =>
  new PoolferryError(`The run "${id}" was taken over by another process.`, {
    code: 'run-lock-lost',
    hint: 'Let the other process finish. Never break the lock of a process that still runs.',
  });

export const badSegmentName = (name: string): PoolferryError =>
  new PoolferryError(`"${name}" cannot name a journal or a checkpoint.`, { code: 'bad-segment-name' });

/** A part of poolferry went on writing after it had closed the run: an error of ours. */
export const runClosed = (id: string): PoolferryError =>
  new PoolferryError(`The run "${id}" is closed.`, { code: 'run-closed' });

import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { RunIdentity } from './run-store.ts';

/** Whether two invocations ask for the same run. */
export const isSameRun = (one: RunIdentity, other: RunIdentity): boolean => canonicalJson(one) === canonicalJson(other);

/**
 * The start of the id of every run with this identity: `remap-verify-3fa9c1d2e0`. Being derived, it lets two processes
 * that begin the same run at the same moment meet at the same lock.
 */
export const runIdStem = (identity: RunIdentity): string => {
  const slug = identity.command.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${slug}-${createHash('sha256').update(canonicalJson(identity)).digest('hex').slice(0, 10)}`;
};

/** The id of the `count`-th run with that stem: the stem itself, then `stem-2`, `stem-3`, ... */
export const toRunId = (stem: string, count: number): string => (count === 1 ? stem : `${stem}-${count}`);

/** Which run of its stem an id names, or undefined for ids of other stems. */
export const runCount = (id: string, stem: string): number | undefined => {
  if (id === stem) return 1;
  const count = id.startsWith(`${stem}-`) ? id.slice(stem.length + 1) : '';
  return /^[1-9]\d{0,8}$/.test(count) && count !== '1' ? Number(count) : undefined;
};

/** Whether a text can be the id of a run at all; nothing else becomes part of a path. */
export const isRunId = (id: string): boolean => /^[a-z][a-z0-9-]{0,99}$/.test(id);

/** Whether a journal or checkpoint may have this name: it becomes part of a file name. */
export const isSegmentName = (name: string): boolean => /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$/.test(name);

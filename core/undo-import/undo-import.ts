import pMap from 'p-map';
import type { UnbindOutcome } from '../identity/ledger.ts';
import type { Run } from '../journal/run-store.ts';
import type { UserRecord } from '../users/user-record.ts';
import { type ImportedUser, isMadeByRun, isUsed } from './imported-users.ts';
import { openUndoLog, type UndoLog, type UndoOutcome, undoJournalName } from './undo-journal.ts';

/** Calls that pass by themselves when tried again are tried again behind these ports; what they throw is final. */
export type UndoPorts = {
  /** By username, never from a listing: listings lag behind. */
  readonly findUser: (username: string) => Promise<UserRecord | undefined>;
  readonly deleteUser: (username: string) => Promise<'deleted' | 'absent'>;
  readonly unbind: ((previousSub: string, newSub: string) => Promise<UnbindOutcome>) | undefined;
  readonly run: Run;
  readonly signal: AbortSignal;
  /** One more user has an outcome. */
  readonly advance: () => void;
};

/** imported = deleted + alreadyGone + kept. */
export type UndoResult = {
  readonly imported: number;
  readonly deleted: number;
  /** Of the deleted, who had been used or changed, as far as Cognito told. */
  readonly deletedAfterUse: number;
  readonly alreadyGone: number;
  readonly kept: number;
  /** Of the deleted, who can be claimed again in the ledger. */
  readonly claimsOpen: number;
  /** Of the deleted, of whom the ledger says something else than that they were this user; nothing was changed there. */
  readonly claimsOther: number;
};

const concurrency = 4;

/**
 * Deletes exactly the users that an import run made, and opens their claims, so that these people can cross again. Each user
 * is read again just before: whoever is not that user any more stays. May be stopped anywhere and called again.
 */
export const undoImport = async (
  users: readonly ImportedUser[],
  leaves: 'reset' | 'hashes',
  ports: UndoPorts,
): Promise<UndoResult> => {
  const log = await openUndoLog(ports.run.journal(undoJournalName));
  const open = users.filter(({ newSub }) => !log.progress.outcomes.has(newSub));
  await pMap(
    open,
    async (user) => {
      ports.signal.throwIfAborted();
      const outcome = await undoUser(user, leaves, log, ports);
      await log.append({ type: 'outcome', sub: user.sub, newSub: user.newSub, ...outcome });
      ports.advance();
    },
    { concurrency, signal: ports.signal },
  );
  const result = summarize(log.progress.outcomes.values(), users.length);
  await ports.run.finish(result);
  return result;
};

const undoUser = async (
  user: ImportedUser,
  leaves: 'reset' | 'hashes',
  log: UndoLog,
  { findUser, deleteUser, unbind }: UndoPorts,
): Promise<Omit<UndoOutcome, 'sub' | 'newSub'>> => {
  const { sub, newSub, newUsername } = user;
  const found = await findUser(newUsername);
  if (found !== undefined && isMadeByRun(found, user)) {
    if (!log.progress.intended.has(newSub)) {
      await log.append({ type: 'deleting', newSub, wasUsed: isUsed(found, user, leaves) });
    }
    await deleteUser(newUsername);
  }
  const wasUsed = log.progress.intended.get(newSub);
  // Somebody else deleted this user, on purpose for all we know: the claim stays, and keeps them out.
  if (wasUsed === undefined) return { outcome: found?.sub === newSub ? 'kept' : 'already-gone' };
  const outcome = await unbind?.(sub, newSub);
  const claim = outcome === undefined ? {} : ({ claim: outcome === 'other' ? 'other' : 'open' } as const);
  return { outcome: 'deleted', wasUsed, ...claim };
};

const summarize = (outcomes: Iterable<UndoOutcome>, imported: number): UndoResult => {
  const all = [...outcomes];
  const count = (is: (outcome: UndoOutcome) => boolean) => all.filter(is).length;
  return {
    imported,
    deleted: count(({ outcome }) => outcome === 'deleted'),
    deletedAfterUse: count(({ wasUsed }) => wasUsed === true),
    alreadyGone: count(({ outcome }) => outcome === 'already-gone'),
    kept: count(({ outcome }) => outcome === 'kept'),
    claimsOpen: count(({ claim }) => claim === 'open'),
    claimsOther: count(({ claim }) => claim === 'other'),
  };
};

import { PoolferryError } from '../../errors.ts';
import type { Scratch } from '../../journal/scratch.ts';
import type { KeyedLine } from '../../spill/keyed-line.ts';
import { joinRuns, mergeRuns } from '../../spill/sorted-runs.ts';
import type { UserRecord } from '../../users/user-record.ts';
import { attemptOf, toListedUser } from './listed-user-line.ts';
import { chainOf, type ListingState, serialChain } from './listing-state.ts';

export type ListedUser = {
  readonly user: UserRecord;
  /** Was shown by an attempt that was given up, and not by the one that counts: deleted while the pool was listed. */
  readonly isVanished: boolean;
  /** Was shown by the attempt that counts alone. */
  readonly isNew: boolean;
};

export type ListedUsers = {
  /**
   * Everybody who was listed, once, by sub, many at a time, with these attributes or with all. May be read again. Throws
   * `PoolferryError` (`listing-damaged`) at the end where there were not as many as had been listed.
   */
  read(only?: ReadonlySet<string>): AsyncGenerator<readonly ListedUser[], void, undefined>;
};

/** The users of a listing that has come to its end. */
export const openListedUsers = async (listing: ListingState, scratch: Scratch): Promise<ListedUsers> => {
  const runs = await joinRuns(scratch, listing.runs, 'users-joined');
  return { read: (only) => readListedUsers(listing, scratch, runs, only) };
};

type Seen = { line: KeyedLine; isCurrent: boolean; isAlsoOld: boolean };

async function* readListedUsers(
  listing: ListingState,
  scratch: Scratch,
  runs: readonly string[],
  only: ReadonlySet<string> | undefined,
): AsyncGenerator<readonly ListedUser[], void, undefined> {
  let last: Seen | undefined;
  let current = 0;
  for await (const lines of mergeRuns(scratch, runs)) {
    const users: ListedUser[] = [];
    for (const line of lines) {
      const isCurrent = attemptOf(line) === chainOf(line.key, listing)?.attempt;
      if (isCurrent) current += 1;
      if (last?.line.key !== line.key) {
        if (last !== undefined) users.push(toListed(last, only));
        last = { line, isCurrent, isAlsoOld: !isCurrent };
        continue;
      }
      // The later of two that count alike: somebody may have been changed in between.
      if (isCurrent || !last.isCurrent) last.line = line;
      last.isCurrent ||= isCurrent;
      last.isAlsoOld ||= !isCurrent;
    }
    yield users;
  }
  if (last !== undefined) yield [toListed(last, only)];
  if (current !== listedBy(listing)) throw damaged();
}

/** How often the chains that count showed anybody. */
const listedBy = ({ mode, chains }: ListingState): number => {
  let listed = 0;
  for (const [prefix, { users }] of Object.entries(chains)) {
    if ((prefix === serialChain) === (mode === 'serial')) listed += users;
  }
  return listed;
};

/** What a disk lost would be missing from a package that adds up. */
const damaged = () =>
  new PoolferryError('What was kept of the listing is not what was listed.', {
    code: 'listing-damaged',
    hint: 'Nothing was written. Check the disk of the state directory, and list everybody anew with --restart.',
  });

const toListed = ({ line, isCurrent, isAlsoOld }: Seen, only: ReadonlySet<string> | undefined): ListedUser => ({
  user: toListedUser(line, only),
  isVanished: !isCurrent,
  isNew: isCurrent && !isAlsoOld,
});

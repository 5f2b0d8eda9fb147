import { formatAge } from '../../core/flow/format-age.ts';
import type { ClaimRow } from '../../core/identity/ledger.ts';
import type { BindResult } from '../../core/ledger/bind-matches.ts';
import {
  type Contradiction,
  type ContradictionReason,
  contradictions,
  type Match,
  type Reconciliation,
} from '../../core/ledger/reconciliation.ts';
import { type Block, facts, heading, table, text, warning } from '../terminal/blocks.ts';

/** More rows than a person reads; `--json` has them all. */
const shownRows = 10;

/** What no command settles by itself. A claim of the trigger without a user is an ordinary thing. */
export const needsAttention = ({
  leftToImport,
  unproven,
  nameTaken,
  withoutUser,
  contradictions: found,
}: Reconciliation) =>
  leftToImport.length + unproven.length + nameTaken.length + found.length > 0 ||
  withoutUser.some(({ claimedBy }) => claimedBy === 'import');

export const planBlocks = (found: Reconciliation, tableName: string, nowMs: number): Block[] => {
  const { toBind, leftToImport, unproven, nameTaken, withoutUser } = found;
  const unbound = [toBind, leftToImport, unproven, nameTaken, withoutUser].reduce((sum, { length }) => sum + length, 0);
  const byImport = withoutUser.filter(({ claimedBy }) => claimedBy === 'import');
  const byTrigger = withoutUser.filter(({ claimedBy }) => claimedBy === 'trigger');
  return [
    heading(toBind.length === 0 ? 'Found' : 'Plan'),
    facts(
      ['Ledger', tableName],
      ['Bound claims', String(found.bound)],
      ['Bound and gone', goneFact(found.boundAndGone)],
      ['Unbound claims', String(unbound)],
      ['Users compared', String(found.targetUsers)],
      ['To bind', String(toBind.length)],
    ),
    ...matches('To bind', 'The user is there and has proved to be the one.', toBind),
    ...matches(
      'Left to the import',
      'Only the import that made the user may bind it. Run the same import again.',
      leftToImport,
    ),
    ...matches(
      'Not proven',
      'The username fits, and anybody can take a username. The user is bound at a sign-in; or state the pair in a file ' +
        'for "poolferry map --pairs".',
      unproven,
    ),
    ...matches(
      'Name taken',
      'Somebody has the sign-in name, and nothing shows that they are the one; so the person cannot cross. Find out who ' +
        'it is. A stranger has to go; if it is the person, state the pair in a file for "poolferry map --pairs".',
      nameTaken,
    ),
    ...waiting(
      'No user yet',
      'Creating the user failed, or the person has not come back. The same sign-in name can claim again: nothing to do.',
      byTrigger,
      nowMs,
    ),
    ...waiting(
      'No user yet, claimed by an import',
      'The import has not come to its end. Run the same import again; if its run is lost, release these claims.',
      byImport,
      nowMs,
    ),
    ...contradictionBlocks(found.contradictions),
  ];
};

const goneFact = (count: number) =>
  count === 0 ? '0' : `${count}, whose users are no longer in the target: they stay out`;

export const resultBlocks = (found: Reconciliation, result?: BindResult): Block[] => [
  text(
    result === undefined
      ? 'There is nobody to bind, so nothing was changed.'
      : `Bound: ${result.bound} of ${found.toBind.length}. Run it again at any time: whoever is bound stays so.`,
  ),
  ...(result !== undefined && result.changed.length > 0
    ? [warning(`Claims that changed meanwhile and were left: ${result.changed.length}. Run it again.`)]
    : []),
  ...(found.contradictions.length > 0
    ? [warning(`Users who contradict the ledger: ${found.contradictions.length}. None of them was bound.`)]
    : []),
];

const matches = (title: string, explains: string, rows: readonly Match[]): Block[] =>
  section(
    title,
    explains,
    rows.map(({ claim, user }) => [claim.previousSub, user.sub]),
    ['Source user', 'User of the target'],
  );

const waiting = (title: string, explains: string, rows: readonly ClaimRow[], nowMs: number): Block[] =>
  section(
    title,
    explains,
    rows
      .toSorted((a, b) => a.claimedAtMs - b.claimedAtMs)
      .map(({ previousSub, claimedAtMs }) => [previousSub, formatAge(nowMs - claimedAtMs)]),
    ['Source user', 'Claimed'],
  );

const contradictionBlocks = (found: readonly Contradiction[]): Block[] =>
  [...Map.groupBy(found, ({ reason }) => reason)].flatMap(([reason, rows]) =>
    section(
      `Contradiction: ${reason}`,
      `${contradictions[reason]} ${hints[reason] ?? alarm}`,
      rows.map(({ newSub, previousSub = '' }) => [newSub, previousSub]),
      ['User of the target', 'Names source user'],
    ),
  );

const alarm = 'Somebody may be passing for another. Look at the user before the map is built.';
const hints: Partial<Record<ContradictionReason, string>> = {
  'no-claim': 'Users imported without a ledger look like this, and so does somebody who wrote the attribute.',
  forgotten: 'Their user has still to be deleted in the target, or somebody else wrote the attribute.',
};

const section = (
  title: string,
  explains: string,
  rows: readonly (readonly string[])[],
  columns: readonly string[],
): Block[] => {
  if (rows.length === 0) return [];
  return [
    heading(`${title} (${rows.length})`),
    text(explains),
    table(
      columns.map((column) => ({ title: column })),
      rows.slice(0, shownRows),
    ),
    ...(rows.length > shownRows ? [text(`and ${rows.length - shownRows} more; --json lists them all.`)] : []),
  ];
};

export const reconciliationJson = (found: Reconciliation) => {
  const { toBind, leftToImport, unproven, nameTaken, withoutUser, boundAndGone, targetUsers } = found;
  return {
    boundClaims: found.bound,
    boundAndGone,
    targetUsers,
    toBind: toBind.map(toPair),
    leftToImport: leftToImport.map(toPair),
    unproven: unproven.map(toPair),
    nameTaken: nameTaken.map(({ claim, user }) => ({ previousSub: claim.previousSub, holderSub: user.sub })),
    withoutUser: withoutUser.map(({ previousSub, claimedBy, claimedAtMs, runId }) => ({
      previousSub,
      claimedBy,
      claimedAt: new Date(claimedAtMs).toISOString(),
      runId,
    })),
    contradictions: found.contradictions,
  };
};

const toPair = ({ claim, user }: Match) => ({ previousSub: claim.previousSub, newSub: user.sub });

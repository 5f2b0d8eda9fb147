import type { LedgerRow } from '../../core/identity/ledger.ts';
import { type Block, command, facts, heading, list, text, warning } from '../terminal/blocks.ts';
import { quoteWord } from '../terminal/shell-words.ts';
import { claimFacts } from './ledger-claims-report.ts';

/** Whether a pool has the user. `unknown`: nothing says who it would be, or the pool is not configured. */
export type Place =
  | { readonly kind: 'there'; readonly userPoolId: string; readonly username: string }
  | { readonly kind: 'gone'; readonly userPoolId: string }
  | { readonly kind: 'unknown' };

/** What is left of somebody, as far as poolferry can see. */
export type Footprint = {
  readonly sub: string;
  readonly row: LedgerRow | undefined;
  /** Of the login index. */
  readonly names: number;
  readonly source: Place;
  readonly target: Place;
  /** Runs kept on this machine, whoever they are about. */
  readonly runs: number;
};

export const planBlocks = (footprint: Footprint, tableName: string, nowMs: number): Block[] => {
  const { sub, row, names, source } = footprint;
  return [
    heading('Plan'),
    facts(
      ['Ledger', tableName],
      ['Source user', sub],
      ...(row === undefined ? [['State', 'no claim: has not begun to cross'] as const] : claimFacts(row, nowMs)),
    ),
    ...(row === undefined && source.kind === 'gone' ? [nobodyKnown(sub)] : []),
    heading('What is erased'),
    list([
      erasedRow(row),
      names === 0 ? 'The login index has no name of the user.' : `${names} of the user's names in the login index.`,
    ]),
    text(
      'The sub stays, with the time of this: without it nothing could tell that this source user must be kept out. It ' +
        'cannot be undone.',
    ),
    ...notCovered(footprint),
  ];
};

export const resultBlocks = (footprint: Footprint, namesRemoved: number): Block[] => [
  text(`Source user "${footprint.sub}" is forgotten. Names removed from the login index: ${namesRemoved}.`),
  ...deletions(footprint),
];

const nobodyKnown = (sub: string) =>
  warning(
    `Neither the source nor the ledger has a user "${sub}". Check the sub: a tombstone for nobody erases nobody.`,
  );

const erasedRow = (row: LedgerRow | undefined): string => {
  if (row === undefined) return 'Nothing of a claim; a tombstone is written, so that there will be none.';
  if (row.state === 'forgotten') return 'The claim is a tombstone already, and stays one.';
  return 'The claim: usernames, hashes, the link to the new user. A tombstone takes its place.';
};

const notCovered = (footprint: Footprint): Block[] => {
  const { source, target, row, runs } = footprint;
  return [
    heading('What still knows the person'),
    list([
      `Source pool: ${standing(source, 'not looked at, because the configuration names none.')}`,
      `Target pool: ${standing(
        target,
        row?.state === 'reserved'
          ? 'the claim may have become a user that is not bound; look for the person there.'
          : 'the ledger does not say who they are there; look for the person there.',
      )}`,
      `This machine: packages, identity maps${runs === 0 ? '' : `, ${runs} runs in the state directory`}. Delete what you no longer need.`,
      'Your tables: what the person owns there. Delete it by your own rules. A map made with the ledger leaves the person out.',
      "The ledger's point-in-time recovery and the logs, until their retention ends.",
    ]),
    ...deletions(footprint),
  ];
};

const standing = (place: Place, otherwise: string): string => {
  if (place.kind === 'unknown') return otherwise;
  return place.kind === 'there' ? 'has the user.' : 'has no such user.';
};

const deletions = ({ source, target }: Footprint): Block[] => {
  const there = [source, target].filter((place) => place.kind === 'there');
  if (there.length === 0) return [];
  return [
    text('poolferry deletes no user. To delete this one where they still are:'),
    ...there.map(({ userPoolId, username }) =>
      command(
        ['aws', 'cognito-idp', 'admin-delete-user', '--user-pool-id', userPoolId, '--username', username]
          .map(quoteWord)
          .join(' '),
      ),
    ),
  ];
};

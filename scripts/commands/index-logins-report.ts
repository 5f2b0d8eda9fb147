import { rejectCodes } from '../../core/export/reject-codes.ts';
import { importCodes } from '../../core/import/import-codes.ts';
import type { IndexCounts, LeftOut } from '../../core/index-logins/plan-login-index.ts';
import type { RefreshResult } from '../../core/index-logins/refresh-login-index.ts';
import { type Block, facts, heading, table, text } from '../terminal/blocks.ts';

export type ExistingIndex = {
  /** Rows of the index that stand in the ledger. */
  readonly existing: number;
  /** Of these: names that are no longer in the source. */
  readonly stale: number;
};

export const planBlocks = (counts: IndexCounts, { existing, stale }: ExistingIndex, tableName: string): Block[] => [
  heading('Plan'),
  facts(
    ['Ledger', tableName],
    ...userFacts(counts),
    ['Names to write', `${counts.names}, over ${existing} that are there`],
    ...(counts.ambiguousNames > 0 ? [['Shared names', `${counts.ambiguousNames}, which lead to nobody`] as const] : []),
    ['Names to remove', String(stale)],
  ),
  ...leftOutBlocks(counts),
];

export const resultBlocks = (counts: IndexCounts, { written, removed }: RefreshResult): Block[] => [
  facts(
    ['Users indexed', `${counts.indexed} of ${counts.listed}`],
    ['Names written', String(written)],
    ['Names removed', String(removed)],
  ),
  text('Run it again when users were added or changed in the source.'),
];

const userFacts = (counts: IndexCounts): [string, string][] => [
  ['Users listed', String(counts.listed)],
  ['Users indexed', String(counts.indexed)],
  ['Not verified', `${counts.unverified} of the indexed, whom the trigger denies`],
  ['Left out', String(Object.values(counts.leftOut).reduce((sum, count) => sum + count, 0))],
];

const meaningOf = (code: LeftOut) => (code === 'forgotten' ? importCodes[code].explains : rejectCodes[code].means);

const leftOutBlocks = ({ leftOut }: IndexCounts): Block[] => {
  const reasons = Object.entries(leftOut).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (reasons.length === 0) return [];
  return [
    heading('Who is left out'),
    table(
      [{ title: 'Users', align: 'right' }, { title: 'Code' }, { title: 'What it means' }],
      reasons.map(([code, count]) => [String(count), code, meaningOf(code as LeftOut)]),
    ),
  ];
};

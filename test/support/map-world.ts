import { buildIdentityMap } from '../../core/identity/build-identity-map.ts';
import { collectMapEvidence, type StatedPair } from '../../core/identity/collect-map-evidence.ts';
import type { ClaimRow, LedgerRow } from '../../core/identity/ledger.ts';
import type { RowOutcome } from '../../core/import/row-outcome.ts';
import type { PackageUser } from '../../core/journal/package-manifest.ts';
import { openMemoryRun } from './export-world.ts';

/** One thing that one source of a map says. */
export type MapFact =
  | { readonly source: 'ledger'; readonly row: LedgerRow }
  | { readonly source: 'import'; readonly row: RowOutcome; readonly run: number }
  | { readonly source: 'package'; readonly user: PackageUser }
  | { readonly source: 'operator'; readonly pair: StatedPair }
  | { readonly source: 'target'; readonly sub: string; readonly username: string; readonly status: string };

export const createdAtMs = Date.UTC(2026, 0, 2);

/** Builds a map of these facts, told in this order, in so little memory that everything goes through files. */
export const buildMapOf = async (facts: readonly MapFact[], memory = 200) => {
  const { scratch } = await openMemoryRun();
  const evidence = collectMapEvidence(scratch, memory);
  for (const fact of facts) {
    if (fact.source === 'ledger') await evidence.ledgerRow(fact.row);
    else if (fact.source === 'import') await evidence.outcome(fact.row, fact.run);
    else if (fact.source === 'package') await evidence.packageUser(fact.user);
    else if (fact.source === 'operator') await evidence.statedPair(fact.pair);
    else await evidence.targetUser({ ...fact, createdAtMs });
  }
  const map = await buildIdentityMap(evidence, scratch, memory);
  const lines = (await Array.fromAsync(map.pairs())).flat().map(({ text }) => text);
  return { ...map, lines, unmappedUsers: await Array.fromAsync(map.unmapped()) };
};

export const bound = (oldSub: string, newSub: string, more: Partial<ClaimRow> = {}): MapFact => ({
  source: 'ledger',
  row: {
    previousSub: oldSub,
    state: 'bound',
    loginHash: 'h',
    claimedBy: 'trigger',
    claimedAtMs: 0,
    newSub,
    ...more,
  },
});

export const forgotten = (oldSub: string): MapFact => ({
  source: 'ledger',
  row: { previousSub: oldSub, state: 'forgotten', forgottenAtMs: 0 },
});

export const outcome = (row: RowOutcome, run = 1): MapFact => ({ source: 'import', row, run });

export const imported = (oldSub: string, oldUsername: string, newSub: string, newUsername: string, run = 1): MapFact =>
  outcome({ sub: oldSub, username: oldUsername, outcome: 'imported', newSub, newUsername }, run);

export const notImported = (
  oldSub: string,
  oldUsername: string,
  code: NonNullable<RowOutcome['code']>,
  holder?: string,
  run = 1,
): MapFact =>
  outcome(
    {
      sub: oldSub,
      username: oldUsername,
      outcome: 'failed',
      code,
      ...(holder === undefined ? {} : { holderSub: holder, holderUsername: `name of ${holder}` }),
    },
    run,
  );

export const stated = (oldSub: string, newSub: string, oldUsername?: string, newUsername?: string): MapFact => ({
  source: 'operator',
  pair: { oldSub, newSub, oldUsername, newUsername },
});

export const listed = (sub: string, username: string, merged: PackageUser['merged'] = []): MapFact => ({
  source: 'package',
  user: { sub, username, targetUsername: username, part: 1, row: 1, ...(merged.length === 0 ? {} : { merged }) },
});

export const inTarget = (sub: string, username: string, status = 'CONFIRMED'): MapFact => ({
  source: 'target',
  sub,
  username,
  status,
});

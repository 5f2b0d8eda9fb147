import type { ClaimRow, LedgerRow } from '../identity/ledger.ts';

type ByClaimer = Readonly<Record<ClaimRow['claimedBy'], number>>;

export type ClaimSummary = {
  readonly reserved: ByClaimer;
  readonly bound: ByClaimer;
  readonly forgotten: number;
  /** At most `shownUnbound`, oldest first. */
  readonly oldestUnbound: readonly ClaimRow[];
};

const shownUnbound = 10;

/** In memory: the few rows it shows. */
export const summarizeClaims = async (rows: AsyncIterable<LedgerRow>): Promise<ClaimSummary> => {
  const counts = { reserved: { trigger: 0, import: 0 }, bound: { trigger: 0, import: 0 } };
  let forgotten = 0;
  let oldest: ClaimRow[] = [];
  for await (const row of rows) {
    if (row.state === 'forgotten') {
      forgotten += 1;
      continue;
    }
    counts[row.state][row.claimedBy] += 1;
    const last = oldest.at(-1);
    const isOld = last === undefined || oldest.length < shownUnbound || row.claimedAtMs < last.claimedAtMs;
    if (row.state === 'reserved' && isOld) {
      oldest = [...oldest, row].sort((a, b) => a.claimedAtMs - b.claimedAtMs).slice(0, shownUnbound);
    }
  }
  return { ...counts, forgotten, oldestUnbound: oldest };
};

import type { RateLimit } from '../flow/rate-limit.ts';
import type { Run } from '../journal/run-store.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';
import { attributesToRead } from '../remap/attributes-to-read.ts';
import { unitsPerChange } from '../remap/estimate.ts';
import { createItemWriter } from '../remap/item-writer.ts';
import type { TableToRemap } from '../remap/plan-remap.ts';
import { readItem } from '../remap/read-item.ts';
import type { RemapPace } from '../remap/remap-settings.ts';
import { emptyTally, type Tally } from '../remap/tally.ts';
import { chooseRoute } from './choose-route.ts';
import { findItems, type Sought } from './find-items.ts';
import type { FollowPorts } from './follow-ports.ts';
import { type FollowConflict, rewriteItems } from './rewrite-items.ts';
import { openTableJournal } from './table-journal.ts';

export type TableRound = {
  readonly tableName: string;
  /** Of the items that were looked at in this round. */
  readonly tally: Tally;
  readonly conflicts: readonly FollowConflict[];
};

export type FollowedTable = {
  readonly tableName: string;
  /** Items written by this run, in all its processes. */
  changed(): number;
  /** Some items are found by full rounds only. */
  readonly needsFullRounds: boolean;
  /** Rewrites what belongs to the users who are sought; what is in no index in a full round only. */
  follow(round: number, sought: Sought, lookup: OwnerLookup): Promise<TableRound>;
};

/** Opens what a run keeps of a table; settles first what an interrupted process left open. */
export const openFollowedTable = async (
  { rules, facts }: TableToRemap,
  ports: FollowPorts,
  pace: RemapPace,
  journal: ReturnType<Run['journal']>,
): Promise<FollowedTable> => {
  const attributes = attributesToRead(rules, facts.keyAttributes);
  const readLimit: RateLimit = ports.createReadLimit();
  const writeLimit = ports.createWriteLimit();
  const route = chooseRoute(rules, facts);
  const reading = { ports, pace, readLimit, facts, attributes };
  const kept = await openTableJournal(journal, (key) => readItem({ ...reading, tableName: facts.name }, key));
  return {
    tableName: facts.name,
    changed: kept.changed,
    needsFullRounds: route.kind === 'indexes-and-scan',
    async follow(round, sought, lookup) {
      const tally = emptyTally(rules.paths.map(({ text }) => text));
      const conflicts: FollowConflict[] = [];
      const writer = createItemWriter({
        ports,
        pace,
        tableName: facts.name,
        attributes,
        dataStore: rules.dataStore,
        expectedUnitsPerWrite: unitsPerChange(
          facts,
          rules.paths.map(({ root }) => root),
        ),
        readLimit,
        writeLimit,
      });
      const { keyAttributes } = facts;
      const rewriting = { rules, keyAttributes, lookup, writer, journal: kept, round, tally, conflicts };
      await findItems({ ...reading, lookup }, route, sought, async (items) => {
        await rewriteItems(rewriting, items);
        ports.onItems(facts.name, items.length);
      });
      return { tableName: facts.name, tally, conflicts };
    },
  };
};

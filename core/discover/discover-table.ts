import type { ownerForms } from '../owners/owner-form.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';
import type { RemapPace } from '../remap/remap-settings.ts';
import type { TableFacts } from '../remap/table-facts.ts';
import type { PathTally } from './path-tally.ts';
import { byPlaceText, placeText } from './place.ts';
import { proposeOwners, type TableProposal } from './propose-owners.ts';
import type { SamplePlan } from './sample-plan.ts';
import { type Sampled, type SamplePorts, sampleTable } from './sample-table.ts';
import { countItem, createTableFindings } from './table-findings.ts';

/** Where ids were found: counts only, nobody's values. */
export type FoundPath = {
  readonly path: string;
  readonly items: number;
  /** Of the items that were read. */
  readonly shareOfItems: number;
  readonly texts: number;
  readonly forms: Readonly<Record<(typeof ownerForms)[number] | 'inside' | 'json' | 'conflict', number>>;
};

export type TableDiscovery = TableProposal & {
  readonly tableName: string;
  readonly sampled: Sampled;
  readonly paths: readonly FoundPath[];
  readonly versionedItems: number;
  readonly deletedItems: number;
  /** Texts at more places than are kept apart. */
  readonly textsBeyond: number;
};

/** Samples a table and says where ids of the map are. Writes nothing. */
export const discoverTable = async (
  facts: TableFacts,
  plan: SamplePlan,
  ports: SamplePorts & { readonly lookup: OwnerLookup; onItems(items: number): void },
  pace: RemapPace,
): Promise<TableDiscovery> => {
  const findings = createTableFindings();
  const sampled = await sampleTable(facts.name, plan, ports, pace, (item) => {
    countItem(findings, item, ports.lookup);
    ports.onItems(1);
  });
  return {
    tableName: facts.name,
    sampled,
    ...proposeOwners(findings, facts),
    paths: [...findings.byPlace.values()]
      .filter((tally) => tally.items > 0)
      .sort(byPlaceText)
      .map((tally) => toFoundPath(tally, findings.items)),
    versionedItems: findings.versioned,
    deletedItems: findings.deleted,
    textsBeyond: findings.textsBeyond,
  };
};

const toFoundPath = (tally: PathTally, items: number): FoundPath => ({
  path: placeText(tally.place),
  items: tally.items,
  shareOfItems: tally.items / items,
  texts: tally.texts,
  forms: {
    ...tally.whole,
    inside: [...tally.patterns.values()].reduce((sum, { texts }) => sum + texts, 0),
    json: tally.json,
    conflict: tally.conflicts,
  },
});

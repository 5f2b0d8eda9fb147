import type { OwnerRules } from '../owners/owner-rules.ts';
import { unitsPerScan } from '../remap/estimate.ts';
import type { IndexFacts, TableFacts } from '../remap/table-facts.ts';

type IndexOfPath = { readonly name: string; readonly attribute: string };

/** How the items of a user are found in a table. */
export type FollowRoute =
  /** Every owner of the table is the partition key of an index that has all items with it: one for each path. */
  | { readonly kind: 'indexes'; readonly indexes: readonly IndexOfPath[] }
  /**
   * Every owner is the partition key of an index, but some of these have a sort key that items may lack, and then an item
   * is in no such index: it is found by the scan that is made now and then.
   */
  | {
      readonly kind: 'indexes-and-scan';
      readonly indexes: readonly IndexOfPath[];
      readonly sortKeys: readonly string[];
    }
  /** For some owner there is no index: all items are read. */
  | { readonly kind: 'scan'; readonly withoutIndex: readonly string[] };

/**
 * An index answers for a path if the owner, as Amplify writes it, is all of its partition key. How much is projected does not
 * matter, as the item itself is read from the table. A table of which one path has no index is scanned, which finds the
 * owners at all paths.
 */
export const chooseRoute = (rules: OwnerRules, facts: TableFacts): FollowRoute => {
  // A composite holds an owner that is listed, too: whoever has the one has the other, or it is a conflict and stays.
  const paths = rules.paths.filter(({ parts }) => parts === undefined);
  const found = paths.map(({ root, steps, text, templates }) => ({
    text,
    attribute: root,
    index: steps.length > 0 || templates !== undefined ? undefined : findIndex(root, facts),
  }));
  const withoutIndex = found.flatMap(({ text, index }) => (index === undefined ? [text] : []));
  if (withoutIndex.length > 0) return { kind: 'scan', withoutIndex };
  const indexes = found.flatMap(({ attribute, index }) =>
    index === undefined ? [] : [{ name: index.name, attribute }],
  );
  const sortKeys = found.flatMap(({ attribute, index }) =>
    index === undefined ? [] : keysThatItemsMayLack(attribute, index, facts),
  );
  return sortKeys.length === 0
    ? { kind: 'indexes', indexes }
    : { kind: 'indexes-and-scan', indexes, sortKeys: [...new Set(sortKeys)] };
};

const findIndex = (root: string, facts: TableFacts): IndexFacts | undefined =>
  facts.indexes
    .filter(
      ({ kind, partitionAttributes = [] }) =>
        kind === 'global' && partitionAttributes.length === 1 && partitionAttributes[0] === root,
    )
    .toSorted((a, b) => keysThatItemsMayLack(root, a, facts).length - keysThatItemsMayLack(root, b, facts).length)[0];

const keysThatItemsMayLack = (root: string, { keyAttributes }: IndexFacts, facts: TableFacts): string[] =>
  keyAttributes.filter((name) => name !== root && !facts.keyAttributes.includes(name));

/** Ids under which one user's items may stand: sub, username, and both. */
const formsPerUser = 3;

export type RouteCost = {
  /** Read units of a round, whoever is followed. */
  readonly unitsPerRound: number;
  /** Read units of a round for each user who is followed, at least: what is found costs more. */
  readonly unitsPerUser: number;
  /** Read units of the scan that is made now and then besides. */
  readonly unitsPerScan: number;
};

export const costOf = (route: FollowRoute, facts: TableFacts): RouteCost => {
  const scan = unitsPerScan(facts);
  if (route.kind === 'scan') return { unitsPerRound: scan, unitsPerUser: 0, unitsPerScan: 0 };
  return {
    unitsPerRound: 0,
    // A query that finds nothing costs half a unit.
    unitsPerUser: (formsPerUser * route.indexes.length) / 2,
    unitsPerScan: route.kind === 'indexes' ? 0 : scan,
  };
};

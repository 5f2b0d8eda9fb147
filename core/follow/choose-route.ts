import type { OwnerRules } from '../owners/owner-rules.ts';
import { unitsPerScan } from '../remap/estimate.ts';
import type { TableFacts } from '../remap/table-facts.ts';

/** How the items of a user are found in a table. */
export type FollowRoute =
  /** Every owner of the table is the partition key of an index that has all items with it: one for each path. */
  | { readonly kind: 'indexes'; readonly indexes: readonly { readonly name: string; readonly attribute: string }[] }
  /** For some owner no index has all items: all items are read. */
  | { readonly kind: 'scan'; readonly withoutIndex: readonly string[] };

/**
 * An index answers for a path if the owner, as Amplify writes it, is all of its partition key, and items cannot lack its
 * sort key: an item without it is in no such index, and would never follow. How much is projected does not matter, as the
 * item itself is read from the table. A table of which one path has no such index is scanned, which finds the owners at
 * all paths.
 */
export const chooseRoute = (rules: OwnerRules, facts: TableFacts): FollowRoute => {
  // A composite holds an owner that is listed, too: whoever has the one has the other.
  const paths = rules.paths.filter(({ parts }) => parts === undefined);
  const found = paths.map(({ root, steps, text, templates }) => ({
    text,
    attribute: root,
    index:
      steps.length > 0 || templates !== undefined
        ? undefined
        : facts.indexes.find(
            ({ kind, keyAttributes, partitionAttributes = [] }) =>
              kind === 'global' &&
              partitionAttributes.length === 1 &&
              partitionAttributes[0] === root &&
              keyAttributes.every((name) => name === root || facts.keyAttributes.includes(name)),
          ),
  }));
  const withoutIndex = found.flatMap(({ text, index }) => (index === undefined ? [text] : []));
  if (withoutIndex.length > 0) return { kind: 'scan', withoutIndex };
  return {
    kind: 'indexes',
    indexes: found.flatMap(({ attribute, index }) => (index === undefined ? [] : [{ name: index.name, attribute }])),
  };
};

/** Ids under which one user's items may stand: sub, username, and both. */
const formsPerUser = 3;

export type RouteCost = {
  /** Read units of a round, whoever is followed. */
  readonly unitsPerRound: number;
  /** Read units of a round for each user who is followed, at least: what is found costs more. */
  readonly unitsPerUser: number;
};

export const costOf = (route: FollowRoute, facts: TableFacts): RouteCost =>
  route.kind === 'scan'
    ? { unitsPerRound: unitsPerScan(facts), unitsPerUser: 0 }
    : // A query that finds nothing costs half a unit.
      { unitsPerRound: 0, unitsPerUser: (formsPerUser * route.indexes.length) / 2 };

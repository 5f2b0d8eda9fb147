import type { OwnerRules } from '../owners/owner-rules.ts';

/** The root attributes a rewrite needs of every item: key, owners, and what its conditions name. No duplicates. */
export const attributesToRead = (rules: OwnerRules, keyAttributes: readonly string[]): string[] => [
  ...new Set([
    ...keyAttributes,
    ...rules.paths.flatMap(({ root, parts = [] }) => [root, ...parts]),
    ...(rules.dataStore ? ['_version'] : []),
    ...(rules.moveLock === undefined ? [] : [rules.moveLock]),
  ]),
];

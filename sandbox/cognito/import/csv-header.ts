import type { PoolSchema } from '../schema/pool-schema.ts';

/** No user can bring these along. */
const WITHOUT_COLUMN = new Set(['sub', 'identities']);

/** The documented order: standard attributes, the two columns of Cognito's own, then custom attributes. */
export const csvHeaderOf = (schema: PoolSchema): string[] => {
  const names = [...schema.keys()].filter((name) => !WITHOUT_COLUMN.has(name));
  const custom = names.filter((name) => name.startsWith('custom:'));
  const standard = names.filter((name) => !name.startsWith('custom:'));
  return [...standard, 'cognito:mfa_enabled', 'cognito:username', ...custom];
};

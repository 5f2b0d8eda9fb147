import type { SeededValues } from '../../seeded-values.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { ImportControls } from './import-controls.ts';

/** No user can bring these along. */
const WITHOUT_COLUMN = new Set(['sub', 'identities']);

export const PASSWORD_HASH = 'password_hash';

/** By chance, but a new attribute leaves the order of the others as it was. */
const inOrderOfPool = (seeded: SeededValues, poolId: string, names: readonly string[]): string[] => {
  const places = new Map(names.map((name) => [name, seeded.integer(`csv header|${poolId}|${name}`, 2 ** 40)]));
  return names.toSorted((left, right) => (places.get(left) ?? 0) - (places.get(right) ?? 0));
};

/**
 * The columns of `GetCSVHeader`. Every pool has an order of its own, custom attributes in between; only Cognito's own two
 * columns were seen at the end each time. AWS's page shows one order, and for the console's template another.
 */
export const csvHeaderOf = (
  { seeded, controls }: { readonly seeded: SeededValues; readonly controls: ImportControls },
  { id, schema }: Pick<UserPool, 'id' | 'schema'>,
): string[] => {
  const attributes = [...schema.keys()].filter((name) => !WITHOUT_COLUMN.has(name));
  const hash =
    controls.importHeaderHasPasswordHash && !controls.poolsWithoutPasswordHashes.has(id) ? [PASSWORD_HASH] : [];
  if (controls.importHeaderOrder === 'template') {
    return ['cognito:username', ...attributes, 'cognito:mfa_enabled', ...hash];
  }
  const ordered = controls.importHeaderOrder === 'documented' ? attributes : inOrderOfPool(seeded, id, attributes);
  return [...ordered, ...hash, 'cognito:mfa_enabled', 'cognito:username'];
};

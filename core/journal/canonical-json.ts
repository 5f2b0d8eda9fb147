/**
 * JSON text that is equal for equal values: keys sorted by code unit at every depth, `undefined` members left out. For
 * hashing and comparing; what JSON cannot hold (functions, BigInt) is an error of the caller.
 */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member) ? sortKeys(member) : member,
  );

// A null prototype, so that a key named `__proto__` is a key like any other.
const sortKeys = (members: object) =>
  Object.entries(members)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .reduce<Record<string, unknown>>((sorted, [key, member]) => {
      sorted[key] = member;
      return sorted;
    }, Object.create(null));

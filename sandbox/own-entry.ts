/** What a table holds under a name that somebody sent. JavaScript's objects also answer to `constructor` and the like. */
export const ownEntry = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

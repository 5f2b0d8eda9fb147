/** What the table itself has under a name that somebody sent: not `constructor`, which every object has. */
export const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A table behind an AppSync API, as its data source names it. */
export type ApiTable = {
  readonly tableName: string;
  readonly region: string;
  /** DataStore's table of recent changes, which nobody but AppSync may write to. */
  readonly deltaTableName?: string;
};

/** The tables to look into, by name, once each: those of this Region that are not DataStore's own. The rest is told by name. */
export const sortApiTables = (tables: readonly ApiTable[], region: string) => {
  const deltaTables = new Set(tables.flatMap(({ deltaTableName }) => deltaTableName ?? []));
  const own = tables.filter(({ tableName }) => !deltaTables.has(tableName));
  const namesOf = (some: readonly ApiTable[]) => [...new Set(some.map(({ tableName }) => tableName))].sort();
  return {
    names: namesOf(own.filter((table) => table.region === region)),
    elsewhere: namesOf(own.filter((table) => table.region !== region)),
    deltaTables: [...deltaTables].sort(),
  };
};

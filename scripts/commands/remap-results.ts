import { PoolferryError } from '../../core/errors.ts';
import type { TableToRemap } from '../../core/remap/plan-remap.ts';
import type { RemapResult } from '../../core/remap/work-through-tables.ts';

/** What progress is measured against, as far as the tables know. */
export const totalOf = (tables: readonly TableToRemap[]) => {
  const total = tables.reduce((sum, { facts }) => sum + facts.estimatedItems, 0);
  return total > 0 ? { total } : {};
};

export const failedTables = ({ tables, failures }: RemapResult): PoolferryError => {
  const [first] = failures;
  const others = tables.length === 0 ? 'No table is done' : 'The other tables are done';
  return new PoolferryError(failures.map(({ message }) => message).join('\n'), {
    code: 'tables-failed',
    hint: `${first?.hint ?? 'Mend the cause.'} ${others}; the same command continues.`,
  });
};

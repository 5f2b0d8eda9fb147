import { toDollars } from './estimate.ts';
import type { TableFacts } from './table-facts.ts';

export type UnitLimits = { readonly readUnitsPerSecond: number; readonly writeUnitsPerSecond: number };

export type EstimatedEffort = {
  /** Of the writes and of the two scans that are needed at least, at the list price of us-east-1; zero where capacity is provisioned. */
  readonly estimatedDollars: number;
  readonly estimatedSeconds: number;
};

/** One pass that reads and writes at the same time, and one that only finds nothing. */
export const estimateEffort = (
  facts: TableFacts,
  { scanUnits, writeUnits }: { readonly scanUnits: number; readonly writeUnits: number },
  limits: UnitLimits,
): EstimatedEffort => {
  const scanSeconds = scanUnits / limits.readUnitsPerSecond;
  return {
    estimatedDollars: facts.billing === 'on-demand' ? toDollars({ read: 2 * scanUnits, write: writeUnits }) : 0,
    estimatedSeconds: scanSeconds + Math.max(scanSeconds, writeUnits / limits.writeUnitsPerSecond),
  };
};

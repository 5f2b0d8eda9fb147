/** The process around one row: `node measure-row.ts NAME` runs it and prints its result as JSON. */
import { ALL_ROWS } from './all-rows.ts';
import type { RowResult } from './bench-row.ts';
import { machinePace } from './machine-pace.ts';

const row = ALL_ROWS.find(({ name }) => name === process.argv[2]);
if (row === undefined) throw new Error(`There is no row "${process.argv[2]}".`);
const isPaced = row.budget.of === 'processor time';
const paceBefore = isPaced ? await machinePace() : 1;
const startedMs = performance.now();
const measurement = await row.run();
const elapsedS = (performance.now() - startedMs) / 1_000;
const result: RowResult = {
  ...measurement,
  elapsedS,
  // A neighbour who was there for a moment excuses nothing.
  pace: isPaced ? Math.min(paceBefore, await machinePace()) : 1,
  peakRssMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(JSON.stringify(result));

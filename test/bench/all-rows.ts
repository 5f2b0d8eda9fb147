import type { BenchRow } from './bench-row.ts';
import { aMillionUsers } from './rows/a-million-users.ts';
import { csvRows } from './rows/csv-rows.ts';
import { exportBesideOthers } from './rows/export-beside-others.ts';
import { exportCpu } from './rows/export-cpu.ts';
import { exportMemory } from './rows/export-memory.ts';
import { exportOverSerial } from './rows/export-over-serial.ts';
import { exportUnderQuota } from './rows/export-under-quota.ts';
import { lookupMemory } from './rows/lookup-memory.ts';
import { lookupSpeed } from './rows/lookup-speed.ts';
import { rateLimit } from './rows/rate-limit.ts';
import { remapScan } from './rows/remap-scan.ts';
import { remapWrites } from './rows/remap-writes.ts';
import { remapWritesOverSingle } from './rows/remap-writes-over-single.ts';
import { triggerBundle } from './rows/trigger-bundle.ts';
import { triggerColdStart } from './rows/trigger-cold-start.ts';
import { triggerInit } from './rows/trigger-init.ts';
import { triggerOverhead } from './rows/trigger-overhead.ts';
import { usersByCall } from './rows/users-by-call.ts';
import { usersOverSdk } from './rows/users-over-sdk.ts';

/** In the order of the table. A new row is a file in `rows/` and a line here. */
export const ALL_ROWS: readonly BenchRow[] = [
  ...[triggerBundle, triggerInit, triggerOverhead, triggerColdStart],
  ...[csvRows, exportCpu, exportUnderQuota, exportOverSerial, exportBesideOthers, exportMemory],
  ...[remapScan, remapWrites, remapWritesOverSingle, rateLimit, lookupMemory, lookupSpeed],
  ...[usersOverSdk, usersByCall, aMillionUsers],
];

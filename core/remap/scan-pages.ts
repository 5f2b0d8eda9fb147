import type { RateLimit } from '../flow/rate-limit.ts';
import type { Item } from '../owners/attribute-value.ts';
import { persist } from './persist.ts';
import type { RemapPace, TableWorkPorts } from './remap-settings.ts';
import type { ScanPage, ScanRequest } from './table-ports.ts';

type SegmentScan = Pick<ScanRequest, 'tableName' | 'segment' | 'totalSegments' | 'attributes'> & {
  readonly startKey: Item | undefined;
};

/**
 * The pages of one segment to its end, reading one page ahead of the caller. When the caller stops early, the page under way is
 * waited for and dropped.
 */
export async function* scanPages(
  ports: TableWorkPorts,
  pace: RemapPace,
  readLimit: RateLimit,
  scan: SegmentScan,
): AsyncGenerator<ScanPage> {
  const read = (startKey: Item | undefined): Promise<ScanPage> =>
    persist(ports, pace, async () => {
      await readLimit.acquire(ports.signal);
      const page = await ports.tables.scanSegment({ ...scan, startKey, signal: ports.signal });
      // One unit was paid for by waiting.
      readLimit.charge((page.readUnits ?? 1) - 1);
      return page;
    });

  let next: Promise<ScanPage> | undefined = read(scan.startKey);
  try {
    while (next !== undefined) {
      const page: ScanPage = await next;
      next = page.lastKey === undefined ? undefined : read(page.lastKey);
      // A page read ahead may fail before anyone waits for it; whoever waits still gets the failure.
      next?.catch(() => undefined);
      yield page;
    }
  } finally {
    await next?.catch(() => undefined);
  }
}

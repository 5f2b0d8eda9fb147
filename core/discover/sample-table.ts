import { InterruptedError } from '../errors.ts';
import type { RateLimit } from '../flow/rate-limit.ts';
import type { Item } from '../owners/attribute-value.ts';
import { persist } from '../remap/persist.ts';
import type { RemapPace, RemapPorts } from '../remap/remap-settings.ts';
import type { ScanPage, ScanRequest } from '../remap/table-ports.ts';
import type { SamplePlan } from './sample-plan.ts';

/** A page of whole items, all attributes. */
export type SampleRequest = Omit<ScanRequest, 'attributes'> & {
  /** Items the page may have at most. */
  readonly limit: number;
};

export type SamplePorts = Pick<RemapPorts, 'clock' | 'random' | 'signal' | 'onNote'> & {
  readPage(request: SampleRequest): Promise<ScanPage>;
  readonly readLimit: RateLimit;
};

export type Sampled = {
  readonly items: number;
  readonly readUnits: number;
  /** The table has no more items than these, so that what was not found is not there. */
  readonly isWhole: boolean;
};

/** Reads the planned pages, and further ones in the same order where segments had fewer items, until there are enough. */
export const sampleTable = async (
  tableName: string,
  plan: SamplePlan,
  ports: SamplePorts,
  pace: RemapPace,
  onItem: (item: Item) => void,
): Promise<Sampled> => {
  const { signal, readLimit } = ports;
  let open = plan.order.map((segment) => ({ segment, startKey: undefined as Item | undefined }));
  let items = 0;
  let readUnits = 0;
  while (open.length > 0 && items < plan.items) {
    const further: typeof open = [];
    for (const [position, { segment, startKey }] of open.entries()) {
      if (signal.aborted) throw new InterruptedError();
      if (items >= plan.items) {
        further.push(...open.slice(position));
        break;
      }
      const limit = Math.min(plan.itemsPerPage, plan.items - items);
      const page = await persist(ports, pace, async () => {
        await readLimit.acquire(signal);
        const { totalSegments } = plan;
        const read = await ports.readPage({ tableName, segment, totalSegments, limit, startKey, signal });
        readLimit.charge(read.readUnits ?? 1);
        return read;
      });
      readUnits += page.readUnits ?? 0;
      items += page.items.length;
      for (const item of page.items) onItem(item);
      if (page.lastKey !== undefined) further.push({ segment, startKey: page.lastKey });
    }
    open = further;
  }
  return { items, readUnits, isWhole: open.length === 0 };
};

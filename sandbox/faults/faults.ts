import type { SandboxClock } from '../clock.ts';
import type { SeededValues } from '../seeded-values.ts';
import type { Call, Fault, FaultScope } from './fault.ts';
import type { AccountAndRegion } from './fault-errors.ts';
import { type Stroke, toStroke } from './stroke.ts';

export type AddedFault = {
  /** Calls struck so far: a test that expects a fault can see that there was one. */
  readonly struck: number;
  remove(): void;
};

/** The troubles that a test or a demo has ordered. The first that fits a call strikes it; latencies come on top. */
export type Faults = {
  add(fault: Fault): AddedFault;
  clear(): void;
  /** What befalls this call. `hasConnection` is false for calls of the engine itself. */
  strike(call: Call, hasConnection: boolean): { readonly latencyMs: number; readonly stroke?: Stroke };
};

type Entry = { readonly fault: Fault; readonly number: number; readonly endsAtMs: number; met: number; struck: number };

const isAbout = ({ service, operation, when }: FaultScope, call: Call): boolean =>
  (service === undefined || service === call.service) &&
  (operation === undefined || [operation].flat().includes(call.operation)) &&
  (when === undefined || when(call));

const RESOLUTION = 2 ** 32;

export const createFaults = (
  options: AccountAndRegion & { readonly clock: SandboxClock; readonly seeded: SeededValues },
): Faults => {
  let entries: Entry[] = [];
  let added = 0;

  /** In [0, 1), the same for the same seed, fault and count of calls it has met. */
  const drawFor = ({ number, met }: Entry, purpose: string): number =>
    options.seeded.integer(`fault|${number}|${met}|${purpose}`, RESOLUTION) / RESOLUTION;

  const isDue = (entry: Entry): boolean => {
    const { skip = 0, times = Number.POSITIVE_INFINITY, probability = 1 } = entry.fault;
    entry.met += 1;
    return entry.met > skip && entry.struck < times && drawFor(entry, 'probability') < probability;
  };

  return {
    add: (fault) => {
      added += 1;
      const endsAtMs = options.clock.nowMs() + (fault.forMs ?? Number.POSITIVE_INFINITY);
      const entry: Entry = { fault, number: added, endsAtMs, met: 0, struck: 0 };
      entries.push(entry);
      return {
        get struck() {
          return entry.struck;
        },
        remove: () => {
          entries = entries.filter((other) => other !== entry);
        },
      };
    },
    clear: () => {
      entries = [];
    },
    strike: (call, hasConnection) => {
      let latencyMs = 0;
      let stroke: Stroke | undefined;
      for (const entry of entries) {
        const { fault } = entry;
        if (options.clock.nowMs() >= entry.endsAtMs || !isAbout(fault, call)) continue;
        if (fault.kind === 'latency') {
          if (!isDue(entry)) continue;
          latencyMs += fault.ms + drawFor(entry, 'jitter') * (fault.jitterMs ?? 0);
          entry.struck += 1;
          continue;
        }
        const possible = stroke === undefined ? toStroke(fault, call, options, hasConnection) : undefined;
        if (possible === undefined || !isDue(entry)) continue;
        stroke = possible;
        entry.struck += 1;
      }
      return { latencyMs, ...(stroke === undefined ? {} : { stroke }) };
    },
  };
};

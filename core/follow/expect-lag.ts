import type { RouteCost } from './choose-route.ts';

type Rounds = {
  readonly intervalMs: number;
  readonly fullIntervalMs: number;
  /** How many users are looked for. */
  readonly users: number;
  readonly readUnitsPerSecond: number;
};

export type ExpectedLag = {
  readonly roundMs: number;
  /** Of a round with the scans that are made now and then; `roundMs` where there are none, or one in every round. */
  readonly fullRoundMs: number;
  /** From the start of a round to the start of the next, at most. What it leaves out ends with the next one. */
  readonly untilNextMs: number;
  /** The same from one full round to the next. */
  readonly untilNextFullMs: number;
};

/** Tables are read one after another, and so are rounds: whoever is bound while one runs waits for its end and the next. */
export const expectLag = (
  costs: readonly RouteCost[],
  { intervalMs, fullIntervalMs, users, readUnitsPerSecond }: Rounds,
): ExpectedLag => {
  const toMs = (units: (cost: RouteCost) => number) =>
    (costs.reduce((sum, cost) => sum + units(cost), 0) * 1_000) / readUnitsPerSecond;
  const withoutScanMs = toMs(({ unitsPerRound, unitsPerUser }) => unitsPerRound + users * unitsPerUser);
  const fullRoundMs = withoutScanMs + toMs(({ unitsPerScan }) => unitsPerScan);
  const roundMs = fullRoundMs >= fullIntervalMs ? fullRoundMs : withoutScanMs;
  return {
    roundMs,
    fullRoundMs,
    // Unless each is full, a full round is not followed by another: its time is waited for before the next round, or in it.
    untilNextMs: Math.max(intervalMs, roundMs),
    untilNextFullMs: Math.max(fullIntervalMs, fullRoundMs),
  };
};

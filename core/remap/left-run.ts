import type { RunRecord } from '../journal/run-store.ts';

/** With what a run is closed that did not come to its end. */
export const leftResult = { left: true } as const;

export const wasLeft = ({ state, result }: RunRecord): boolean =>
  state === 'finished' && typeof result === 'object' && result !== null && 'left' in result && result.left === true;

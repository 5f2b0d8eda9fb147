import type { Clock } from '../../core/flow/clock.ts';

/** How far a piece of work is. Rates come from the clock that is given, never from the number of redraws. */
export type ProgressState = {
  readonly done: number;
  readonly total: number | undefined;
  readonly note: string;
  readonly elapsedMs: number;
};

export type ProgressMeter = {
  setTotal(total: number): void;
  advance(by: number): void;
  note(text: string): void;
  state(): ProgressState;
};

export const createProgressMeter = (clock: Pick<Clock, 'monotonicMs'>, total: number | undefined): ProgressMeter => {
  const startedAtMs = clock.monotonicMs();
  let done = 0;
  let expected = total;
  let doingNow = '';
  return {
    setTotal(newTotal) {
      expected = newTotal;
    },
    advance(by) {
      done += by;
    },
    note(text) {
      doingNow = text;
    },
    state: () => ({ done, total: expected, note: doingNow, elapsedMs: clock.monotonicMs() - startedAtMs }),
  };
};

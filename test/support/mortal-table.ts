import type { FakeTable } from './fake-table.ts';

export class Killed extends Error {}

/** A process that dies at its n-th step outside itself. A dead process does nothing any more. */
export const createVictim = (table: FakeTable, diesAt: number) => {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > diesAt) throw new Killed();
  };
  table.faultAt = () => {
    // Two steps per call: dying before it reaches the table, and after that but before the answer.
    try {
      step();
    } catch (error) {
      return { when: 'before', error: error as Error };
    }
    try {
      step();
    } catch (error) {
      return { when: 'after', error: error as Error };
    }
    return undefined;
  };
  return { onJournal: step, steps: () => steps };
};

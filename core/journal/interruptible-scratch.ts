import { InterruptedError } from '../errors.ts';
import type { Scratch } from './scratch.ts';

/** A scratch at which work that waits for nothing else stops when it is told to. */
export const interruptibleScratch = (scratch: Scratch, signal: AbortSignal): Scratch => {
  const assertGoesOn = () => {
    if (signal.aborted) throw new InterruptedError();
  };
  return {
    async write(name, chunks) {
      assertGoesOn();
      await scratch.write(name, chunks);
    },
    async *read(name) {
      for await (const chunk of scratch.read(name)) {
        assertGoesOn();
        yield chunk;
      }
    },
    remove: (name) => scratch.remove(name),
  };
};

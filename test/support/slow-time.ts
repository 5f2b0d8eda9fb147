const preload = (factor: number) => `
  const { now } = performance;
  performance.now = () => now.call(performance) / ${factor};
  const { setTimeout: set } = globalThis;
  const slow = (work, ms, ...rest) => set(work, (ms ?? 1) * ${factor}, ...rest);
  globalThis.setTimeout = Object.defineProperties(slow, Object.getOwnPropertyDescriptors(set));
`;

/**
 * Lets time pass so many times slower for a function. Where the time it takes is the subject, its callers wait as many times longer: then it has to
 * be as quick as on a machine that is so much faster than this one.
 */
export const timeSlowedBy = (factor: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload(factor))}`,
});

/**
 * For tests of what a function does, and not of how long it takes: its budget, which is by the clock on the wall, then lasts on the
 * busiest machine.
 */
export const slowTime = timeSlowedBy(10);

/** Over `slowTime`, for one function: time as it is. */
export const realTime: Readonly<Record<string, string>> = { NODE_OPTIONS: '' };

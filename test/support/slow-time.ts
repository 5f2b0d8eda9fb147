/** How much slower time passes. */
const factor = 10;

const preload = `
  const { now } = performance;
  performance.now = () => now.call(performance) / ${factor};
  const { setTimeout: set } = globalThis;
  const slow = (work, ms, ...rest) => set(work, (ms ?? 1) * ${factor}, ...rest);
  globalThis.setTimeout = Object.defineProperties(slow, Object.getOwnPropertyDescriptors(set));
`;

/**
 * Lets time pass slowly for a function: its budget, which is by the clock on the wall, then lasts on the busiest machine. For tests
 * of what it does; those of how long it takes leave it as it is.
 */
export const slowTime: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
};

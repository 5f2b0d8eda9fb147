/**
 * Seconds of processor time that this process spends on `work`, all its threads together: what it takes on a machine
 * that has nothing else to do, whatever else is going on.
 */
export const cpuSecondsOf = async (work: () => Promise<void> | void): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

const rounds = 3;

/**
 * The least that each of two works takes, in turns: so both meet what a neighbour on the machine does to its caches, and what
 * it does for a moment counts for neither.
 */
export const leastCpuSecondsOf = async (
  one: () => Promise<void>,
  other: () => Promise<void>,
): Promise<readonly [number, number]> => {
  let least: readonly [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round += 1) {
    least = [Math.min(least[0], await cpuSecondsOf(one)), Math.min(least[1], await cpuSecondsOf(other))];
  }
  return least;
};

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

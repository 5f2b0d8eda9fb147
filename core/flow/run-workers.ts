/**
 * Works through `tasks` with at most `workers` at once, in no promised order. After the first failure no task is begun,
 * those under way are waited for, and then that failure surfaces: nothing runs on behind the caller's back.
 */
export const runWorkers = async <Task>(
  tasks: Iterable<Task>,
  workers: number,
  work: (task: Task) => Promise<void>,
): Promise<void> => {
  const remaining = tasks[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async () => {
    while (failures.length === 0) {
      const next = remaining.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  if (failures.length > 0) throw failures[0];
};

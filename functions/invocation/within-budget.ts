/** For work that heard the signal, to say where it was. */
const lastWordsMs = 50;

/**
 * Runs `work` with a signal that aborts when the budget ends, and rejects with `OutOfTime` a moment later, also where
 * something in `work` does not listen to the signal.
 */
export const withinBudget = async <T>(budgetMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      timer = setTimeout(() => reject(new OutOfTime()), lastWordsMs);
    }, budgetMs);
  });
  try {
    return await Promise.race([work(controller.signal), end]);
  } finally {
    clearTimeout(timer);
  }
};

export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

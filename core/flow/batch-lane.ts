/** Gathers jobs from many callers into batches, with a bound on the batches under way. */
export type BatchLane<Job, Result> = {
  /** Resolves with the job's result; rejects when its batch, or the lane before it, failed. */
  submit(job: Job): Promise<Result>;
};

/** What `send` answers for a job that has to be sent again. */
export const sendAgain = Symbol('send again');

type BatchLaneSettings<Job, Result> = {
  readonly maxInFlight: number;
  readonly maxBatch: number;
  /** Awaited before jobs are taken, so that batches fill while a rate limit holds. Its failure fails all waiting jobs. */
  readonly beforeTaking: () => Promise<void>;
  /** Two jobs with one key never share a batch. */
  readonly keyOf: (job: Job) => string;
  /** One answer per job, in order. An answer may be a promise: it is handed on without holding up the lane. */
  readonly send: (batch: readonly Job[]) => Promise<readonly (Result | Promise<Result> | typeof sendAgain)[]>;
};

type Waiting<Job, Result> = {
  readonly job: Job;
  readonly key: string;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * A batch leaves as soon as a place is free: alone jobs do not wait for company, and under load batches are full. After
 * `send` throws, its jobs and all waiting and later ones fail with that error; batches under way finish.
 */
export const createBatchLane = <Job, Result>(settings: BatchLaneSettings<Job, Result>): BatchLane<Job, Result> => {
  const { maxInFlight, maxBatch, beforeTaking, keyOf, send } = settings;
  let waiting: Waiting<Job, Result>[] = [];
  /** Where waiting begins: jobs before it are gone. Cutting them off at every batch would copy a long line each time. */
  let head = 0;
  let carriers = 0;
  let failure: { readonly error: unknown } | undefined;

  const cutHead = () => {
    waiting = waiting.slice(head);
    head = 0;
  };

  const take = (): Waiting<Job, Result>[] => {
    const batch = new Map<string, Waiting<Job, Result>>();
    const left: Waiting<Job, Result>[] = [];
    for (; head < waiting.length && batch.size < maxBatch; head += 1) {
      const each = waiting[head] as Waiting<Job, Result>;
      if (batch.has(each.key)) left.push(each);
      else batch.set(each.key, each);
    }
    for (const each of left.reverse()) {
      head -= 1;
      waiting[head] = each;
    }
    if (2 * head >= waiting.length) cutHead();
    return [...batch.values()];
  };

  const fail = (error: unknown, batch: readonly Waiting<Job, Result>[]) => {
    failure ??= { error };
    for (const each of [...batch, ...waiting.slice(head)]) each.reject(failure.error);
    head = waiting.length;
    cutHead();
  };

  const carryOne = async () => {
    let batch: Waiting<Job, Result>[] = [];
    try {
      await beforeTaking();
      batch = take();
      if (batch.length === 0) return;
      const answers = await send(batch.map((each) => each.job));
      const again: Waiting<Job, Result>[] = [];
      for (const [position, each] of batch.entries()) {
        const answer = answers[position];
        if (answer === sendAgain) again.push(each);
        else each.resolve(answer as Result | Promise<Result>);
      }
      if (failure !== undefined) fail(failure.error, again);
      else if (again.length > 0) {
        cutHead();
        waiting.unshift(...again);
      }
    } catch (error) {
      fail(error, batch);
    }
  };

  const carry = async () => {
    carriers += 1;
    while (head < waiting.length) await carryOne();
    carriers -= 1;
  };

  return {
    submit(job) {
      if (failure !== undefined) return Promise.reject(failure.error);
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ job, key: keyOf(job), resolve, reject });
        if (carriers < maxInFlight) void carry();
      });
    },
  };
};

import { isRetryable } from '../../aws/clients/error-kinds.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { retry } from '../../core/flow/retry.ts';
import type { CommandContext } from './command.ts';

type Attempted = Parameters<typeof explainAwsError>[1];

/** Makes calls to AWS that wait out throttling and short outages, and whose errors a person can act on. */
export const createPatientCalls =
  ({ clock, random, signal }: Pick<CommandContext, 'clock' | 'random' | 'signal'>) =>
  async <T>(attempted: Attempted, call: () => Promise<T>): Promise<T> => {
    try {
      return await retry(call, {
        maxAttempts: 15,
        baseDelayMs: 300,
        maxDelayMs: 20_000,
        isRetryable,
        clock,
        random,
        signal,
      });
    } catch (error) {
      throw explainAwsError(error, attempted);
    }
  };

import { isRetryable } from '../../aws/clients/error-kinds.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { listSecondFactors } from '../../aws/users/list-second-factors.ts';
import type { SecondFactorPorts } from '../../core/export/check-second-factors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { retry } from '../../core/flow/retry.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';

/** A third of the quota of 120, which sign-ins of the application need too. */
const readsPerSecond = 40;

export const secondFactorsOf = (
  { client, profile: { userPoolId } }: ConnectedPool,
  { clock, random, signal }: CommandContext,
): SecondFactorPorts => ({
  rateLimit: createRateLimit({ unitsPerSecond: readsPerSecond, unitsPerCall: 1, clock }),
  signal,
  listSecondFactors: async (username) => {
    try {
      return await retry(() => listSecondFactors(client, { userPoolId, username }, signal), {
        maxAttempts: 10,
        baseDelayMs: 300,
        maxDelayMs: 20_000,
        isRetryable,
        clock,
        random,
        signal,
      });
    } catch (error) {
      throw explainAwsError(error, {
        doing: `read a user of pool "${userPoolId}"`,
        action: 'cognito-idp:AdminGetUser',
      });
    }
  },
});

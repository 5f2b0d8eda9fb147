import { listSecondFactors } from '../../aws/users/list-second-factors.ts';
import type { SecondFactorPorts } from '../../core/export/check-second-factors.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { createPatientCalls } from './patient-calls.ts';

/** A third of the quota of 120, which sign-ins of the application need too. */
const readsPerSecond = 40;

export const secondFactorsOf = (
  { client, profile: { userPoolId } }: ConnectedPool,
  context: CommandContext,
): SecondFactorPorts => {
  const { clock, signal } = context;
  const patiently = createPatientCalls(context);
  const attempted = { doing: `read a user of pool "${userPoolId}"`, action: 'cognito-idp:AdminGetUser' };
  return {
    rateLimit: createRateLimit({ unitsPerSecond: readsPerSecond, unitsPerCall: 1, clock }),
    signal,
    listSecondFactors: (username) =>
      patiently(attempted, () => listSecondFactors(client, { userPoolId, username }, signal)),
  };
};

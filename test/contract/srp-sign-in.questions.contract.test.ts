import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminDisableUserCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  type PreventUserExistenceErrorTypes,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { type AwsUnderTest, makeClient, makePool } from '../support/aws-under-test.ts';
import { importSteps, verifiedRow } from '../support/import-job-steps.ts';
import { liveQuestion, outcomeOf, outcomesOf } from '../support/live-question.ts';
import { addUser, PASSWORD } from '../support/sign-in-steps.ts';
import { claimTime, createSrpClient } from '../support/srp-client.ts';

const world = async (
  aws: AwsUnderTest,
  PreventUserExistenceErrors: PreventUserExistenceErrorTypes = 'LEGACY',
  settings: Parameters<typeof makePool>[1] = {},
) => {
  const pool = await makePool(aws, settings);
  const { id: ClientId } = await makeClient(aws, pool, {
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    PreventUserExistenceErrors,
  });
  const srp = createSrpClient(pool);
  const start = (USERNAME: string, SRP_A = srp.srpA) =>
    aws.cognito.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME, SRP_A } }),
    );
  const prove = ({ ChallengeParameters = {} }: InitiateAuthCommandOutput, timestamp?: string) =>
    aws.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: srp.claim(ChallengeParameters, PASSWORD, timestamp),
      }),
    );
  /** What comes of a sign-in with the right password, and in which of the two steps. */
  const toldTo = async (username: string): Promise<string> => {
    const first = start(username);
    const told = await outcomeOf(first);
    return told === 'answered' ? `second step, ${await outcomeOf(prove(await first))}` : `first step, ${told}`;
  };
  return { pool, ClientId, start, prove, toldTo };
};

describe('a sign-in by SRP', () => {
  liveQuestion('a live run settles how long PASSWORD_VERIFIER waits', {
    guess: 'after 5 s: answered; after 12 s: NotAuthorizedException: Incorrect username or password.',
    ask: async (aws) => {
      const { pool, start, prove } = await world(aws);
      await addUser(aws, pool, 'ana');
      const [soon, late] = [await start('ana'), await start('ana')];
      const proveLater = async (waitMs: number, challenge: InitiateAuthCommandOutput) => {
        await sleep(waitMs);
        return outcomeOf(prove(challenge));
      };
      const [fiveSeconds, twelveSeconds] = await Promise.all([proveLater(5_000, soon), proveLater(12_000, late)]);
      return `after 5 s: ${fiveSeconds}; after 12 s: ${twelveSeconds}`;
    },
  });

  liveQuestion('a live run settles whether TIMESTAMP is compared with the time', {
    guess: 'a day ago: answered; in a day: answered',
    ask: async (aws) => {
      const { pool, start, prove } = await world(aws);
      await addUser(aws, pool, 'ana');
      const proveAt = (offsetMs: number) => async () =>
        prove(await start('ana'), claimTime(new Date(Date.now() + offsetMs)));
      return outcomesOf({ 'a day ago': proveAt(-86_400_000), 'in a day': proveAt(86_400_000) });
    },
  });

  liveQuestion(
    'a live run settles what disabled and unconfirmed users are told by SRP, and in which of the two steps',
    {
      guess:
        'LEGACY, disabled: second step, NotAuthorizedException: User is disabled.; unconfirmed: second step, UserNotConfirmedException: User is not confirmed.; ENABLED, disabled: second step, NotAuthorizedException: Incorrect username or password.; unconfirmed: second step, UserNotConfirmedException: User is not confirmed.',
      ask: async (aws) => {
        const told: string[] = [];
        for (const setting of ['LEGACY', 'ENABLED'] as const) {
          const { pool, ClientId, toldTo } = await world(aws, setting);
          await addUser(aws, pool, 'off');
          await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId: pool, Username: 'off' }));
          await aws.cognito.send(new SignUpCommand({ ClientId, Username: 'new', Password: PASSWORD }));
          told.push(`${setting}, disabled: ${await toldTo('off')}; unconfirmed: ${await toldTo('new')}`);
        }
        return told.join('; ');
      },
    },
  );

  liveQuestion(
    'a live run settles what users who must reset their password are told by SRP, and in which of the two steps',
    {
      guess:
        'LEGACY: second step, PasswordResetRequiredException: Password reset required for the user; ENABLED: second step, NotAuthorizedException: Incorrect username or password.',
      needs: 'logs role',
      ask: async (aws) => {
        const told: string[] = [];
        for (const setting of ['LEGACY', 'ENABLED'] as const) {
          const { pool, toldTo } = await world(aws, setting, { AutoVerifiedAttributes: ['email'] });
          await importSteps(aws).importRows(pool, [verifiedRow('ana')]);
          told.push(`${setting}: ${await toldTo('ana')}`);
        }
        return told.join('; ');
      },
    },
  );

  liveQuestion('a live run settles what an unusable SRP_A is answered with', {
    guess:
      'zero: InvalidParameterException: Invalid SRP_A; no hexadecimal number: InvalidParameterException: Invalid SRP_A',
    ask: async (aws) => {
      const { pool, start } = await world(aws);
      await addUser(aws, pool, 'ana');
      return outcomesOf({ zero: () => start('ana', '0'), 'no hexadecimal number': () => start('ana', 'xyz') });
    },
  });
});

import { AdminDisableUserCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { makeClient, makePool, secretHash } from '../support/aws-under-test.ts';
import { errorOf, liveQuestion, outcomeOf, outcomesOf } from '../support/live-question.ts';
import { addUser, PASSWORD, signIn } from '../support/sign-in-steps.ts';

const WRONG = 'Wrong-horse-7';

describe('a sign-in that fails', () => {
  liveQuestion('a live run settles what disabled users are told under ENABLED', {
    guess:
      'right password: NotAuthorizedException: Incorrect username or password.; wrong: NotAuthorizedException: Incorrect username or password.',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const client = await makeClient(aws, UserPoolId, { PreventUserExistenceErrors: 'ENABLED' });
      await addUser(aws, UserPoolId, 'off');
      await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId, Username: 'off' }));
      return outcomesOf({
        'right password': () => signIn(aws, client.id, 'off'),
        wrong: () => signIn(aws, client.id, 'off', WRONG),
      });
    },
  });

  liveQuestion('a live run settles what unconfirmed users are told, and after which passwords', {
    guess:
      'LEGACY, right: UserNotConfirmedException; LEGACY, wrong: UserNotConfirmedException; ENABLED, right: UserNotConfirmedException; ENABLED, wrong: UserNotConfirmedException',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const told: string[] = [];
      for (const setting of ['LEGACY', 'ENABLED'] as const) {
        const client = await makeClient(aws, UserPoolId, { PreventUserExistenceErrors: setting });
        const Username = `new-under-${setting.toLowerCase()}`;
        await aws.cognito.send(new SignUpCommand({ ClientId: client.id, Username, Password: PASSWORD }));
        told.push(`${setting}, right: ${await errorOf(signIn(aws, client.id, Username))}`);
        told.push(`${setting}, wrong: ${await errorOf(signIn(aws, client.id, Username, WRONG))}`);
      }
      return told.join('; ');
    },
  });
});

describe('a client without a secret', () => {
  liveQuestion('a live run settles whether a client without a secret refuses a hash', {
    guess: 'NotAuthorizedException: Unable to verify secret hash for client <id>',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const client = await makeClient(aws, UserPoolId);
      await addUser(aws, UserPoolId, 'ana');
      const SECRET_HASH = secretHash('no-secret-of-theirs', 'ana', client.id);
      return outcomeOf(signIn(aws, client.id, 'ana', PASSWORD, { SECRET_HASH }));
    },
  });
});

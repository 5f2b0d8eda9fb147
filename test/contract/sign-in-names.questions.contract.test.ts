import { AdminDeleteUserAttributesCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { adminCreateUser, makeClient, makePool } from '../support/aws-under-test.ts';
import { liveQuestion, outcomeOf, outcomesOf } from '../support/live-question.ts';
import { PASSWORD } from '../support/sign-in-steps.ts';

describe('preferred_username as an alias', () => {
  const settings = { AliasAttributes: ['preferred_username' as const] };

  liveQuestion(
    'a live run settles how a sign-up is refused a preferred_username that is an alias, and whether AdminCreateUser takes one',
    {
      guess:
        'sign-up: InvalidParameterException: preferred_username can not be provided for unconfirmed account; administrator: answered',
      ask: async (aws) => {
        const UserPoolId = await makePool(aws, settings);
        const { id: ClientId } = await makeClient(aws, UserPoolId);
        const UserAttributes = [{ Name: 'preferred_username', Value: 'annie' }];
        const signUp = new SignUpCommand({ ClientId, Username: 'ana', Password: PASSWORD, UserAttributes });
        return outcomesOf({
          'sign-up': () => aws.cognito.send(signUp),
          administrator: () => adminCreateUser(aws, UserPoolId, 'bo', { preferred_username: 'annie' }),
        });
      },
    },
  );

  liveQuestion(
    'a live run settles whether a preferred_username that is an alias may be the username of somebody else',
    {
      guess:
        'a username that is somebody’s preferred_username: UsernameExistsException: User account already exists; a preferred_username that is somebody’s username: AliasExistsException: An account with the given preferred_username already exists.',
      ask: async (aws) => {
        const UserPoolId = await makePool(aws, settings);
        await adminCreateUser(aws, UserPoolId, 'ana', { preferred_username: 'annie' });
        return outcomesOf({
          'a username that is somebody’s preferred_username': () => adminCreateUser(aws, UserPoolId, 'annie'),
          'a preferred_username that is somebody’s username': () =>
            adminCreateUser(aws, UserPoolId, 'bo', { preferred_username: 'ana' }),
        });
      },
    },
  );
});

describe('AdminDeleteUserAttributes', () => {
  liveQuestion('a live run settles whether the only username attribute of a user can be deleted', {
    guess: 'InvalidParameterException: A user needs one of the attributes that are usernames.',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws, { UsernameAttributes: ['email'] });
      await adminCreateUser(aws, UserPoolId, 'ana@example.com');
      const user = { UserPoolId, Username: 'ana@example.com' };
      return outcomeOf(
        aws.cognito.send(new AdminDeleteUserAttributesCommand({ ...user, UserAttributeNames: ['email'] })),
      );
    },
  });
});

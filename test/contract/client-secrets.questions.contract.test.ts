import {
  AddUserPoolClientSecretCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { type AwsUnderTest, makeClient, makePool } from '../support/aws-under-test.ts';
import { liveQuestion, outcomesOf } from '../support/live-question.ts';

const clientOf = async (aws: AwsUnderTest, GenerateSecret = true) => {
  const UserPoolId = await makePool(aws);
  const { id, secret } = await makeClient(aws, UserPoolId, { GenerateSecret });
  const client = { UserPoolId, ClientId: id };
  const add = async () =>
    (await aws.cognito.send(new AddUserPoolClientSecretCommand(client))).ClientSecretDescriptor?.ClientSecretValue;
  return { client, secret, add };
};

describe('the secrets of a client', () => {
  liveQuestion(
    'a live run settles how a third secret, the removal of the last one and a secret for a client without one are refused',
    {
      guess:
        'last: InvalidParameterException: The last secret of a user pool client cannot be deleted.; second: answered; third: LimitExceededException: A user pool client can have up to 2 secrets.; without one: InvalidParameterException: Client <id> is not configured with a secret.',
      ask: async (aws) => {
        const { client, add } = await clientOf(aws);
        const without = await clientOf(aws, false);
        const removeOldest = async () => {
          const { ClientSecrets = [] } = await aws.cognito.send(new ListUserPoolClientSecretsCommand(client));
          const { ClientSecretId } = ClientSecrets[0] ?? {};
          return aws.cognito.send(new DeleteUserPoolClientSecretCommand({ ...client, ClientSecretId }));
        };
        return outcomesOf({ last: removeOldest, second: add, third: add, 'without one': without.add });
      },
    },
  );

  liveQuestion('a live run settles which secret DescribeUserPoolClient shows while there are two', {
    guess: 'the first',
    ask: async (aws) => {
      const { client, secret, add } = await clientOf(aws);
      const second = await add();
      const { UserPoolClient } = await aws.cognito.send(new DescribeUserPoolClientCommand(client));
      const shown = UserPoolClient?.ClientSecret;
      if (shown === undefined) return 'none';
      return shown === secret ? 'the first' : shown === second ? 'the second' : 'another one';
    },
  });
});

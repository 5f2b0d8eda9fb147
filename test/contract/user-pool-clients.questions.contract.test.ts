import { DescribeUserPoolClientCommand, UpdateUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { makeClient, makePool } from '../support/aws-under-test.ts';
import { liveQuestion } from '../support/live-question.ts';

describe('UpdateUserPoolClient', () => {
  liveQuestion('a live run settles whether an omitted ClientName stays', {
    guess: 'it stays',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const { id: ClientId } = await makeClient(aws, UserPoolId, { ClientName: 'kept' });
      await aws.cognito.send(new UpdateUserPoolClientCommand({ UserPoolId, ClientId }));
      const { UserPoolClient } = await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
      return UserPoolClient?.ClientName === 'kept' ? 'it stays' : `it is ${UserPoolClient?.ClientName}`;
    },
  });
});

import {
  AdminAddUserToGroupCommand,
  CreateGroupCommand,
  GetGroupCommand,
  ListUsersCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { adminCreateUser, makePool } from '../support/aws-under-test.ts';
import { liveQuestion, outcomeOf } from '../support/live-question.ts';

describe('ListUsers', () => {
  liveQuestion('a live run settles whether sub takes ^=, and which filters ignore case', {
    guess: 'found by: sub ^= its first digit; email in another case; name in another case',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const { User } = await adminCreateUser(aws, UserPoolId, 'ana', { email: 'ana@example.com', name: 'Ana' });
      const sub = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '';
      const filters = {
        'sub ^= its first digit': `sub ^= "${sub.slice(0, 1)}"`,
        'email in another case': 'email = "ANA@example.com"',
        'name in another case': 'name = "ANA"',
        'username in another case': 'username = "ANA"',
      };
      const found: string[] = [];
      for (const [title, Filter] of Object.entries(filters)) {
        const page = await aws.cognito.send(new ListUsersCommand({ UserPoolId, Filter })).catch(() => undefined);
        if (page?.Users?.length === 1) found.push(title);
      }
      return `found by: ${found.join('; ')}`;
    },
  });
});

describe('groups', () => {
  liveQuestion('a live run settles which error the 101st group of a user gets', {
    guess: 'InvalidParameterException: The limit of groups for this user is reached.',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      await adminCreateUser(aws, UserPoolId, 'ana');
      const join = async (GroupName: string) => {
        await aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));
        await aws.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: 'ana', GroupName }));
      };
      for (let number = 1; number <= 100; number += 1) await join(`group${number}`);
      return outcomeOf(join('group101'));
    },
  });

  liveQuestion('a live run settles what UpdateGroup does to what it leaves out', {
    guess: 'without a description: All of it, 2; without a precedence: Some of it, 2',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const group = { UserPoolId, GroupName: 'admins' };
      const shown = async () => {
        const { Group } = await aws.cognito.send(new GetGroupCommand(group));
        return `${Group?.Description ?? 'no description'}, ${Group?.Precedence ?? 'no precedence'}`;
      };
      await aws.cognito.send(new CreateGroupCommand({ ...group, Description: 'All of it', Precedence: 3 }));
      await aws.cognito.send(new UpdateGroupCommand({ ...group, Precedence: 2 }));
      const withoutDescription = await shown();
      await aws.cognito.send(new UpdateGroupCommand({ ...group, Description: 'Some of it' }));
      return `without a description: ${withoutDescription}; without a precedence: ${await shown()}`;
    },
  });
});

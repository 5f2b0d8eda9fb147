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

  liveQuestion('a live run settles whether sub ^= ignores case, and which first characters it refuses', {
    guess: 'upper case finds: nobody; refused: none; found by what no sub begins with: nobody',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws);
      const find = async (beginning: string) => {
        const Filter = `sub ^= "${beginning.replace(/["\\]/g, '\\$&')}"`;
        return (await aws.cognito.send(new ListUsersCommand({ UserPoolId, Filter }))).Users ?? [];
      };
      // Once in twelve thousand times all of their subs begin with a digit.
      for (let number = 1; number <= 20; number += 1) await adminCreateUser(aws, UserPoolId, `user${number}`);
      const found: string[] = [];
      for (const letter of 'ABCDEF') if ((await find(letter)).length > 0) found.push(letter);
      const refused: string[] = [];
      const foreign: string[] = [];
      for (let code = 0x20; code < 0x7f; code += 1) {
        const beginning = String.fromCharCode(code);
        if (/[0-9a-fA-F]/.test(beginning)) continue;
        const users = await find(beginning).catch(() => undefined);
        if (users === undefined) refused.push(beginning);
        else if (users.length > 0) foreign.push(beginning);
      }
      const told = (list: readonly string[], none: string) => (list.length === 0 ? none : list.join(' '));
      return `upper case finds: ${told(found, 'nobody')}; refused: ${told(refused, 'none')}; found by what no sub begins with: ${told(foreign, 'nobody')}`;
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

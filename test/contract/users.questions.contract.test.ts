import { AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { adminCreateUser, makePool } from '../support/aws-under-test.ts';
import { liveQuestion, outcomeOf } from '../support/live-question.ts';

describe('a name in a pool that ignores case', () => {
  liveQuestion(
    'a live run settles whether pools that ignore case keep names in lower case, and which letters beyond ASCII they fold',
    {
      guess: 'Ana is kept as ana; found by the other case: äöå yes, σοφος yes, ИВАН yes, istanbul no, strasse no',
      ask: async (aws) => {
        const UserPoolId = await makePool(aws, { UsernameConfiguration: { CaseSensitive: false } });
        const { User } = await adminCreateUser(aws, UserPoolId, 'Ana');
        const pairs = [
          ['ÄÖÅ', 'äöå'],
          ['ΣΟΦΟΣ', 'σοφος'],
          ['иван', 'ИВАН'],
          ['İSTANBUL', 'istanbul'],
          ['straße', 'strasse'],
        ] as const;
        const found: string[] = [];
        for (const [name, other] of pairs) {
          await adminCreateUser(aws, UserPoolId, name);
          const told = await outcomeOf(aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: other })));
          found.push(`${other} ${told === 'answered' ? 'yes' : 'no'}`);
        }
        return `Ana is kept as ${User?.Username}; found by the other case: ${found.join(', ')}`;
      },
    },
  );
});

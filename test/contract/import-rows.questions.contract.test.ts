import { AdminGetUserCommand, type CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { takeApps } from '../support/authenticator-app.ts';
import { type AwsUnderTest, adminCreateUser, makePool } from '../support/aws-under-test.ts';
import { importSteps, type Row, verifiedRow } from '../support/import-job-steps.ts';
import { EVERY_KIND, goodRow, ROW_KINDS, rowsOfEveryKind, toldBy } from '../support/import-row-kinds.ts';
import { liveQuestion } from '../support/live-question.ts';

const VERIFYING = { AutoVerifiedAttributes: ['email'] } satisfies Partial<CreateUserPoolCommandInput>;

/** The lines of a job over these rows. Enough good ones come first: a job ends early over too many others. */
const linesOf = async (aws: AwsUnderTest, pool: string, rows: readonly Row[]): Promise<string[]> => {
  const steps = importSteps(aws);
  const usual = rows.map((_, index) => goodRow(`usual${index}`));
  const log = await steps.logOf(pool, await steps.importRows(pool, [...usual, ...rows]));
  return toldBy(log).slice(usual.length);
};

describe('an imported row', () => {
  liveQuestion('a live run settles the words of every failure but the documented one', {
    guess: 'all as in test/support/import-row-kinds.ts',
    needs: 'logs role',
    ask: async (aws) => {
      const lines = await linesOf(aws, await makePool(aws, EVERY_KIND), rowsOfEveryKind());
      const others = ROW_KINDS.flatMap(([kind, , line], index) =>
        lines[index] === line ? [] : [`${kind}: ${lines[index]}`],
      );
      return others.join('; ') || 'all as in test/support/import-row-kinds.ts';
    },
  });

  liveQuestion('a live run settles how Boolean and DateTime custom attributes are written', {
    guess:
      'true: as it is; TRUE: fails; 1: fails; yes: fails; 2026-03-01T08:00:00Z: as it is; 2026-03-01: as it is; 03/01/2026: as it is; 1772352000: fails; soon: fails',
    needs: 'logs role',
    ask: async (aws) => {
      const pool = await makePool(aws, EVERY_KIND);
      const values = [
        ...['true', 'TRUE', '1', 'yes'].map((value) => ['custom:flag', value] as const),
        ...['2026-03-01T08:00:00Z', '2026-03-01', '03/01/2026', '1772352000', 'soon'].map(
          (value) => ['custom:since', value] as const,
        ),
      ];
      const rows = values.map(([name, value], index) => ({ ...goodRow(`user${index}`), [name]: value }));
      await linesOf(aws, pool, rows);
      const told: string[] = [];
      for (const [index, [name, value]] of values.entries()) {
        const user = await aws.cognito
          .send(new AdminGetUserCommand({ UserPoolId: pool, Username: `user${index}` }))
          .catch(() => undefined);
        const kept = user?.UserAttributes?.find(({ Name }) => Name === name)?.Value;
        told.push(`${value}: ${user === undefined ? 'fails' : kept === value ? 'as it is' : kept}`);
      }
      return told.join('; ');
    },
  });

  liveQuestion('a live run settles whether a row that exists already and is malformed is skipped or failed', {
    guess:
      'a malformed date: FAILED: Invalid attribute value: birthdate: The date is not of the form mm/dd/yyyy.; an unverified address: SKIPPED: The user already exists.',
    needs: 'logs role',
    ask: async (aws) => {
      const pool = await makePool(aws, VERIFYING);
      await adminCreateUser(aws, pool, 'ana');
      const lines = await linesOf(aws, pool, [
        verifiedRow('ana', { birthdate: '1990-02-28' }),
        verifiedRow('ana', { email_verified: 'false' }),
      ]);
      return `a malformed date: ${lines[0]}; an unverified address: ${lines[1]}`;
    },
  });

  liveQuestion('a live run settles what cognito:mfa_enabled does to a user with a phone number', {
    guess: 'second factors: SMS_MFA',
    needs: 'logs role',
    ask: async (aws) => {
      const UserPoolId = await makePool(aws, VERIFYING);
      // So that nothing can be sent to the number.
      await takeApps(aws, UserPoolId, 'OPTIONAL');
      const row = verifiedRow('ana', { 'cognito:mfa_enabled': 'true', phone_number: '+15550100' });
      const usual = verifiedRow('bo', { 'cognito:mfa_enabled': 'false' });
      await importSteps(aws).importRows(UserPoolId, [usual, row]);
      const user = await aws.cognito
        .send(new AdminGetUserCommand({ UserPoolId, Username: 'ana' }))
        .catch(() => undefined);
      return user === undefined ? 'the row fails' : `second factors: ${user.UserMFASettingList?.join(', ') ?? 'none'}`;
    },
  });
});

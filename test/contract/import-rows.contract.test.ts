import { AdminGetUserCommand, type CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makePool, startAwsUnderTest } from '../support/aws-under-test.ts';
import { importSteps, type Row } from '../support/import-job-steps.ts';
import { EVERY_KIND, goodRow, ROW_KINDS, rowsOfEveryKind, toldBy } from '../support/import-row-kinds.ts';

let aws: AwsUnderTest;
let steps: ReturnType<typeof importSteps>;
beforeEach(async () => {
  aws = await startAwsUnderTest();
  steps = importSteps(aws);
});
afterEach(() => aws.close());

type PoolSettings = Partial<CreateUserPoolCommandInput>;

const attributesOf = async (UserPoolId: string, Username: string): Promise<Record<string, string | undefined>> => {
  const { UserAttributes = [] } = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};

const statusOf = async (UserPoolId: string, Username: string) =>
  (await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))).UserStatus;

describe('a job over one row of each kind', () => {
  it('says of every row what became of it, and nothing about anybody', async () => {
    const pool = await makePool(aws, EVERY_KIND);

    const job = await steps.importRows(pool, rowsOfEveryKind());
    const log = await steps.logOf(pool, job);

    const told = toldBy(log);
    expect(Object.fromEntries(ROW_KINDS.map(([kind], index) => [kind, told[index]]))).toEqual(
      Object.fromEntries(ROW_KINDS.map(([kind, , line]) => [kind, line])),
    );
    expect(log.map((line) => Number(/Line Number (\d+)/.exec(line)?.[1]))).toEqual(
      ROW_KINDS.map((_, index) => index + 1),
    );
    expect(job).toMatchObject({ ImportedUsers: 1, SkippedUsers: 1, FailedUsers: ROW_KINDS.length - 2 });
    expect(log.join('\n')).not.toContain('example.com');
  });
});

describe('an imported row', () => {
  it('becomes what it says: trimmed, with times in seconds and customs as they are written', async () => {
    const pool = await makePool(aws, EVERY_KIND);

    await steps.importRows(pool, [
      {
        ...goodRow('ana'),
        email_verified: 'TRUE',
        name: '  A\\, B ',
        updated_at: '1471453471',
        birthdate: '02/01/1985',
        phone_number: '+15550001',
        phone_number_verified: 'FALSE',
        'custom:age': '42',
        'custom:flag': 'true',
        'custom:since': '2026-03-01T08:00:00Z',
        'cognito:mfa_enabled': 'FALSE',
      },
    ]);

    await expect(attributesOf(pool, 'ana')).resolves.toEqual({
      sub: expect.any(String),
      email: 'ana@example.com',
      email_verified: 'true',
      family_name: 'Example',
      name: 'A, B',
      updated_at: '1471453471',
      birthdate: '1985-02-01',
      phone_number: '+15550001',
      phone_number_verified: 'false',
      'custom:age': '42',
      'custom:flag': 'true',
      'custom:since': '2026-03-01T08:00:00Z',
    });
  });

  it('is skipped when its username stood in the file before', async () => {
    const pool = await makePool(aws, { AutoVerifiedAttributes: ['email'] });

    const job = await steps.importRows(pool, [goodRow('ana'), { ...goodRow('ana'), email: 'other@example.com' }]);

    expect(job).toMatchObject({ ImportedUsers: 1, SkippedUsers: 1 });
    await expect(attributesOf(pool, 'ana')).resolves.toMatchObject({ email: 'ana@example.com' });
  });

  it.each<[string, PoolSettings, Row, string]>([
    ['OFF', {}, { 'cognito:mfa_enabled': '' }, 'SUCCEEDED'],
    ['OFF', {}, { 'cognito:mfa_enabled': 'FALSE' }, 'SUCCEEDED'],
    ['OFF', {}, { 'cognito:mfa_enabled': 'true' }, 'FAILED'],
    ['ON', { MfaConfiguration: 'ON' }, { 'cognito:mfa_enabled': '' }, 'SUCCEEDED'],
    ['ON', { MfaConfiguration: 'ON' }, { 'cognito:mfa_enabled': 'TRUE' }, 'SUCCEEDED'],
    ['ON', { MfaConfiguration: 'ON' }, { 'cognito:mfa_enabled': 'false' }, 'FAILED'],
    ['OPTIONAL', { MfaConfiguration: 'OPTIONAL' }, { 'cognito:mfa_enabled': 'false' }, 'SUCCEEDED'],
    ['OPTIONAL', { MfaConfiguration: 'OPTIONAL' }, { 'cognito:mfa_enabled': '' }, 'FAILED'],
    ['OPTIONAL', { MfaConfiguration: 'OPTIONAL' }, { 'cognito:mfa_enabled': 'true' }, 'FAILED'],
    [
      'OPTIONAL',
      { MfaConfiguration: 'OPTIONAL' },
      { 'cognito:mfa_enabled': 'true', phone_number: '+15550001' },
      'SUCCEEDED',
    ],
  ])('fits the MFA setting of its pool: under %s (%#)', async (_mfa, settings, changes, kind) => {
    const sms = { SmsConfiguration: { SnsCallerArn: aws.logsRoleArn } };
    const pool = await makePool(aws, { AutoVerifiedAttributes: ['email'], ...sms, ...settings });

    const job = await steps.importRows(pool, [{ ...goodRow('ana'), ...changes }]);

    await expect(steps.logOf(pool, job)).resolves.toEqual([expect.stringContaining(`[${kind}]`)]);
  });

  it.each<[string, string[], Row, string]>([
    ['an e-mail pool', ['email'], { 'cognito:username': 'ana@example.com' }, 'SUCCEEDED'],
    ['an e-mail pool', ['email'], { 'cognito:username': 'ANA@example.com' }, 'SUCCEEDED'],
    ['an e-mail pool', ['email'], { 'cognito:username': 'ana' }, 'FAILED'],
    ['an e-mail pool', ['email'], { 'cognito:username': '+15550001' }, 'FAILED'],
    ['an e-mail pool', ['email'], { 'cognito:username': 'other@example.com' }, 'FAILED'],
    ['a phone pool', ['phone_number'], { 'cognito:username': '+15550001', phone_number: '+15550001' }, 'SUCCEEDED'],
    ['a phone pool', ['phone_number'], { 'cognito:username': '+15550001', phone_number: '+15550002' }, 'FAILED'],
    ['a pool of both', ['email', 'phone_number'], { 'cognito:username': 'ana@example.com' }, 'SUCCEEDED'],
    ['a pool of both', ['email', 'phone_number'], { 'cognito:username': '+15550001' }, 'SUCCEEDED'],
    ['a pool of both', ['email', 'phone_number'], { 'cognito:username': 'ana' }, 'FAILED'],
  ])('has the sign-in name of %s for its username (%#)', async (_title, UsernameAttributes, changes, kind) => {
    const pool = await makePool(aws, {
      UsernameAttributes: UsernameAttributes as PoolSettings['UsernameAttributes'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
    });

    const job = await steps.importRows(pool, [{ ...goodRow('ana'), ...changes }]);

    await expect(steps.logOf(pool, job)).resolves.toEqual([expect.stringContaining(`[${kind}]`)]);
  });

  it.each([
    ['by e-mail', ['PASSWORD', 'EMAIL_OTP'], { email: 'ana@example.com' }, 'CONFIRMED'],
    ['by SMS, with a number', ['PASSWORD', 'SMS_OTP'], { phone_number: '+15550001' }, 'CONFIRMED'],
    ['by SMS, without a number', ['PASSWORD', 'SMS_OTP'], {}, 'RESET_REQUIRED'],
    ['not at all', ['PASSWORD'], { phone_number: '+15550001' }, 'RESET_REQUIRED'],
  ] as const)('can sign in at once where the pool sends codes %s', async (_title, factors, changes, status) => {
    const pool = await makePool(aws, {
      AutoVerifiedAttributes: ['email'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: [...factors] } },
    });

    await steps.importRows(pool, [{ ...goodRow('ana'), ...changes }]);

    await expect(statusOf(pool, 'ana')).resolves.toBe(status);
  });

  it('counts as verified by either attribute where the pool verifies both', async () => {
    const pool = await makePool(aws, { AutoVerifiedAttributes: ['email', 'phone_number'] });
    const byPhone = { email_verified: 'false', phone_number: '+15550001', phone_number_verified: 'true' };

    const job = await steps.importRows(pool, [
      { ...goodRow('ana'), ...byPhone },
      goodRow('bo'),
      { ...goodRow('cy'), email_verified: 'false' },
    ]);

    expect(job).toMatchObject({ ImportedUsers: 2, FailedUsers: 1 });
  });
});

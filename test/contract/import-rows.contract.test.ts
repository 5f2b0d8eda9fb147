import { AdminGetUserCommand, type CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makePool, startAwsUnderTest } from '../support/aws-under-test.ts';
import { importSteps, type Row } from '../support/import-job-steps.ts';

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

const goodRow = (name: string): Row => ({
  'cognito:username': name,
  email: `${name}@example.com`,
  email_verified: 'true',
  family_name: 'Example',
});

const UNVERIFIED =
  'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).';
const MISSING_EMAIL = 'Email is required to verify/un-verify an email';
const BAD_USERNAME = 'Invalid attribute value: cognito:username: The username is missing or not valid.';
const BAD_BIRTHDATE = 'Invalid attribute value: birthdate: The date is not of the form mm/dd/yyyy.';
const BAD_MFA =
  'Invalid attribute value: cognito:mfa_enabled: The value does not fit the MFA setting of the user pool.';

/** What stands after `Line Number N - `. Documented are the first four; every other one is a guess. */
const KINDS: readonly [string, Row, `${'SUCCEEDED' | 'SKIPPED' | 'FAILED'}: ${string}`][] = [
  ['a good row', {}, 'SUCCEEDED: The import succeeded.'],
  ['a username that is there', { 'cognito:username': 'good' }, 'SKIPPED: The user already exists.'],
  ['an unverified address', { email_verified: 'FALSE' }, `FAILED: ${UNVERIFIED}`],
  ['no word about the address', { email_verified: '' }, `FAILED: ${UNVERIFIED}`],
  [
    'a verified phone where only e-mail counts',
    { email_verified: '', phone_number: '+15550001', phone_number_verified: 'true' },
    `FAILED: ${UNVERIFIED}`,
  ],
  ['a verified address that is missing', { email: '' }, `FAILED: ${MISSING_EMAIL}`],
  [
    'a required attribute that is missing',
    { family_name: '' },
    'FAILED: Invalid attribute value: family_name: The attribute is required.',
  ],
  [
    'an address without @',
    { email: 'nowhere' },
    'FAILED: Invalid attribute value: email: Invalid email address format.',
  ],
  [
    'a phone number without +',
    { phone_number: '15550001' },
    'FAILED: Invalid attribute value: phone_number: Invalid phone number format.',
  ],
  ['a birthdate as the API has it', { birthdate: '1990-02-28' }, `FAILED: ${BAD_BIRTHDATE}`],
  ['a birthdate with day and month exchanged', { birthdate: '28/02/1990' }, `FAILED: ${BAD_BIRTHDATE}`],
  ['a day that does not exist', { birthdate: '02/30/1990' }, `FAILED: ${BAD_BIRTHDATE}`],
  [
    'a time that is no number',
    { updated_at: '2026-03-01' },
    'FAILED: Invalid attribute value: updated_at: Value is not a Number',
  ],
  [
    'a number beyond its bounds',
    { 'custom:age': '200' },
    'FAILED: Invalid attribute value: custom:age: Value must not be greater than 150',
  ],
  [
    'a value that is too long',
    { 'custom:short': 'abcd' },
    'FAILED: Invalid attribute value: custom:short: String length must not be greater than 3',
  ],
  [
    'a flag that is no boolean',
    { 'custom:flag': 'TRUE' },
    'FAILED: Invalid attribute value: custom:flag: Value is not a Boolean',
  ],
  [
    'a date that is none',
    { 'custom:since': 'soon' },
    'FAILED: Invalid attribute value: custom:since: Value is not a DateTime',
  ],
  [
    'a verified flag that is no boolean',
    { phone_number: '+15550001', phone_number_verified: 'yes' },
    'FAILED: Invalid attribute value: phone_number_verified: Value is not a Boolean',
  ],
  [
    'a verified phone that is missing',
    { phone_number_verified: 'true' },
    'FAILED: Phone Number is required to verify/un-verify a phone number',
  ],
  ['MFA in a pool without it', { 'cognito:mfa_enabled': 'true' }, `FAILED: ${BAD_MFA}`],
  ['a username with a space', { 'cognito:username': 'two words' }, `FAILED: ${BAD_USERNAME}`],
  ['a username with a tab', { 'cognito:username': 'two\twords' }, `FAILED: ${BAD_USERNAME}`],
  ['a username of 129 characters', { 'cognito:username': 'x'.repeat(129) }, `FAILED: ${BAD_USERNAME}`],
  ['no username', { 'cognito:username': '' }, `FAILED: ${BAD_USERNAME}`],
  [
    'a username with an address for its form',
    { 'cognito:username': 'ana@example.com' },
    'FAILED: Username cannot be of email format, since user pool is configured for email alias.',
  ],
  [
    'a verified address that somebody has',
    { email: 'good@example.com' },
    'FAILED: An account with the given email already exists.',
  ],
  ['one field too many', { name: 'A, B' }, 'FAILED: The row has 26 fields where the header has 25.'],
  ['16,001 characters', { name: 'x'.repeat(16_001) }, 'FAILED: The row is longer than 16000 characters.'],
];

const EVERY_KIND: PoolSettings = {
  AliasAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  Schema: [
    { Name: 'family_name', AttributeDataType: 'String', Required: true },
    { Name: 'age', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '0', MaxValue: '150' } },
    { Name: 'short', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '3' } },
    { Name: 'flag', AttributeDataType: 'Boolean' },
    { Name: 'since', AttributeDataType: 'DateTime' },
  ],
};

describe('a job over one row of each kind', () => {
  it('says of every row what became of it, and nothing about anybody', async () => {
    const pool = await makePool(aws, EVERY_KIND);
    const rows = KINDS.map(([, changes], index) => ({ ...goodRow(index === 0 ? 'good' : `user${index}`), ...changes }));

    const job = await steps.importRows(pool, rows);
    const log = await steps.logOf(pool, job);

    const told = log.map((line) => line.replace(/^\[([A-Z]+)\] Line Number \d+ - /, '$1: '));
    expect(Object.fromEntries(KINDS.map(([kind], index) => [kind, told[index]]))).toEqual(
      Object.fromEntries(KINDS.map(([kind, , line]) => [kind, line])),
    );
    expect(log.map((line) => Number(/Line Number (\d+)/.exec(line)?.[1]))).toEqual(KINDS.map((_, index) => index + 1));
    expect(job).toMatchObject({ ImportedUsers: 1, SkippedUsers: 1, FailedUsers: KINDS.length - 2 });
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

  it.todo('a live run settles the words of every failure but the documented one');
  it.todo('a live run settles how Boolean and DateTime custom attributes are written');
  it.todo('a live run settles whether a row that exists already and is malformed is skipped or failed');
  it.todo('a live run settles what cognito:mfa_enabled does to a user with a phone number');
});

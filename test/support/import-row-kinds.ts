import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { type Row, verifiedRow } from './import-job-steps.ts';

/** As pools of these tests want it. */
export const goodRow = (name: string): Row => verifiedRow(name, { family_name: 'Example' });

const UNVERIFIED =
  'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).';
const MISSING_EMAIL = 'Email is required to verify/un-verify an email';
const BAD_USERNAME = 'Invalid attribute value: cognito:username: The username is missing or not valid.';
const BAD_BIRTHDATE = 'Invalid attribute value: birthdate: The date is not of the form mm/dd/yyyy.';
const BAD_MFA =
  'Invalid attribute value: cognito:mfa_enabled: The value does not fit the MFA setting of the user pool.';

/** What stands after `Line Number N - `. Documented are the first four; every other one is a guess. */
export const ROW_KINDS: readonly [string, Row, `${'SUCCEEDED' | 'SKIPPED' | 'FAILED'}: ${string}`][] = [
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

export const EVERY_KIND: Partial<CreateUserPoolCommandInput> = {
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

/** One row of each kind, in their order. */
export const rowsOfEveryKind = (): readonly Row[] =>
  ROW_KINDS.map(([, changes], index) => ({ ...goodRow(index === 0 ? 'good' : `user${index}`), ...changes }));

/** What a log says of its rows: kind and words, without their numbers. */
export const toldBy = (log: readonly string[]): string[] =>
  log.map((line) => line.replace(/^\[([A-Z]+)\] Line Number \d+ - /, '$1: '));

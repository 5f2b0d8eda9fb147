import {
  AdminGetUserCommand,
  type CreateUserPoolCommandInput,
  type PasswordHashingAlgorithmType,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { type AwsUnderTest, makePool } from '../support/aws-under-test.ts';
import { importSteps, toCsv, verifiedRow } from '../support/import-job-steps.ts';
import { liveQuestion, outcomeOf } from '../support/live-question.ts';
import { cheapHash } from '../support/make-password-hash.ts';

const VERIFYING = { AutoVerifiedAttributes: ['email'] } satisfies Partial<CreateUserPoolCommandInput>;

const PASSWORD = 'correct horse';

const escaped = (hash: string): string => hash.replaceAll(',', '\\,');

/** What a job makes of values for `password_hash`, each in a row of its own: the kind of its line in the log. */
const kindsOf = async (
  aws: AwsUnderTest,
  PasswordHashingAlgorithm: PasswordHashingAlgorithmType,
  values: Readonly<Record<string, string>>,
): Promise<string> => {
  const steps = importSteps(aws);
  const pool = await makePool(aws, VERIFYING);
  // Enough of those that fit: a job ends early over too many that do not.
  const good = escaped(cheapHash[PasswordHashingAlgorithm](PASSWORD));
  const usual = Object.keys(values).map((_, index) => verifiedRow(`usual${index}`, { password_hash: good }));
  const rows = Object.values(values).map((value, index) => verifiedRow(`user${index}`, { password_hash: value }));
  const job = await steps.importRows(pool, [...usual, ...rows], { PasswordHashingAlgorithm });
  const log = await steps.logOf(pool, job);
  return Object.keys(values)
    .map((title, index) => `${title}: ${/^\[([A-Z]+)\]/.exec(log[usual.length + index] ?? '')?.[1]}`)
    .join('; ');
};

const padded = (hash: string): string =>
  hash.replace(/\$([^$]+)\$([^$]+)$/, (_, salt, key) => `$${pad(salt)}$${pad(key)}`);

const pad = (base64: string): string => base64.padEnd(Math.ceil(base64.length / 4) * 4, '=');

describe('a job with hashes', () => {
  liveQuestion('a live run settles which error a pool gives that cannot take hashes', {
    guess: 'a new pool takes them',
    needs: 'logs role',
    ask: async (aws) => {
      const pool = await makePool(aws, VERIFYING);
      const told = await outcomeOf(importSteps(aws).createJob(pool, { PasswordHashingAlgorithm: 'BCRYPT' }));
      return told === 'answered' ? 'a new pool takes them' : told;
    },
  });

  liveQuestion('a live run settles how the commas of an Argon2 hash are written', {
    guess: 'with backslashes: SUCCEEDED; as they are: FAILED',
    needs: 'logs role',
    ask: (aws) => {
      const hash = cheapHash.ARGON2ID(PASSWORD);
      return kindsOf(aws, 'ARGON2ID', { 'with backslashes': escaped(hash), 'as they are': hash });
    },
  });

  liveQuestion('a live run settles whether hexadecimal and base64 of hashes may be written otherwise', {
    guess: 'scrypt in upper case: FAILED; PBKDF2 with padding: FAILED; Argon2 with padding: FAILED',
    needs: 'logs role',
    ask: async (aws) => {
      const { SCRYPT, PBKDF2_SHA256, ARGON2ID } = cheapHash;
      const [scrypt, pbkdf2, argon2] = [SCRYPT(PASSWORD), PBKDF2_SHA256(PASSWORD), ARGON2ID(PASSWORD)];
      return [
        await kindsOf(aws, 'SCRYPT', { 'scrypt in upper case': scrypt.toUpperCase() }),
        await kindsOf(aws, 'PBKDF2_SHA256', { 'PBKDF2 with padding': padded(pbkdf2) }),
        await kindsOf(aws, 'ARGON2ID', { 'Argon2 with padding': escaped(padded(argon2)) }),
      ].join('; ');
    },
  });

  liveQuestion('a live run settles what status a user without a hash has where a one-time code signs in', {
    guess: 'CONFIRMED',
    needs: 'logs role',
    ask: async (aws) => {
      const pool = await makePool(aws, {
        ...VERIFYING,
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      });
      await importSteps(aws).importRows(pool, [verifiedRow('ana')], { PasswordHashingAlgorithm: 'BCRYPT' });
      const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ana' }));
      return String(user.UserStatus);
    },
  });
});

describe('a job without an algorithm', () => {
  liveQuestion(
    'a live run settles whether GetCSVHeader names password_hash, and whether a job without an algorithm takes it',
    {
      guess: 'the header does not name it; a job with it: Failed, Unexpected headers in the uploaded file.',
      needs: 'logs role',
      ask: async (aws) => {
        const { headerOf, runJob } = importSteps(aws);
        const pool = await makePool(aws, VERIFYING);
        const header = await headerOf(pool);
        const isThere = header.includes('password_hash');
        const rows = [verifiedRow('ana'), verifiedRow('bo')];
        const job = await runJob(pool, toCsv(isThere ? header : [...header, 'password_hash'], rows));
        return `the header ${isThere ? 'names' : 'does not name'} it; a job with it: ${job.Status}, ${job.CompletionMessage}`;
      },
    },
  );
});

import { describe, expect, it } from 'vitest';
import type { LiveReport } from './live-report.ts';
import { reportLines } from './live-report.ts';
import { parseLiveSettings } from './live-settings.ts';
import { messageProblem } from './message-guard.ts';
import { onceSettled, onceUploaded } from './wait-for-aws.ts';

const COMPLETE = { POOLFERRY_LIVE_ACCOUNT_ID: '111122223333', POOLFERRY_LIVE_REGION: 'eu-west-1' };

describe('npm run test:live', () => {
  it.each<[string, readonly string[], Record<string, string>, string]>([
    ['without anything', [], {}, 'Name the account'],
    ['without anything', [], {}, 'Name the Region'],
    ['with a profile alone', [], { AWS_PROFILE: 'live', AWS_REGION: 'eu-west-1' }, 'Name the Region'],
    ['in CI', [], { ...COMPLETE, CI: 'true' }, 'never part of CI'],
    ['with an account that is none', ['--account', '123'], COMPLETE, 'Name the account'],
    ['with a role that is none', ['--logs-role', 'logs'], COMPLETE, 'not the ARN of a role'],
    ['with an option it does not know', ['--fast'], COMPLETE, "Unknown option '--fast'"],
  ])('is refused %s: %j %j', (_title, args, environment, told) => {
    expect(parseLiveSettings(args, environment)).toContain(told);
  });

  it('takes what it needs from the environment or from options, which win', () => {
    expect(parseLiveSettings(['--region', 'us-gov-west-1'], COMPLETE)).toEqual({
      accountId: '111122223333',
      region: 'us-gov-west-1',
      logsRoleArn: null,
      sweep: false,
      only: null,
      report: 'live-report.json',
    });
    expect(parseLiveSettings(['--only', 'import'], COMPLETE)).toMatchObject({ only: 'import' });
  });
});

describe('the guard of a live run', () => {
  const email = (Value: string) => ({ UserAttributes: [{ Name: 'email', Value }] });
  const quiet = { MessageAction: 'SUPPRESS', Username: 'ana' };

  const EMAIL_CODES = { EmailMfaConfiguration: { Message: '{####}' } };
  const SMS = { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms' } };

  it.each<[string, object, string | undefined]>([
    ['AdminCreateUser', { Username: 'ana' }, 'it would send an invitation'],
    ['AdminCreateUser', { Username: 'ana', MessageAction: 'RESEND' }, 'it would send an invitation'],
    ['AdminCreateUser', { ...quiet, ...email('ana@example.com') }, undefined],
    ['AdminCreateUser', { ...quiet, ...email('ana@poolferry.dev') }, 'it names an address that may be somebody’s'],
    [
      'AdminCreateUser',
      { ...quiet, Username: 'ana@example.com.evil.dev' },
      'it names an address that may be somebody’s',
    ],
    ['AdminCreateUser', { ...quiet, Username: '+15550100' }, undefined],
    ['AdminCreateUser', { ...quiet, Username: '+436601234567' }, 'it names an address that may be somebody’s'],
    [
      'AdminUpdateUserAttributes',
      {
        Username: 'ana',
        UserAttributes: [
          { Name: 'email', Value: 'x@gmail.com' },
          { Name: 'email_verified', Value: 'true' },
        ],
      },
      'it names an address that may be somebody’s',
    ],
    ['SignUp', { Username: 'ana' }, undefined],
    ['SignUp', { Username: 'ana', ...email('ana@example.com') }, 'it may send a code'],
    ['SignUp', { Username: 'ana@example.com' }, 'it may send a code'],
    ['ForgotPassword', { Username: 'nobody' }, undefined],
    ['ForgotPassword', { Username: 'ana' }, 'it may send a code'],
    ['AdminResetUserPassword', { Username: 'ana' }, 'it may send a code'],
    ['ResendConfirmationCode', { Username: 'ana' }, 'it may send a code'],
    ['ResendConfirmationCode', { Username: 'unreachable' }, undefined],
    ['UpdateUserAttributes', { UserAttributes: [] }, 'it sends messages'],
    ['AdminUpdateUserAttributes', { Username: 'ana', ...email('ana@new.example.com') }, 'it may send a code'],
    ['AdminUpdateUserAttributes', { Username: 'ana', UserAttributes: [{ Name: 'name', Value: 'A' }] }, undefined],
    ['InitiateAuth', { AuthFlow: 'USER_AUTH' }, 'it may send a code'],
    ['AdminInitiateAuth', { AuthFlow: 'USER_AUTH' }, 'it may send a code'],
    ['AdminInitiateAuth', { AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' }, undefined],
    ['CreateUserPool', SMS, 'it would let the pool send text messages'],
    ['UpdateUserPool', { SmsConfiguration: {} }, undefined],
    ['SetUserPoolMfaConfig', { SmsMfaConfiguration: SMS }, 'it would let the pool send text messages'],
    ['SetUserPoolMfaConfig', EMAIL_CODES, 'it would let the pool send codes by e-mail'],
    ['SetUserPoolMfaConfig', { SoftwareTokenMfaConfiguration: { Enabled: true } }, undefined],
    ['ListUsers', {}, undefined],
  ])('judges %s with %j: %s', (operation, request, problem) => {
    expect(messageProblem(operation, request as Record<string, unknown>, false)).toBe(problem);
  });

  it.each<[string, object, string | undefined]>([
    ['SignUp', { Username: 'ana', ...email('ana@example.com') }, undefined],
    ['SignUp', { Username: 'ana@poolferry.dev' }, 'it names an address that may be somebody’s'],
    ['AdminUpdateUserAttributes', { Username: 'ana', ...email('ana@new.example.com') }, undefined],
    ['ForgotPassword', { Username: 'ana' }, 'it may send a code'],
  ])('judges %s with %j in a pool that verifies nothing: %s', (operation, request, problem) => {
    expect(messageProblem(operation, request as Record<string, unknown>, true)).toBe(problem);
  });
});

describe('what AWS does late', () => {
  const gone = (): Error => Object.assign(new Error('No group.'), { name: 'ResourceNotFoundException' });
  const early = (): Error =>
    Object.assign(new Error('No csv file was uploaded for import-1'), { name: 'PreconditionNotMet' });

  /** Answers with one after the other, the last one for good; throws those that are errors. */
  const answersOf = <T>(...answers: readonly (T | Error)[]) => {
    let calls = 0;
    return async (): Promise<T> => {
      const answer = answers[Math.min(calls, answers.length - 1)] as T | Error;
      calls += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    };
  };
  type Log = { readonly output: { readonly events: readonly string[] } };
  const log = (...events: string[]): Log => ({ output: { events } });

  it('is a log, which is read until it grows no more', async () => {
    const read = answersOf<Log>(gone(), log(), log('a'), log('a', 'b'), log('a', 'b'), log('never read'));

    await expect(onceSettled(read, 0.01)).resolves.toEqual(log('a', 'b'));
  });

  it('is a log that never comes, which is told in the end', async () => {
    await expect(onceSettled(answersOf<Log>(gone()), 0.01)).rejects.toThrow('No group.');
  });

  it('is a file that was uploaded', async () => {
    await expect(onceUploaded(answersOf<string>(early(), early(), 'started'), 0.01)).resolves.toBe('started');
    await expect(onceUploaded(answersOf<string>(new Error('Another job.'), 'started'), 0.01)).rejects.toThrow(
      'Another',
    );
  });

  it('is nothing in the sandbox', async () => {
    await expect(onceSettled(answersOf<Log>(log(), log('late')), 0)).resolves.toEqual(log());
    await expect(onceUploaded(answersOf<string>(early(), 'started'), 0)).rejects.toThrow('No csv file');
  });
});

describe('the report', () => {
  const report: LiveReport = {
    runId: '1f',
    accountId: '111122223333',
    region: 'eu-west-1',
    endpoint: null,
    startedAt: '2026-11-27T00:00:00Z',
    questions: [
      { question: 'a live run settles whether it rains', sandbox: 'no', verdict: 'different', aws: 'yes' },
      { question: 'a live run settles why', sandbox: 'no', verdict: 'not asked', reason: 'needs time' },
    ],
    contract: {
      passed: 3,
      failed: ['a pool leaks'],
      notRun: [
        { test: 'x', reason: 'sends' },
        { test: 'y', reason: 'sends' },
      ],
    },
    pools: { created: 2, left: ['eu-west-1_a'] },
  };

  it('shows question, sandbox and account one below the other, and what is left to do', () => {
    expect(reportLines(report).join('\n')).toMatchInlineSnapshot(`
      "Account 111122223333, Region eu-west-1, run 1f; asked: AWS

      Questions
        different whether it rains
          sandbox: no
          found:   yes
        not asked why
          sandbox: no
          needs time

      Contract tests: 3 passed, 1 failed, 2 not run
        failed    a pool leaks
        not run   2: sends

      Pools: 2 made, 1 left behind
        left      eu-west-1_a (npm run test:live -- --sweep)"
    `);
  });
});

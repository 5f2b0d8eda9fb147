import { describe, expect, it } from 'vitest';
import type { LiveReport } from './live-report.ts';
import { reportLines } from './live-report.ts';
import { parseLiveSettings } from './live-settings.ts';
import { messageProblem } from './message-guard.ts';

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
      report: 'live-report.json',
    });
  });
});

describe('the guard of a live run', () => {
  const email = (Value: string) => ({ UserAttributes: [{ Name: 'email', Value }] });
  const quiet = { MessageAction: 'SUPPRESS', Username: 'ana' };

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
      { Username: 'ana', ...email('x@gmail.com') },
      'it names an address that may be somebody’s',
    ],
    ['SignUp', { Username: 'ana' }, undefined],
    ['SignUp', { Username: 'ana', ...email('ana@example.com') }, 'it may send a code'],
    ['SignUp', { Username: 'ana@example.com' }, 'it may send a code'],
    ['ForgotPassword', { Username: 'nobody' }, undefined],
    ['ForgotPassword', { Username: 'ana' }, 'it may send a code'],
    ['AdminResetUserPassword', { Username: 'nobody' }, 'it sends messages'],
    ['ListUsers', {}, undefined],
  ])('judges %s with %j: %s', (operation, request, problem) => {
    expect(messageProblem(operation, request as Record<string, unknown>)).toBe(problem);
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

import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { addPool, addScripted, functionArn, signIn, startStillSandbox } from '../support/trigger-world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStillSandbox();
});
afterEach(() => {
  Object.assign(sandbox.cognito.controls, { triggerTimeoutMs: 60_000, triggerRetries: 0 });
});
afterAll(() => sandbox.close());

type Make = (name: string) => string;

const scripted =
  (script: object, limits: object = {}): Make =>
  (name) =>
    addScripted(sandbox, name, script, limits);

const WORDS_OF_LAMBDA: readonly [what: string, make: Make, words: string][] = [
  ['ends by itself', scripted({ exits: true }), 'Error: Runtime exited with error: exit status 1.'],
  [
    'outlives its own timeout',
    scripted({ waitsMs: 60_000 }, { timeoutMs: 300 }),
    'Error: Task timed out after 0.30 seconds.',
  ],
];

const NOT_INVOKED: readonly [what: string, make: Make, why: string][] = [
  ['is missing, or not to be invoked', functionArn, 'AccessDeniedException'],
  ['has no concurrency left', scripted({}, { reservedConcurrency: 0 }), 'TooManyRequestsException'],
];

const NOT_THE_EVENT: readonly [what: string, script: object][] = [
  ['returns nothing', { returns: null }],
  ['returns a list', { returns: [] }],
  ['returns the response alone', { returns: { response: {} } }],
  ['leaves out the request', { changes: { request: null } }],
  ['changes the version', { changes: { version: '2' } }],
  ['changes the source', { changes: { triggerSource: 'PreSignUp_ExternalProvider' } }],
  ['changes the name', { changes: { userName: 'bo' } }],
  ['answers with a list', { changes: { response: [] } }],
];

const TRIGGERS = [
  'PreAuthentication',
  'PostAuthentication',
  'PreTokenGeneration',
  'PreSignUp',
  'PostConfirmation',
  'UserMigration',
] as const;

let lastName = 0;

/** One operation of each trigger, on a pool of its own. */
const attempt = async (trigger: (typeof TRIGGERS)[number], make: Make) => {
  lastName += 1;
  const arn = make(`failing-${lastName}`);
  const pool = await addPool(sandbox, { LambdaConfig: { [trigger]: arn } });
  const known = { username: 'ana', password: 'right' };
  if (trigger !== 'UserMigration') sandbox.cognito.seedUser(pool.userPoolId, known);
  sandbox.cognito.seedUser(pool.userPoolId, { username: 'new', status: 'UNCONFIRMED' });
  const call = (): Promise<unknown> => {
    if (trigger === 'PreSignUp') {
      return sandbox.cognito.call('AdminCreateUser', { UserPoolId: pool.userPoolId, Username: 'cleo' });
    }
    return trigger === 'PostConfirmation'
      ? sandbox.cognito.call('AdminConfirmSignUp', { UserPoolId: pool.userPoolId, Username: 'new' })
      : signIn(sandbox, pool, 'ana', 'right');
  };
  return { answer: call(), arn, ...pool };
};

const run = async (trigger: (typeof TRIGGERS)[number], make: Make) => {
  const { answer, ...rest } = await attempt(trigger, make);
  return { ...rest, told: await refusal(answer) };
};

describe.each(TRIGGERS)('a %s function', (trigger) => {
  it('fails the call in its own words when it throws', async () => {
    const { told } = await run(trigger, scripted({ throws: 'no' }));

    expect(told).toBe(`UserLambdaValidationException: ${trigger} failed with error no.`);
  });

  it('fails the call when it does not return the event', async () => {
    const { told } = await run(trigger, scripted({ returns: 'ok' }));

    expect(told).toBe('InvalidLambdaResponseException: Unrecognizable lambda output');
  });

  it.each(NOT_INVOKED)('fails the call when it %s', async (_what, make, why) => {
    const { told, clientId } = await run(trigger, make);

    expect(told).toBe(
      trigger === 'UserMigration'
        ? `UserNotFoundException: Exception migrating user in app client ${clientId}`
        : `UnexpectedLambdaException: ${trigger} invocation failed due to error ${why}.`,
    );
  });
});

describe('a function that is called', () => {
  it.each(NOT_THE_EVENT)('fails the call when it %s', async (_what, script) => {
    const { told } = await run('PostAuthentication', scripted(script));

    expect(told).toBe('InvalidLambdaResponseException: Unrecognizable lambda output');
  });

  it.each(WORDS_OF_LAMBDA)('fails the call in the words of Lambda when it %s', async (_what, make, words) => {
    const { told } = await run('PostAuthentication', make);

    expect(told).toMatch(/^UserLambdaValidationException: PostAuthentication failed with error RequestId: [0-9a-f-]+ /);
    expect(told).toContain(words);
  });
});

describe('a function that is too slow for Cognito', () => {
  it.each([0, 2])('is called again %i times, as the control says', async (triggerRetries) => {
    Object.assign(sandbox.cognito.controls, { triggerTimeoutMs: 300, triggerRetries });

    const { told, arn } = await run('PostAuthentication', scripted({ waitsMs: 60_000 }));

    expect(told).toBe(
      'UnexpectedLambdaException: PostAuthentication invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    expect(sandbox.functions.invocations(arn)).toHaveLength(1 + triggerRetries);
  });

  it('can be in time when it is called again', async () => {
    const folder = await makeTemporaryDirectory();
    // Time enough for either process to start on a busy machine; all of it is waited for once.
    Object.assign(sandbox.cognito.controls, { triggerTimeoutMs: 10_000, triggerRetries: 1 });

    const { answer } = await attempt('PostAuthentication', scripted({ waitsOnce: join(folder, 'waited') }));

    await expect(answer).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is not called again for anything else', async () => {
    sandbox.cognito.controls.triggerRetries = 2;

    for (const make of [scripted({ throws: 'no' }), scripted({ exits: true }), scripted({ returns: 'ok' })]) {
      const { arn } = await run('PostAuthentication', make);
      expect(sandbox.functions.invocations(arn)).toHaveLength(1);
    }
  });
});

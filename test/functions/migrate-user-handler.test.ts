import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment } from '../../functions/migrate-user/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { startRelay } from '../support/relay.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { realTime, slowTime, timeSlowedBy } from '../support/slow-time.ts';

const password = 'canary-Password-1';
const address = 'canary-ada@example.com';
const given = 'canary-given-name';
const canaries = [password, 'canary', 'eyJ'];

describe('the migrate-user function', () => {
  let world: CrossingWorld;
  let silent: Awaited<ReturnType<typeof startSilentServer>>;
  /** For requests that no signal of ours reaches. */
  let mute: Awaited<ReturnType<typeof startSilentServer>>;
  beforeAll(async () => {
    silent = await startSilentServer();
    mute = await startSilentServer();
    world = await createCrossingWorld({
      sourcePool: { AliasAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
      users: [
        {
          username: 'canary-user',
          password,
          attributes: { email: address, email_verified: 'true', given_name: given, birthdate: 'canary' },
        },
      ],
    });
    await world.indexLogins();
  });
  afterAll(async () => {
    await world.close();
    await silent.close();
    await mute.close();
  });

  const event = (overrides: object = {}) => ({
    version: '1',
    triggerSource: 'UserMigration_Authentication',
    region: 'eu-west-1',
    userPoolId: world.target.userPoolId,
    userName: address,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: world.clientId },
    request: { password, validationData: null, userAttributes: null },
    response: { userAttributes: null },
    ...overrides,
  });
  const environment = () => toEnvironment({ config: world.config, source: world.source, target: world.target });

  /** Runs the function in a process of its own with this environment on top of the usual one. */
  const invokeWith = async (name: string, overrides: Readonly<Record<string, string>>, sent: object = event()) => {
    world.register(name, { ...environment(), ...overrides }, 'migrate-user');
    const result = await world.invoke(name, sent);
    return { result, output: world.outputOf(name) };
  };
  const outage = { kind: 'threw', errorType: 'TryAgainLater' };
  /** All of the budget is waited for; what comes before the wait has three times as long as in a deployed function. */
  const silentSource = () => ({ ...timeSlowedBy(3), AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: silent.url });

  const expectNoCanary = (output: string) => {
    for (const canary of canaries) expect(output, canary).not.toContain(canary);
  };

  it('answers a created user with the event and the response', async () => {
    const { result, output } = await invokeWith('create', {});

    expect(result).toMatchObject({
      kind: 'returned',
      payload: {
        ...event(),
        response: {
          userAttributes: { email: address, email_verified: 'true', given_name: given },
          finalUserStatus: 'CONFIRMED',
          messageAction: 'SUPPRESS',
          forceAliasCreation: false,
        },
      },
    });
    expect(output).toContain('"AttributesDropped":1');
    expect(output).toContain('"dropped":["birthdate"]');
    expectNoCanary(output);
  });

  it('answers a denied user with the event and an empty response', async () => {
    const sent = event({ request: { password: 'canary-Wrong-1' } });

    const { result, output } = await invokeWith('deny', {}, sent);

    expect(result).toMatchObject({ kind: 'returned', payload: { ...sent, response: {} } });
    expect(output).toContain('"reason":"wrong-password"');
    expectNoCanary(output);
  });

  it('tells how long each thing took that it waited for, also one that never answered', async () => {
    const sums = (output: string) => {
      const metrics = output.split('\n').find((line) => line.includes('"_aws"') && line.includes('"Duration"')) ?? '{}';
      return Object.keys(JSON.parse(metrics) as object).filter((name) => name.endsWith('Duration'));
    };
    const first = ['HashKeyDuration', 'SwitchDuration', 'LookupDuration', 'SignInDuration'];

    const created = await invokeWith('timed', {});
    const hung = await invokeWith('timed-hung', silentSource());

    expect(sums(created.output).sort()).toEqual([...first, 'ProfileDuration', 'ClaimDuration', 'Duration'].sort());
    expect(sums(hung.output).sort()).toEqual([...first, 'Duration'].sort());
  });

  /** No call gets out: each ends in an error, as a bug of somebody else's might, that says what was to be sent. */
  const crash = `import http from 'node:http'; import { syncBuiltinESMExports } from 'node:module';
    http.request = (options) => { throw new Error('${password} ' + JSON.stringify(options)); }; syncBuiltinESMExports();`;
  const crashing = `--import=data:text/javascript,${encodeURIComponent(crash)} ${slowTime.NODE_OPTIONS}`;

  /** Which comes first depends on how long the container took to start. */
  const slow = '(lookup-failed|out-of-time)';
  const broken: [string, () => Readonly<Record<string, string>>, string][] = [
    ['whose source never answers', silentSource, 'out-of-time'],
    ['whose ledger never answers', () => ({ ...realTime, AWS_ENDPOINT_URL_DYNAMODB: silent.url }), slow],
    ['whose secret never comes', () => ({ ...realTime, AWS_ENDPOINT_URL_SECRETS_MANAGER: silent.url }), slow],
    [
      'whose credentials never come',
      () => ({ ...realTime, AWS_ACCESS_KEY_ID: '', AWS_CONTAINER_CREDENTIALS_FULL_URI: mute.url }),
      'out-of-time',
    ],
    [
      'whose source is gone',
      () => ({ AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://127.0.0.1:1' }),
      'source-unreachable',
    ],
    [
      'whose ledger has no table',
      () => ({ POOLFERRY_LEDGER: JSON.stringify({ ...ledgerOf(), tableName: 'missing' }) }),
      'lookup-failed',
    ],
    [
      'whose hash key is missing',
      () => ({ POOLFERRY_LEDGER: JSON.stringify({ ...ledgerOf(), nameHashKeySecretId: 'missing' }) }),
      'lookup-failed',
    ],
    [
      'whose source client is gone',
      () => ({ POOLFERRY_SOURCE: JSON.stringify({ ...sourceOf(), clientId: 'missing' }) }),
      'source-misconfigured',
    ],
    ['whose environment is damaged', () => ({ POOLFERRY_USERS: '{"username":' }), 'defect'],
    ['whose libraries crash and quote what they were given', () => ({ NODE_OPTIONS: crashing }), 'lookup-failed'],
  ];
  const ledgerOf = () => JSON.parse(environment().POOLFERRY_LEDGER ?? '') as object;
  const sourceOf = () => JSON.parse(environment().POOLFERRY_SOURCE ?? '') as object;

  it.each(broken)('throws one constant text in its own time from a function %s', async (name, make, reason) => {
    const { result, output } = await invokeWith(name, make());

    expect(result).toMatchObject({
      ...outage,
      errorMessage: 'Signing in is not possible right now. Please try again later.',
    });
    expect(output).toMatch(new RegExp(`"reason":"${reason}"`));
    expectNoCanary(output);
  });

  it('says which variables of its environment it cannot use, and none of their values', async () => {
    const { output } = await invokeWith('misconfigured', {
      POOLFERRY_USERS: JSON.stringify({ username: 'canary', canary: 'canary' }),
      POOLFERRY_SOURCE: 'canary',
    });

    expect(output).toMatch(/"problems":\["POOLFERRY_SOURCE: [^"]+","POOLFERRY_USERS: username: /);
    expectNoCanary(output);
  });

  it('hangs up on whoever did not answer', async () => {
    await expect.poll(() => silent.received() > 0 && silent.hungUp() === silent.received()).toBe(true);
  });

  it('recovers in the same container once what failed works again', async () => {
    const ledger = JSON.stringify({ ...ledgerOf(), nameHashKeySecretId: 'late-key' });
    world.register('recovering', { ...environment(), POOLFERRY_LEDGER: ledger }, 'migrate-user');
    const before = await world.invoke('recovering', event());
    world.sandbox.secrets.create('late-key', 'a-late-name-hash-key-0123456789abcdef');

    const after = await world.invoke('recovering', event());

    expect(before.kind).toBe('threw');
    expect(after).toMatchObject({ kind: 'returned', coldStart: false });
  });

  it('does not count on a connection to the source that may have died while the container slept', async () => {
    const source = await startRelay(world.sandbox.url, ({ nthOnItsConnection }) =>
      nthOnItsConnection === 1 ? 'pass' : 'hang-up',
    );
    world.register(
      'asleep',
      { ...environment(), AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: source.url },
      'migrate-user',
    );

    const results = [await world.invoke('asleep', event()), await world.invoke('asleep', event())];

    expect(results.map(({ kind }) => kind)).toEqual(['returned', 'returned']);
    await source.close();
  });

  it.each([
    ['POWERTOOLS_LOGGER_LOG_EVENT', 'true'],
    ['POWERTOOLS_LOG_LEVEL', 'DEBUG'],
    ['POWERTOOLS_LOGGER_SAMPLE_RATE', '1'],
    ['POWERTOOLS_DEV', 'true'],
    ['POWERTOOLS_TRACER_CAPTURE_RESPONSE', 'true'],
    ['AWS_LAMBDA_LOG_LEVEL', 'TRACE'],
  ])('logs no event even with %s=%s', async (name, value) => {
    const { result, output } = await invokeWith(`switched-${name}`, { [name]: value });

    expect(result.kind).toBe('returned');
    expectNoCanary(output);
  });

  it('refuses the fifth attempt at a name like the others, without asking the source', async () => {
    const sent = event({ userName: 'canary-nobody@example.com' });
    world.register('hammered', environment(), 'migrate-user');
    const signIns = () => world.sandbox.requests.filter(({ operation }) => operation === 'AdminInitiateAuth').length;
    const before = signIns();

    const answers: unknown[] = [];
    for (let each = 0; each < 6; each += 1) answers.push(await world.invoke('hammered', sent));

    const payload = { ...sent, response: {} };
    expect(answers).toEqual(answers.map((_, at) => ({ kind: 'returned', payload, coldStart: at === 0 })));
    expect(signIns() - before).toBe(4);
    expect(world.outputOf('hammered')).toContain('"reason":"attempts-limited"');
    expectNoCanary(world.outputOf('hammered'));
  });

  it('takes as long as the limit for all asks for, also to deny without a call', async () => {
    const trigger = { ...(JSON.parse(environment().POOLFERRY_TRIGGER ?? '') as object), shortestCallMs: 400 };

    const { output } = await invokeWith(
      'paced',
      { ...realTime, POOLFERRY_TRIGGER: JSON.stringify(trigger) },
      event({ userName: '' }),
    );

    expect(output).toContain('"reason":"bad-input"');
    expect(Number(/"Duration":([\d.]+)/.exec(output)?.[1])).toBeGreaterThanOrEqual(399);
  });

  it('counts a kept password, one to be chosen anew, a denial and an outage apart', async () => {
    const forgotten = event({ triggerSource: 'UserMigration_ForgotPassword', request: {} });
    const outputs = [
      await invokeWith('counted-confirmed', {}),
      await invokeWith('counted-reset', {}, forgotten),
      await invokeWith('counted-denied', {}, event({ userName: 'canary-nobody@example.com' })),
      await invokeWith('counted-outage', { POOLFERRY_LEDGER: JSON.stringify({ ...ledgerOf(), tableName: 'missing' }) }),
    ];

    const counts = ['Migrated', 'MigratedWithReset', 'Denied', 'Outage', 'Paused'];
    expect(outputs.map(({ output }) => counts.filter((name) => output.includes(`"${name}":1`)))).toEqual([
      ['Migrated'],
      ['MigratedWithReset'],
      ['Denied'],
      ['Outage'],
    ]);
  });

  it('names an app client that the configuration lacks, and alarms', async () => {
    const { output } = await invokeWith('client', {}, event({ callerContext: { clientId: '5otherclient' } }));

    expect(output).toContain('"unknownClientId":"5otherclient"');
    expect(output).toContain('"SecurityAlarm":1');
  });
});

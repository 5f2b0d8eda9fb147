import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment } from '../../functions/guard-sign-up/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { realTime } from '../support/slow-time.ts';

describe('the guard-sign-up function', () => {
  let world: CrossingWorld;
  let silent: Awaited<ReturnType<typeof startSilentServer>>;
  beforeAll(async () => {
    silent = await startSilentServer();
    world = await createCrossingWorld({ trigger: { guardSignUp: true } });
  });
  afterAll(async () => {
    await world.close();
    await silent.close();
  });

  const event = (triggerSource = 'PreSignUp_SignUp') => ({
    version: '1',
    triggerSource,
    region: 'eu-west-1',
    userPoolId: world.target.userPoolId,
    userName: 'canary-name',
    callerContext: { awsSdkVersion: 'x', clientId: world.clientId },
    request: {
      userAttributes: { email: 'canary@example.com', 'custom:prev_sub_id': 'canary-sub' },
      validationData: { captcha: 'canary' },
      clientMetadata: { from: 'canary' },
    },
    response: { autoConfirmUser: false, autoVerifyEmail: true, autoVerifyPhone: false },
  });
  const environment = () => toEnvironment({ config: world.config, target: world.target });
  const invokeWith = async (name: string, overrides: Readonly<Record<string, string>>, sent: object = event()) => {
    world.register(name, { ...environment(), ...overrides }, 'guard-sign-up');
    const result = await world.invoke(name, sent);
    expect(world.outputOf(name)).not.toContain('canary');
    return { result, output: world.outputOf(name) };
  };

  it('returns the event as it came, with what is in its response', async () => {
    const { result, output } = await invokeWith('passing', {});

    expect(result).toMatchObject({ kind: 'returned', payload: event() });
    expect(output).toContain('"reason":"not-in-source"');
  });

  it('is not asked in vain about federated users while its ledger is gone', async () => {
    const sent = event('PreSignUp_ExternalProvider');

    const { result } = await invokeWith('federated', { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }, sent);

    expect(result).toMatchObject({ kind: 'returned', payload: sent });
  });

  it.each<[string, () => Readonly<Record<string, string>>, string]>([
    [
      'whose ledger never answers',
      () => ({ ...realTime, AWS_ENDPOINT_URL_DYNAMODB: silent.url }),
      'ledger-failed|out-of-time',
    ],
    ['whose ledger is gone', () => ({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }), 'ledger-failed'],
    [
      'whose secret never comes',
      () => ({ ...realTime, AWS_ENDPOINT_URL_SECRETS_MANAGER: silent.url }),
      'ledger-failed|out-of-time',
    ],
    ['whose environment is empty', () => ({ POOLFERRY_LEDGER: '' }), 'defect'],
    ['whose environment is damaged', () => ({ POOLFERRY_TARGET: '{"canary":' }), 'defect'],
    ['of another pool', () => ({ POOLFERRY_TARGET: otherPool() }), 'unknown-event'],
  ])('refuses in the one text, and alarms, from a function %s', async (name, overrides, reason) => {
    const { result, output } = await invokeWith(name, overrides());

    expect(result).toMatchObject({
      kind: 'threw',
      errorType: 'SignUpRefused',
      errorMessage: 'This sign-up is not possible. If you have an account, please sign in; otherwise try again later',
    });
    expect(output).toMatch(new RegExp(`"level":"ERROR".*"reason":"(${reason})"`));
  });
  const otherPool = () =>
    JSON.stringify({ ...(JSON.parse(environment().POOLFERRY_TARGET ?? '') as object), userPoolId: 'eu-west-1_other' });

  it.each(['POWERTOOLS_LOGGER_LOG_EVENT', 'POWERTOOLS_TRACER_CAPTURE_RESPONSE', 'POWERTOOLS_DEV'])(
    'logs no event even with %s=true',
    async (name) => {
      await invokeWith(name, { [name]: 'true', LOG_LEVEL: 'DEBUG', POWERTOOLS_LOG_LEVEL: 'DEBUG' });
    },
  );
});

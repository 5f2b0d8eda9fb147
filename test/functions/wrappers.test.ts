import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEnvironment as toBindUserEnvironment } from '../../functions/bind-user/environment.ts';
import { toEnvironment as toGuardSignUpEnvironment } from '../../functions/guard-sign-up/environment.ts';
import { toEnvironment as toIssueClaimsEnvironment } from '../../functions/issue-claims/environment.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { functionArn } from '../support/trigger-world.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

describe.each([
  ['the sources', path('../../functions/wrappers.ts')],
  ['the package', path('../../dist/wrappers.js')],
])('the function of an app that shares its slot, by %s', (_, WRAPPERS) => {
  let world: CrossingWorld;
  beforeAll(async () => {
    world = await createCrossingWorld({
      trigger: { guardSignUp: true, claims: { owner: 'owner_id' } },
      users: [{ username: 'ada', attributes: { email: 'ada@example.com', email_verified: 'true' } }],
    });
    await world.indexLogins();
  });
  afterAll(() => world.close());

  const invoke = async (name: string, WRAPPER: string, script: object, event: object) => {
    const { config, target, sandbox } = world;
    const environments: Readonly<Record<string, () => Record<string, string>>> = {
      withBindUser: () => toBindUserEnvironment({ config, target }),
      withGuard: () => toGuardSignUpEnvironment({ config, target }),
      withIssueClaims: () => toIssueClaimsEnvironment({ config, target }),
    };
    sandbox.functions.register(functionArn(name), {
      modulePath: path('./fixtures/wrapped-function.ts'),
      handlerName: 'handler',
      environment: { ...environments[WRAPPER]?.(), WRAPPERS, WRAPPER, SCRIPT: JSON.stringify(script) },
    });
    const result = await sandbox.functions.invoke(functionArn(name), event, 20_000);
    return { result, output: sandbox.functions.outputOf(functionArn(name)) };
  };
  const eventOf = (triggerSource: string, userAttributes: object, response: object = {}) => ({
    version: '1',
    triggerSource,
    userPoolId: world.target.userPoolId,
    userName: 'somebody',
    request: { userAttributes },
    response,
  });
  const signUp = (email: string) => eventOf('PreSignUp_SignUp', { email }, { autoConfirmUser: false });

  it('is not asked about whom the guard refuses', async () => {
    const { result, output } = await invoke('refusing', 'withGuard', {}, signUp('ada@example.com'));

    expect(result).toMatchObject({ kind: 'threw', errorType: 'SignUpRefused' });
    expect(output).not.toContain('app:');
  });

  it('decides about everybody else, in its own words', async () => {
    const response = { autoConfirmUser: true };
    const event = signUp('new@example.com');

    const passed = await invoke('passing', 'withGuard', { response }, event);
    const refused = await invoke('app-refusing', 'withGuard', { throws: 'not with us' }, event);

    expect(passed.result).toMatchObject({ kind: 'returned', payload: { ...event, response } });
    expect(passed.output).toContain('app: object');
    expect(refused.result).toMatchObject({ kind: 'threw', errorType: 'RangeError', errorMessage: 'not with us' });
  });

  it('runs after binding, whatever came of that', async () => {
    const event = eventOf('PostAuthentication_Authentication', { sub: 'new', 'custom:prev_sub_id': 'old' });

    const { result, output } = await invoke('binding', 'withBindUser', {}, event);
    const failing = await invoke('app-failing', 'withBindUser', { throws: 'out of order' }, event);

    expect(result).toMatchObject({ kind: 'returned', payload: event });
    expect(output).toMatch(/"reason":"no-claim"[\s\S]*app: object/);
    expect(failing.result).toMatchObject({ kind: 'threw', errorType: 'RangeError', errorMessage: 'out of order' });
  });

  it('has its claims in the token beside ours', async () => {
    const event = eventOf('TokenGeneration_Authentication', { sub: 'new' }, { claimsOverrideDetails: null });
    const response = {
      claimsOverrideDetails: {
        claimsToAddOrOverride: { tenant: 'north', owner_id: 'forged' },
        claimsToSuppress: ['x'],
      },
    };

    const { result } = await invoke('claiming', 'withIssueClaims', { response }, event);
    const failing = await invoke('app-not-claiming', 'withIssueClaims', { throws: 'no token' }, event);

    expect(result).toMatchObject({
      kind: 'returned',
      payload: {
        response: {
          claimsOverrideDetails: {
            claimsToAddOrOverride: { tenant: 'north', owner_id: 'new' },
            claimsToSuppress: ['x'],
          },
        },
      },
    });
    expect(failing.result).toMatchObject({ kind: 'threw', errorMessage: 'no token' });
  });
});

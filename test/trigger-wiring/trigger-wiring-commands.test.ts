import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { everyMfaSetting } from '../support/every-pool-setting.ts';
import { expectGolden } from '../support/golden.ts';
import { arnOf, createWiringWorld, type WiringWorld, withOurFunctions } from '../support/wiring-world.ts';

let world: WiringWorld;
beforeEach(async () => {
  world = await createWiringWorld();
  for (const [name, value] of Object.entries(world.environment)) vi.stubEnv(name, value);
  await world.configure();
  await world.deploy();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const golden = (name: string) => new URL(`golden/${name}.golden.txt`, import.meta.url);
const lambdaConfig = async () => (await world.describe()).LambdaConfig;
const updates = () => world.sandbox.requests.filter(({ operation }) => operation === 'UpdateUserPool').length;

/** What AWS is said to do to a setting that it was sent: loses it. */
const loses = (setting: string) => (operation: string, body: Record<string, unknown>) =>
  operation === 'UpdateUserPool' && 'UserMigration' in Object(body.LambdaConfig)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== setting))
    : body;

const makeForger = () =>
  world.call('CreateUserPoolClient', {
    UserPoolId: world.userPoolId,
    ClientName: 'forger',
    WriteAttributes: ['email', 'custom:prev_sub_id'],
  });
const withRunningJob = (operation: string, body: Record<string, unknown>) =>
  operation === 'ListUserImportJobs'
    ? { UserImportJobs: [{ JobId: 'import-1', JobName: 'nightly', Status: 'InProgress', CreationDate: 1 }] }
    : body;

describe('poolferry trigger attach', () => {
  it('shows its plan and changes nothing without --execute', async () => {
    const before = await world.describe();

    expectGolden(golden('attach-plan'), (await world.run('trigger attach')).transcript);

    expect(await world.describe()).toEqual(before);
    expect(updates()).toBe(0);
  });

  it('leaves every other setting of a pool that has all of them as it is, and so does detach', async () => {
    const before = await world.describe();

    expectGolden(golden('attach-execute'), (await world.run('trigger attach --execute')).transcript);
    const attached = await world.describe();
    expectGolden(golden('detach-execute'), (await world.run('trigger detach --execute')).transcript);

    expect(attached).toEqual(withOurFunctions(before));
    expect(await world.describe()).toEqual(before);
  });

  it('does nothing when it is attached already, and detach nothing when it is not', async () => {
    expect(JSON.parse((await world.run('trigger detach --execute --json')).stdout)).toMatchObject({ changed: false });
    await world.run('trigger attach --execute');
    const sent = updates();

    expect(JSON.parse((await world.run('trigger attach --execute --json')).stdout)).toMatchObject({ changed: false });
    expect(updates()).toBe(sent);
  });

  it('puts everything back when another setting was lost, and names it', async () => {
    const before = await world.describe();
    world.tamper({ request: loses('AutoVerifiedAttributes') });

    const { transcript, exitCode } = await world.run('trigger attach --execute');

    expect(exitCode).toBe(1);
    expectGolden(golden('attach-restored'), transcript);
    expect(await world.describe()).toEqual(before);
    expect(await world.unfinished()).toBe(0);
  });

  it.each([
    ['second factors and passkeys', {}],
    ['passkeys, of a pool that has text messages and no second factors', { MfaConfiguration: 'OFF' }],
  ])('puts %s back when those were lost', async (_title, config) => {
    if ('MfaConfiguration' in config) {
      const { WebAuthnConfiguration } = everyMfaSetting;
      await world.call('SetUserPoolMfaConfig', { UserPoolId: world.userPoolId, WebAuthnConfiguration, ...config });
    }
    const before = await world.describe();
    world.tamper({
      request: (operation, body) => {
        if (operation === 'UpdateUserPool' && 'UserMigration' in Object(body.LambdaConfig))
          void world.call('SetUserPoolMfaConfig', { UserPoolId: world.userPoolId });
        return body;
      },
    });

    const { exitCode, said } = await world.run('trigger attach --execute');

    expect(exitCode).toBe(1);
    expect(said).toContain('UserPoolMfaConfig.WebAuthnConfiguration.RelyingPartyId');
    expect(said).toContain('Everything was put back as it was before.');
    expect(await world.describe()).toEqual(before);
    expect(await world.unfinished()).toBe(0);
  });

  it('keeps how the pool was when AWS refuses to take it back, and the next command puts it back', async () => {
    const before = await world.describe();
    world.tamper({ request: loses('AutoVerifiedAttributes') });
    world.sandbox.faults.add({ kind: 'access-denied', operation: 'UpdateUserPool', skip: 1 });

    expect((await world.run('trigger attach --execute')).exitCode).toBe(1);
    world.sandbox.faults.clear();
    world.tamper();
    expect((await world.describe()).AutoVerifiedAttributes).not.toEqual(before.AutoVerifiedAttributes);
    expect(await world.unfinished()).toBe(1);

    expect((await world.run('trigger detach --execute')).exitCode).toBe(0);
    expect(await world.describe()).toEqual(before);
    expect(await world.unfinished()).toBe(0);
  });

  it.each([
    ['reset', true],
    ['reset', false],
    ['internal-error', true],
    ['internal-error', false],
  ] as const)('comes to its end over a %s of its update (applied: %s)', async (kind, applied) => {
    world.sandbox.faults.add({ kind, applied, operation: 'UpdateUserPool', times: 1 });

    expect((await world.run('trigger attach --execute')).exitCode).toBe(0);
    expect(await lambdaConfig()).toMatchObject({ UserMigration: arnOf('migrate-user') });
  });

  it('waits for somebody else who is changing the pool, and sends nothing over what they changed', async () => {
    world.tamper({
      request: (operation, body) => {
        // Somebody else is quicker, between the plan and the update.
        if (operation === 'UpdateUserPool') void world.call('TagResource', tagged('theirs'));
        return body;
      },
      answer: (operation, body) => (operation === 'UpdateUserPool' ? { ...body } : body),
    });
    const tagged = (team: string) => ({
      ResourceArn: world.outputs.TargetUserPoolArn,
      Tags: { team },
    });
    world.sandbox.faults.add({ kind: 'throttle', operation: 'UpdateUserPool', times: 1 });

    const { exitCode, said } = await world.run('trigger attach --execute');

    expect(exitCode).toBe(2);
    expect(said).toContain('Somebody else changed the pool meanwhile: UserPoolTags.team. Nothing was sent.');
    expect((await world.describe()).UserPoolTags).toEqual({ team: 'theirs' });
    expect(await lambdaConfig()).not.toHaveProperty('UserMigration');
  });

  it('gives up, with nothing changed, where AWS says for long that somebody else is changing the pool', async () => {
    Object.assign(world.sandbox.cognito.controls, { poolChangeMs: 600_000 });
    await world.call('UpdateUserPoolClient', { UserPoolId: world.userPoolId, ClientId: world.clientId });
    const before = await world.describe();

    const { exitCode, said } = await world.run('trigger attach --execute');

    expect(exitCode).toBe(1);
    expect(said).toContain('The pool stayed as it was; AWS did not take the change.');
    expect(await world.describe()).toEqual(before);
    expect(await world.unfinished()).toBe(0);
  });

  it('is sent once when two operators give it at once; the other is refused, or told that there is nothing to do', async () => {
    const both = await Promise.all([world.run('trigger attach --execute'), world.run('trigger attach --execute')]);

    expect(updates()).toBe(1);
    expect(both.map(({ exitCode }) => exitCode)).toContain(0);
    for (const { exitCode, said } of both) {
      if (exitCode !== 0) expect(said).toMatch(/laptop|Somebody else changed the pool meanwhile/);
    }
    expect(await lambdaConfig()).toMatchObject({ UserMigration: arnOf('migrate-user') });
  });

  describe('that was interrupted before anybody looked at what came of it', () => {
    const interrupt = async () => {
      // Described for the target line, the facts and before the update; then access ends.
      world.sandbox.faults.add({ kind: 'access-denied', operation: 'DescribeUserPool', skip: 3 });
      const { exitCode } = await world.run('trigger attach --execute');
      world.sandbox.faults.clear();
      world.tamper();
      expect(exitCode).toBe(1);
      expect(await lambdaConfig()).toMatchObject({ UserMigration: arnOf('migrate-user') });
    };

    it('finds that all is well when it is run again', async () => {
      await interrupt();

      expect(JSON.parse((await world.run('trigger attach --execute --json')).stdout)).toMatchObject({ changed: false });
      expect(await world.unfinished()).toBe(0);
    });

    it('puts back first what it cost, by a plan that names it', async () => {
      const before = await world.describe();
      world.tamper({ request: loses('AutoVerifiedAttributes') });
      await interrupt();

      expectGolden(golden('attach-interrupted'), (await world.run('trigger attach')).transcript);
      expect((await world.run('trigger attach --execute')).exitCode).toBe(0);

      expect(await world.describe()).toEqual({ ...before, LambdaConfig: await lambdaConfig() });
      expect(await lambdaConfig()).toMatchObject({ UserMigration: arnOf('migrate-user') });
    });
  });

  it('refuses everything that speaks against it, together', async () => {
    await makeForger();
    await world.call('UpdateUserPool', {
      UserPoolId: world.userPoolId,
      LambdaConfig: { UserMigration: arnOf('theirs'), PreTokenGeneration: arnOf('their-tokens') },
    });
    await world.configure({
      target: { userPoolId: world.userPoolId, region: 'eu-west-1', clientIds: ['nosuchclient'] },
    });
    await world.deploy({ TargetUserPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_another' });
    const sent = updates();

    const { exitCode, stdout } = await world.run('trigger attach --execute --json');

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error.problems).toEqual([
      expect.stringMatching(/^stack "Poolferry": its functions take calls of .*eu-west-1_another only$/),
      `UserMigration: is held by ${arnOf('theirs')}; take it off first`,
      `PreTokenGeneration: is held by ${arnOf('their-tokens')}; wrap that function, as docs/deploy.md shows`,
      expect.stringMatching(
        /^app client \w+ "forger": may write custom:prev_sub_id, so users could pass for others; take it out of WriteAttributes$/,
      ),
      'target.clientIds: the pool has no app client nosuchclient',
    ]);
    expect(updates()).toBe(sent);
  });

  it('says what speaks against it so that an operator knows what to do', async () => {
    await makeForger();
    await world.call('UpdateUserPool', {
      UserPoolId: world.userPoolId,
      LambdaConfig: { PostAuthentication: arnOf('their-greeting') },
    });
    world.tamper({ answer: withRunningJob });

    const { transcript, exitCode } = await world.run('trigger attach --execute');

    expect(exitCode).toBe(2);
    expectGolden(golden('attach-refused'), transcript);
  });

  it.each([
    ['of another account', 'arn:aws:lambda:eu-west-1:444455556666:function:migrate-user'],
    ['of another Region', 'arn:aws:lambda:us-east-1:111122223333:function:migrate-user'],
    ['that is none', 'arn:aws:iam::111122223333:role/migrate-user'],
    ['with something behind its name', arnOf('migrate-user:$LATEST')],
  ])('refuses a function %s', async (_title, MigrateUserArn) => {
    await world.deploy({ MigrateUserArn });

    const { stdout } = await world.run('trigger attach --execute --json');

    expect(JSON.parse(stdout).error.problems).toEqual([
      `MigrateUserArn: is "${MigrateUserArn}", and no function of account 111122223333 in eu-west-1`,
    ]);
    expect(updates()).toBe(0);
  });

  it.each(['attach', 'detach'])('refuses to %s while an import job runs', async (verb) => {
    world.tamper({ answer: withRunningJob });

    const { exitCode, stdout } = await world.run(`trigger ${verb} --execute --json`);

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error.problems).toEqual(['import job import-1: is InProgress; wait until it is over']);
  });

  it.each([
    ['a setting', (pool: object) => ({ ...pool, NextYearsSetting: { On: true } }), 'NextYearsSetting'],
    [
      'a trigger',
      (pool: { LambdaConfig?: object }) => ({ ...pool, LambdaConfig: { ...pool.LambdaConfig, NextTrigger: 'f' } }),
      'LambdaConfig.NextTrigger',
    ],
  ])('refuses a pool with %s that this version could not send back', async (_title, extend, path) => {
    world.tamper({
      answer: (operation, body) =>
        operation === 'DescribeUserPool' ? { UserPool: extend(body.UserPool as object) } : body,
    });

    const { stdout } = await world.run('trigger attach --execute --json');

    expect(JSON.parse(stdout).error.problems).toEqual([
      `${path}: is a setting that this version does not know and could not send back`,
    ]);
    expect(updates()).toBe(0);
  });

  it('says which app client Cognito would never call the trigger for', async () => {
    await world.call('UpdateUserPoolClient', {
      UserPoolId: world.userPoolId,
      ClientId: world.clientId,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });

    const { said } = await world.run('trigger attach');

    expect(said).toContain(`App client ${world.clientId} allows no flow in which Cognito`);
  });

  it('says what AWS refuses, and leaves nothing to continue', async () => {
    const before = await world.describe();
    world.tamper({
      request: (operation, body) => (operation === 'UpdateUserPool' ? { ...body, UserPoolTier: 'LITE' } : body),
    });

    const { exitCode, said } = await world.run('trigger attach --execute');

    expect(exitCode).toBe(1);
    expect(said).toContain('Could not update the target pool');
    expect(await world.describe()).toEqual(before);
    expect(await world.unfinished()).toBe(0);
  });

  it('explains itself', async () => {
    expectGolden(golden('attach-help'), (await world.run('trigger attach --help')).transcript);
    expectGolden(golden('detach-help'), (await world.run('trigger detach --help')).transcript);
  });
});

describe('poolferry trigger show', () => {
  it('shows every slot and whose it is', async () => {
    await world.run('trigger attach --execute');
    await world.call('UpdateUserPool', {
      UserPoolId: world.userPoolId,
      LambdaConfig: { UserMigration: arnOf('migrate-user'), PreSignUp: arnOf('their-guard') },
    });

    const { transcript, exitCode } = await world.run('trigger show');

    expect(exitCode).toBe(3);
    expectGolden(golden('show'), transcript);
  });

  it('ends with 0 when all is attached', async () => {
    await world.run('trigger attach --execute');

    expect((await world.run('trigger show')).exitCode).toBe(0);
  });
});

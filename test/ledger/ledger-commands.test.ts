import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandContext } from '../../scripts/commands/command.ts';
import { registry } from '../../scripts/commands/registry.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { expectGolden } from '../support/golden.ts';
import { createLedgerWorld, hashOf, type LedgerWorld, newYearMs, password, person } from '../support/ledger-world.ts';

let ledgerWorld: LedgerWorld;
let world: CrossingWorld;

const golden = (name: string) => new URL(`golden/${name}.golden.txt`, import.meta.url);
const run: LedgerWorld['run'] = (...given) => ledgerWorld.run(...given);
const subOf: LedgerWorld['subOf'] = (name) => ledgerWorld.subOf(name);
const claim: LedgerWorld['claim'] = (...given) => ledgerWorld.claim(...given);
const seedCrossed: LedgerWorld['seedCrossed'] = (...given) => ledgerWorld.seedCrossed(...given);
const itemsOfLedger = () => ledgerWorld.items();
const fill = () => ledgerWorld.fill();

beforeAll(async () => {
  ledgerWorld = await createLedgerWorld();
  world = ledgerWorld.world;
});
afterAll(() => ledgerWorld.close());

beforeEach(async () => {
  await ledgerWorld.clear();
  for (const [name, value] of Object.entries(ledgerWorld.environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('poolferry ledger show', () => {
  it.each([
    ['piped', false],
    ['terminal', true],
  ])('counts the claims, and names the oldest unbound ones (%s)', async (kind, terminal) => {
    await fill();

    const { transcript, exitCode } = await run('ledger show', { terminal });

    expect(exitCode).toBe(0);
    expectGolden(golden(`show-${kind}`), transcript);
  });

  it.each([
    ['of the trigger', 'ada', 'show-reserved'],
    ['of an import', 'hedy', 'show-reserved-by-import'],
    ['that is bound', 'grace', 'show-bound'],
    ['that was forgotten', 'joan', 'show-forgotten'],
    ['that nobody made', 'vera', 'show-nobody'],
  ])('shows a claim %s, what it means and what to do next', async (_, name, file) => {
    await fill();

    expectGolden(golden(file), (await run(`ledger show --sub ${subOf(name)}`)).transcript);
  });

  it('finds somebody by what they type to sign in, whatever its case', async () => {
    await fill();

    const { transcript, stdout } = await run('ledger show --login ADA@example.com');
    expectGolden(golden('show-login'), transcript);
    expect(stdout).toBe('');

    const json = JSON.parse((await run('ledger show --json --login ADA@example.com')).stdout);
    expect(json).toMatchObject({
      claims: [{ previousSub: subOf('ada'), state: 'reserved' }],
      index: { isIndexed: true, previousSub: subOf('ada') },
    });
  });

  it('finds the claim of somebody whose name in the source changed since', async () => {
    await claim('ada', { loginHash: hashOf('old-name@example.com') });
    await world.indexLogins();

    const byNewName = JSON.parse((await run('ledger show --json --login ada@example.com')).stdout);
    const byOldName = JSON.parse((await run('ledger show --json --login old-name@example.com')).stdout);

    expect(byNewName.claims).toMatchObject([{ previousSub: subOf('ada') }]);
    expect(byOldName.claims).toMatchObject([{ previousSub: subOf('ada') }]);
  });

  it('finds somebody by username, in either pool', async () => {
    await fill();
    const { newUsername } = JSON.parse((await run(`ledger show --json --sub ${subOf('grace')}`)).stdout).claims[0];

    for (const username of ['grace', newUsername]) {
      const { claims } = JSON.parse((await run(`ledger show --json --username ${username}`)).stdout);
      expect(claims).toMatchObject([{ previousSub: subOf('grace'), state: 'bound' }]);
    }
  });

  it('shows no hash and no address', async () => {
    await fill();

    for (const argv of ['ledger show --json', `ledger show --json --sub ${subOf('ada')}`]) {
      const { stdout } = await run(argv);
      expect(stdout).not.toContain(hashOf('ada@example.com'));
      expect(stdout).not.toContain('@example.com');
    }
  });

  it.each([
    ['ledger show --sub ada@example.com', 'ledger show --login'],
    ['ledger show --sub user#1', 'without what the key'],
    ['ledger show --sub 1 --login ada', 'only one of'],
    [`ledger show --sub ${'x'.repeat(257)}`, 'at most 256 characters'],
  ])('refuses "%s"', async (argv, complaint) => {
    const { exitCode, stderr } = await run(argv);

    expect(exitCode).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(complaint);
  });

  it('takes a sub that is not shaped like a UUID', async () => {
    await claim('ada', { previousSub: 'odd:sub/1' });

    expect(JSON.parse((await run('ledger show --json --sub odd:sub/1')).stdout).claims).toMatchObject([
      { previousSub: 'odd:sub/1' },
    ]);
  });
});

describe('poolferry ledger release', () => {
  it('shows the claim and what could go wrong, and changes nothing', async () => {
    await fill();
    const before = await itemsOfLedger();

    expectGolden(golden('release-plan'), (await run(`ledger release --sub ${subOf('ada')}`)).transcript);
    expectGolden(golden('release-plan-import'), (await run(`ledger release --sub ${subOf('hedy')}`)).transcript);
    expect(await itemsOfLedger()).toEqual(before);
  });

  it('asks on a terminal, deletes the claim, and lets the user cross', async () => {
    await claim('ada', { loginHash: hashOf('another-name@example.com') });
    await world.indexLogins();
    expect((await world.signIn('ada@example.com', password)).refusal).toBeTruthy();

    const refused = await run(`ledger release --sub ${subOf('ada')} --execute`, { terminal: true, typed: 'no' });
    expect(refused.exitCode).toBe(2);
    expect(await world.ledger.find(subOf('ada'))).toMatchObject({ state: 'reserved' });

    const { transcript } = await run(`ledger release --sub ${subOf('ada')} --execute`, { terminal: true });
    expectGolden(golden('release-execute-terminal'), transcript);
    expect((await world.signIn('ada@example.com', password)).claims).toBeTruthy();
    expect(await world.ledger.find(subOf('ada'))).toMatchObject({ state: 'bound' });
  });

  it.each([
    ['is bound', 'grace', 'claim-bound'],
    ['was forgotten', 'joan', 'claim-forgotten'],
    ['is not there', 'vera', 'no-claim'],
  ])('refuses a row that %s, with the reason', async (_, name, code) => {
    await fill();
    const before = await itemsOfLedger();

    const { exitCode, stdout } = await run(`ledger release --json --sub ${subOf(name)} --execute`);

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code });
    expect(await itemsOfLedger()).toEqual(before);
  });

  it('leaves a claim that somebody repeats while the plan is being read', async () => {
    await claim('ada');
    const commands = registry.commands.map((command) => ({
      ...command,
      run: (context: CommandContext) =>
        command.run({
          ...context,
          async consent() {
            await claim('ada', { claimedAtMs: newYearMs });
            return 'execute';
          },
        }),
    }));

    const outcome = await run(`ledger release --json --sub ${subOf('ada')} --execute`, { commands });

    expect(outcome.exitCode).toBe(2);
    expect(JSON.parse(outcome.stdout).error).toMatchObject({ code: 'claim-changed' });
    expect(await world.ledger.find(subOf('ada'))).toMatchObject({ state: 'reserved', triggerClaimedAtMs: newYearMs });
  });
});

describe('poolferry ledger forget', () => {
  it('shows what is erased and what is not, and changes nothing', async () => {
    await fill();
    const before = await itemsOfLedger();

    expectGolden(golden('forget-plan'), (await run(`ledger forget --sub ${subOf('grace')}`)).transcript);
    expectGolden(golden('forget-plan-nobody'), (await run('ledger forget --sub no-such-sub')).transcript);
    expect(await itemsOfLedger()).toEqual(before);
  });

  it('leaves a tombstone without personal data, and nothing in the login index', async () => {
    await fill();

    const { transcript, exitCode } = await run(`ledger forget --sub ${subOf('grace')} --execute`, { terminal: true });

    expect(exitCode).toBe(0);
    expectGolden(golden('forget-execute-terminal'), transcript);
    const ofGrace = (await itemsOfLedger()).filter((item) => JSON.stringify(item).includes(subOf('grace')));
    expect(ofGrace).toEqual([{ pk: `user#${subOf('grace')}`, state: 'forgotten', forgottenAtMs: expect.any(Number) }]);
    expect(JSON.stringify(await itemsOfLedger())).not.toContain(hashOf('grace@example.com'));
  });

  it('says the same when it is run again, and finishes what was interrupted', async () => {
    await fill();
    await run(`ledger forget --sub ${subOf('grace')} --execute`);
    const first = await world.ledger.find(subOf('grace'));
    await world.indexLogins();

    const { exitCode, stdout } = await run(`ledger forget --json --sub ${subOf('grace')} --execute`);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'forgotten', namesRemoved: 1 });
    expect(await world.ledger.find(subOf('grace'))).toEqual(first);
  });

  it('keeps out who has not begun to cross, by either door of the trigger', async () => {
    await world.indexLogins();
    await run(`ledger forget --sub ${subOf('ada')} --execute`);

    expect((await world.signIn('ada@example.com', password)).refusal).toBeTruthy();
    await world.sandbox.cognito
      .call('ForgotPassword', { ClientId: world.clientId, Username: 'ada@example.com' })
      .catch(() => undefined);
    expect(world.sandbox.cognito.snapshot(world.target.userPoolId).users).toEqual([]);
    expect(await world.ledger.find(subOf('ada'))).toMatchObject({ state: 'forgotten' });
  });

  it('keeps out who is asked for by the very name, without the index', async () => {
    const byUsername = { AliasAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } };
    const others = await createCrossingWorld({
      sourcePool: byUsername,
      targetPool: { ...byUsername, UsernameAttributes: undefined },
      trigger: { lookup: 'as-typed' },
      users: [person('ada'), person('grace')],
    });
    try {
      const ada = others.seeded.get('ada')?.sub ?? '';
      await others.ledger.forget(ada, undefined, newYearMs);

      expect((await others.signIn('ada', password)).refusal).toBeTruthy();
      expect((await others.signIn('ada@example.com', password)).refusal).toBeTruthy();
      expect((await others.signIn('grace', password)).claims).toBeTruthy();
    } finally {
      await others.close();
    }
  });

  it('is not undone by the next refresh of the login index', async () => {
    await run('index --execute');
    await run(`ledger forget --sub ${subOf('ada')} --execute`);

    const { stdout } = await run('index --execute --json');

    expect(JSON.parse(stdout)).toMatchObject({ listed: 7, indexed: 6, leftOut: { forgotten: 1 } });
    expect(JSON.stringify(await itemsOfLedger())).not.toContain('"ada"');
  });

  it('keeps a user out who crossed, was erased in the target, and comes back', async () => {
    await world.indexLogins();
    const { claims } = await world.signIn('ada@example.com', password);
    await run(`ledger forget --sub ${subOf('ada')} --execute`);
    expect((await world.signIn('ada@example.com', password)).claims).toBeTruthy();
    await world.sandbox.cognito.call('AdminDeleteUser', {
      UserPoolId: world.target.userPoolId,
      Username: claims?.['cognito:username'],
    });

    expect((await world.signIn('ada@example.com', password)).refusal).toBeTruthy();
    expect(world.outputOf('bind-user')).toContain('"reason":"forgotten"');
  });

  it('works when the source pool is gone from the configuration', async () => {
    const { stdout } = await run('ledger forget --json --sub old-1 --execute', { settings: { source: undefined } });

    expect(JSON.parse(stdout)).toMatchObject({ state: 'forgotten', source: 'unknown' });
  });
});

describe('poolferry ledger reconcile', () => {
  /** One unbound claim of each kind. */
  const leaveUnbound = async () => {
    await fill();
    seedCrossed('mary');
    await claim('mary');
    await claim('radia');
    world.sandbox.cognito.seedUser(world.target.userPoolId, {
      username: 'radia@example.com',
      attributes: { email: 'radia@example.com', email_verified: 'false' },
    });
    seedCrossed('vera', { 'custom:prev_sub_id': subOf('joan') });
  };

  it('shows what it found, and changes nothing', async () => {
    await leaveUnbound();
    const before = await itemsOfLedger();

    const { transcript, exitCode } = await run('ledger reconcile');

    expect(exitCode).toBe(3);
    expectGolden(golden('reconcile-plan'), transcript);
    expect(await itemsOfLedger()).toEqual(before);
  });

  it('binds who is there, and does nothing more when it is run again', async () => {
    await leaveUnbound();

    const { transcript } = await run('ledger reconcile --execute', { terminal: true });
    expectGolden(golden('reconcile-execute-terminal'), transcript);
    const after = await itemsOfLedger();
    expect(await world.ledger.find(subOf('mary'))).toMatchObject({ state: 'bound' });

    const again = await run('ledger reconcile --execute');
    expectGolden(golden('reconcile-again'), again.transcript);
    expect(await itemsOfLedger()).toEqual(after);
  });

  it('binds a user whose sign-in found no function to bind them', async () => {
    await world.indexLogins();
    world.register('bind-user', {});
    const { claims } = await world.signIn('ada@example.com', password);
    expect(claims).toBeTruthy();
    expect(await world.ledger.find(subOf('ada'))).toMatchObject({ state: 'reserved' });

    const { exitCode, stdout } = await run('ledger reconcile --json --execute');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ bound: 1, contradictions: [] });
    expect(await world.ledger.find(subOf('ada'))).toMatchObject({ state: 'bound', newSub: claims?.sub });
  });

  it('tells of a claim whose user Cognito did not create, and the person can try again', async () => {
    await world.indexLogins();
    const squatter = world.sandbox.cognito.seedUser(world.target.userPoolId, {
      username: 'ada@example.com',
      attributes: { email: 'ada@example.com' },
    });
    await claim('ada');

    const found = JSON.parse((await run('ledger reconcile --json')).stdout);
    expect(found).toMatchObject({ nameTaken: [{ previousSub: subOf('ada'), holderSub: squatter.sub }] });

    await world.sandbox.cognito.call('AdminDeleteUser', {
      UserPoolId: world.target.userPoolId,
      Username: squatter.username,
    });
    expect(JSON.parse((await run('ledger reconcile --json')).stdout)).toMatchObject({
      withoutUser: [{ previousSub: subOf('ada'), claimedBy: 'trigger' }],
    });
    expect((await world.signIn('ada@example.com', password)).claims).toBeTruthy();
    expect(await world.ledger.find(subOf('ada'))).toMatchObject({ state: 'bound' });
  });

  it('is refused when nothing in the target says who its users were', async () => {
    const { exitCode, stdout } = await run('ledger reconcile --json', { settings: { users: {}, trigger: undefined } });

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'previous-sub-missing' });
  });
});

describe('every command of the ledger', () => {
  const commands = [
    'ledger show',
    'ledger show --sub old-1',
    'ledger show --login ada@example.com',
    'ledger release --sub old-1',
    'ledger forget --sub old-1',
    'ledger reconcile',
  ];

  it.each(commands)('"%s" says that the table does not exist', async (argv) => {
    const { exitCode, stderr } = await run(argv, { settings: { ledger: { ...world.config.ledger, ...missing } } });

    expect(exitCode).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Could not read the ledger "no-such-table": it does not exist there.',
    );
  });
  const missing = { tableName: 'no-such-table', nameHashKeySecret: 'poolferry/poolferry-ledger/name-hash-key' };

  it.each(commands)('"%s" says which action is denied', async (argv) => {
    ledgerWorld.fail(
      { operation: 'Scan', error: 'AccessDeniedException' },
      { operation: 'GetItem', error: 'AccessDeniedException' },
    );

    const { exitCode, stderr } = await run(argv);

    expect(exitCode).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Allow these credentials the action dynamodb:GetItem');
  });

  it('says what to do when the key of the hashes is missing', async () => {
    const settings = { ledger: { tableName: 'poolferry-ledger', nameHashKeySecret: 'no-such-key' } };

    for (const argv of ['ledger show --login ada', 'ledger reconcile']) {
      const { exitCode, stderr } = await run(argv, { settings });
      expect(exitCode).toBe(1);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Could not read the secret "no-such-key"');
    }
  });

  it('refuses a row that a later version wrote, and does not guess', async () => {
    const { client, tableName } = world.ledgerTable;
    await client.send(new PutCommand({ TableName: tableName, Item: { pk: 'user#old-1', state: 'paused', since: 1 } }));
    const before = await itemsOfLedger();

    for (const argv of commands.filter((each) => !each.includes('--login'))) {
      const { exitCode, stdout } = await run(`${argv} --json`);
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'ledger-row-unreadable' });
    }
    expect(await itemsOfLedger()).toEqual(before);
  });

  it('waits out throttling', async () => {
    await claim('ada');
    ledgerWorld.fail({ operation: 'Scan', error: 'ProvisionedThroughputExceededException', times: 4 });

    expect(JSON.parse((await run('ledger show --json')).stdout)).toMatchObject({ reserved: { trigger: 1 } });
  });

  it.each(['show', 'release', 'forget', 'reconcile'])('"ledger %s" explains itself', async (name) => {
    expectGolden(golden(`help-${name}`), (await run(`ledger ${name} --help`)).transcript);
  });
});

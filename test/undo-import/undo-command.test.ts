import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectGolden } from '../support/golden.ts';
import { type ImportCommandWorld, ledgerTable, startImportCommandWorld } from '../support/import-command-world.ts';

let world: ImportCommandWorld;
let runId: string;
/** Usernames in the target, by the address. */
let usernames: Map<string, string>;

beforeEach(async () => {
  world = await startImportCommandWorld({ sourceUsers: 3 });
  await world.writeConfig();
  await world.poolferry('export --out package');
  runId = JSON.parse((await world.poolferry('import package --execute --json')).stdout).runId;
  usernames = await listUsernames();
});
afterEach(() => world.close());

const listUsernames = async () => {
  type User = { Username: string; Attributes: { Name: string; Value: string }[] };
  const { Users } = await world.sandbox.cognito.call<{ Users: User[] }>('ListUsers', {
    UserPoolId: world.targetPoolId,
  });
  return new Map(
    Users.map(({ Username, Attributes }) => [Attributes.find(({ Name }) => Name === 'email')?.Value ?? '', Username]),
  );
};

const claims = async () => {
  const { Items } = (await world.sandbox.callDynamoDb('Scan', { TableName: ledgerTable })) as {
    Items: { pk: { S: string } }[];
  };
  return Items.filter(({ pk }) => pk.S.startsWith('user#')).length;
};

const ofUser = (n: number, request: object = {}) => ({
  UserPoolId: world.targetPoolId,
  Username: usernames.get(`user${n}@example.com`),
  ...request,
});

const deletions = () => world.sandbox.requests.filter(({ operation }) => operation === 'AdminDeleteUser').length;
const undo = (rest = '', shell = {}) => world.poolferry(`undo ${runId} ${rest}`.trim(), shell);
const execute = () => undo(`--pool-id ${world.targetPoolId} --execute --json`);

describe('undo of an import', () => {
  it('shows who has used the account, and deletes nobody without --execute', async () => {
    await world.sandbox.cognito.call(
      'AdminSetUserPassword',
      ofUser(2, { Password: 'Correct-horse-1', Permanent: true }),
    );

    const { exitCode, stderr } = await undo();

    expect(exitCode).toBe(0);
    expect(deletions()).toBe(0);
    const lines = stderr.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '2026-01-01 00:00').split('\n');
    const plan = lines.slice(lines.indexOf('Plan')).filter((line) => !line.includes('AWS_ENDPOINT_URL'));
    expectGolden(new URL('./golden/plan.golden.txt', import.meta.url), plan.join('\n'));
  });

  it('deletes the users of the run, so that the same import brings them again, and the map knows them as that', async () => {
    const first = await execute();
    const again = await execute();

    expect(JSON.parse(first.stdout)).toMatchObject({ deleted: 3, alreadyGone: 0, kept: 0, claimsOpen: 3 });
    expect(JSON.parse(again.stdout)).toMatchObject({ deleted: 3, ranBefore: true });
    expect(deletions()).toBe(3);
    await expect(listUsernames()).resolves.toEqual(new Map());
    await expect(claims()).resolves.toBe(0);

    const imported = JSON.parse((await world.poolferry('import package --execute --json')).stdout);
    const map = JSON.parse((await world.poolferry('map --package package --out map.jsonl --json')).stdout);

    expect(imported).toMatchObject({ counts: { imported: 3, failed: 0 } });
    expect(imported.runId).not.toBe(runId);
    expect(map).toMatchObject({ pairs: 3, unmapped: 0 });
    await expect(claims()).resolves.toBe(3);

    // Each of them is taken back by itself, as often as it takes.
    runId = imported.runId;
    expect(JSON.parse((await execute()).stdout)).toMatchObject({ deleted: 3 });
    const third = JSON.parse((await world.poolferry('import package --execute --json')).stdout);
    expect(third).toMatchObject({ counts: { imported: 3 }, ranBefore: false });
  });

  it('counts for other packages, too, whose import found these users there', async () => {
    const attributes = { email: 'user4@example.com', email_verified: 'true' };
    world.sandbox.cognito.seedUser(world.sourcePoolId, { username: 'user4', attributes });
    await world.poolferry('export --out later');
    const later = JSON.parse((await world.poolferry('import later --execute --json')).stdout);
    await execute();

    const anew = await world.poolferry(`import later --retry ${later.runId} --execute --json`);
    const map = JSON.parse(
      (await world.poolferry('map --package later --without-ledger --out map.jsonl --json')).stdout,
    );

    expect(later).toMatchObject({ counts: { alreadyThere: 3, imported: 1 } });
    expect(JSON.parse(anew.stdout)).toMatchObject({ counts: { imported: 3, alreadyThere: 1 } });
    expect(map).toMatchObject({ pairs: 4, unmapped: 0 });
  });

  it('lets people cross the lazy way again: their claims are open, and export counts them as not crossed', async () => {
    await execute();

    const exported = JSON.parse((await world.poolferry('export --only-missing --out rest --json')).stdout);

    expect(exported.counts).toMatchObject({ exported: 3, alreadyCrossed: 0 });
  });

  it('keeps out whom somebody else has deleted since', async () => {
    await world.sandbox.cognito.call('AdminDeleteUser', ofUser(1));

    const { stdout } = await execute();
    const { counts } = JSON.parse((await world.poolferry('import package --execute --json')).stdout);

    expect(JSON.parse(stdout)).toMatchObject({ deleted: 2, alreadyGone: 1 });
    expect(counts).toMatchObject({ imported: 2, failedByCode: { 'crossed-and-gone': 1 } });
  });

  it('never touches who was not made by the run', async () => {
    const stranger = { email: 'eve@example.com', email_verified: 'true' };
    world.sandbox.cognito.seedUser(world.targetPoolId, { username: 'eve@example.com', attributes: stranger });

    await execute();

    expect([...(await listUsernames()).keys()]).toEqual(['eve@example.com']);
  });

  it('is refused unless the id of the pool is typed or given, whatever else is', async () => {
    for (const [flags, shell] of [
      ['--execute', {}],
      ['--execute --yes', {}],
      ['--execute --pool-id eu-west-1_Another1', {}],
      ['--execute', { terminal: true, typed: 'yes' }],
      ['--execute --yes', { terminal: true, typed: '' }],
      ['--execute', { terminal: true, typed: world.sourcePoolId }],
      ['--execute --json', { terminal: true, typed: world.targetPoolId }],
    ] as const) {
      const { exitCode } = await undo(flags, shell);

      expect(exitCode, flags).toBe(2);
    }
    expect(deletions()).toBe(0);
  });

  it('goes on when the id of the pool is typed on a terminal', async () => {
    const { exitCode } = await undo('--execute', { terminal: true, typed: world.targetPoolId });

    expect(exitCode).toBe(0);
    expect(deletions()).toBe(3);
  });

  it('keeps the import from going on meanwhile, and from beginning anew before it has finished', async () => {
    world.sandbox.faults.add({ kind: 'access-denied', operation: 'AdminDeleteUser', times: 1 });
    await execute();

    const run = await world.poolferry('import package --execute --json');

    expect(JSON.parse(run.stdout).error.code).toBe('undo-not-finished');
    expect(JSON.parse((await execute()).stdout)).toMatchObject({ deleted: 3 });
  });

  it.each([
    ['of a run that is not here', 'import-nobody', 'run-not-found'],
    ['of an undo', 'undo', 'not-undoable'],
  ])('is refused %s', async (_what, which, code) => {
    const { runId: undoId } = JSON.parse((await execute()).stdout);

    const { exitCode, stdout } = await world.poolferry(`undo ${which === 'undo' ? undoId : which} --json`);

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe(code);
  });

  it('is refused for another pool than the run imported into', async () => {
    const other = await world.createPool({ PoolName: 'third' });

    const { stdout } = await undo(`--target-user-pool-id ${other} --json`);

    expect(JSON.parse(stdout).error.code).toBe('other-pool');
  });

  it('sends no failed rows again of a run that was taken back', async () => {
    await execute();

    const { stdout } = await world.poolferry(`import package --retry ${runId} --json`);

    expect(JSON.parse(stdout).error.code).toBe('run-undone');
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { type ImportCommandWorld, ledgerTable, startImportCommandWorld } from '../support/import-command-world.ts';
import { startChildScript } from '../support/run-child-script.ts';

let world: ImportCommandWorld | undefined;
afterAll(() => world?.close());

/** Three users who were imported; somebody else deleted the third since, and a stranger is in the pool. */
const startWorld = async () => {
  await world?.close();
  world = await startImportCommandWorld({ sourceUsers: 3 });
  const { poolferry, sandbox, targetPoolId, writeConfig } = world;
  await writeConfig();
  await poolferry('export --out package');
  const { runId } = JSON.parse((await poolferry('import package --execute --json')).stdout);
  const attributes = { email: 'eve@example.com', email_verified: 'true' };
  sandbox.cognito.seedUser(targetPoolId, { username: 'eve@example.com', attributes });
  const [victim = ''] = (await listUsers(world))
    .filter(({ email }) => email === 'user3@example.com')
    .map(({ name }) => name);
  await sandbox.cognito.call('AdminDeleteUser', { UserPoolId: targetPoolId, Username: victim });
  return { world, undo: (killAt: number) => undoIn(world as ImportCommandWorld, runId, killAt) };
};

const undoIn = ({ directory, targetPoolId }: ImportCommandWorld, runId: string, killAt: number) =>
  startChildScript(
    'mortal-command-line.ts',
    [String(killAt), 'undo', runId, '--pool-id', targetPoolId, '--execute', '--json'],
    directory,
  ).ended;

const listUsers = async ({ sandbox, targetPoolId }: ImportCommandWorld) => {
  type User = { Username: string; Attributes: { Name: string; Value: string }[] };
  const { Users } = await sandbox.cognito.call<{ Users: User[] }>('ListUsers', { UserPoolId: targetPoolId });
  return Users.map(({ Username, Attributes }) => ({
    name: Username,
    email: Attributes.find(({ Name }) => Name === 'email')?.Value ?? '',
  }));
};

/** Who is in the pool, and how many claims there are. */
const stateOf = async (where: ImportCommandWorld) => {
  const { Items } = (await where.sandbox.callDynamoDb('Scan', { TableName: ledgerTable })) as {
    Items: { pk: { S: string }; state: { S: string } }[];
  };
  return {
    emails: (await listUsers(where)).map(({ email }) => email),
    claims: Items.filter(({ pk }) => pk.S.startsWith('user#')).map(({ state }) => state.S),
  };
};

const meant = { emails: ['eve@example.com'], claims: ['bound'] };
const counts = { imported: 3, deleted: 2, alreadyGone: 1, kept: 0, claimsOpen: 2, claimsOther: 0 };

describe('an undo of an import that is killed (kill -9)', () => {
  it('at every request and every write to a file comes to the same end when it is run again', {
    timeout: 3_600_000,
  }, async () => {
    const calm = await startWorld();
    const { code, stdout, stderr } = await calm.undo(0);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject(counts);
    expect(await stateOf(calm.world)).toEqual(meant);
    const points = Number(/^points (\d+)$/m.exec(stderr)?.[1]);
    let kills = 0;

    for (let killAt = 1; killAt <= points; killAt += 1) {
      const { undo, world: where } = await startWorld();
      const killed = await undo(killAt);
      // Users are taken in parallel, so that the last points may not be met each time.
      if (killed.signal === null) expect(killed.code, `point ${killAt}: ${killed.stderr}`).toBe(0);
      else kills += 1;

      const next = await undo(0);

      expect(next.code, `point ${killAt}: ${next.stderr}`).toBe(0);
      expect(JSON.parse(next.stdout), `point ${killAt}`).toMatchObject(counts);
      expect(await stateOf(where), `point ${killAt}`).toEqual(meant);
    }
    expect(kills).toBeGreaterThan(60);
    process.stdout.write(`undo of an import killed at ${kills} points of ${points}\n`);
  });
});

import { statSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLedger } from '../../aws/ledger/create-ledger.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { importCommand } from '../../scripts/commands/import.ts';
import { mapCommand } from '../../scripts/commands/map.ts';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { type CrossingWorld, createCrossingWorld } from '../support/crossing-world.ts';
import { createLedgerTable } from '../support/dynamodb-engines.ts';
import { person } from '../support/ledger-world.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

let world: CrossingWorld;
let directory: string;
let tables = 0;
let tableName: string;

beforeAll(async () => {
  world = await createCrossingWorld({ users: ['ada', 'grace', 'hedy', 'mary'].map(person) });
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const [name, value] of Object.entries(world.sandbox.environment)) vi.stubEnv(name, value);
  directory = await makeTemporaryDirectory();
  tables += 1;
  tableName = `ledger-${tables}`;
  await createLedgerTable(world.ledgerTable.client, tableName);
  await writeConfig({ ledger: { tableName } });
});
afterEach(() => void vi.unstubAllEnvs());

const writeConfig = (settings: object) =>
  writeFile(
    join(directory, 'poolferry.config.json'),
    JSON.stringify({
      ...world.config,
      import: { logsRoleArn: `arn:aws:iam::${world.sandbox.accountId}:role/import-logs` },
      ...settings,
    }),
  );

const poolferry = (commandLine: string, clock = createSimulatedClock()) =>
  runCommandLine({
    argv: commandLine.split(' '),
    commands: [exportCommand, importCommand, mapCommand],
    workingDirectory: directory,
    environment: world.sandbox.environment,
    clock,
  });

const readText = (name: string) => readFile(join(directory, name), 'utf8');
const readLines = async (name: string) =>
  (await readText(name))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string>);
const subOf = (name: string) => world.seeded.get(name)?.sub ?? '';
/** A user of the target. */
const seed = (address: string) =>
  world.sandbox.cognito.seedUser(world.target.userPoolId, {
    username: address,
    attributes: { email: address, email_verified: 'true' },
  });
const ledger = () => createLedger({ ...world.ledgerTable, tableName });
/** What is left of a user who crossed by signing in. */
const bind = async (
  previousSub: string,
  { sub, username }: { readonly sub: string; readonly username: string },
  previousUsername = `was-${previousSub}`,
) => {
  await ledger().claim({
    previousSub,
    previousUsername,
    loginHash: 'h',
    claimedBy: 'trigger',
    claimedAtMs: 0,
  });
  await ledger().bind({ previousSub, loginHash: 'h', newSub: sub, newUsername: username, boundAtMs: 0 });
};
const deleteUser = (username: string) =>
  world.sandbox.cognito.call('AdminDeleteUser', { UserPoolId: world.target.userPoolId, Username: username });

describe('a stranger who signed up with the address of a user', () => {
  it('never appears in a map, whatever they wrote about themselves', async () => {
    const { ClientId } = (
      await world.sandbox.cognito.call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
        UserPoolId: world.target.userPoolId,
        ClientName: 'careless',
        WriteAttributes: ['email', 'custom:prev_sub_id'],
      })
    ).UserPoolClient;
    const signUp = async (email: string, previousSub?: string) => {
      const { UserSub } = await world.sandbox.cognito.call<{ UserSub: string }>('SignUp', {
        ClientId,
        Username: email,
        Password: 'Attackers-Password-1',
        UserAttributes: [
          { Name: 'email', Value: email },
          ...(previousSub === undefined ? [] : [{ Name: 'custom:prev_sub_id', Value: previousSub }]),
        ],
      });
      return UserSub;
    };
    const squatter = await signUp('ada@example.com');
    const forger = await signUp('grace@example.com', subOf('grace'));
    const pretender = await signUp('eve@example.com', subOf('hedy'));
    world.sandbox.secrets.create(`poolferry/${tableName}/name-hash-key`, 'x'.repeat(64));
    await bind(subOf('mary'), seed('mary@example.com'), 'mary');
    await poolferry('export --out package');
    await poolferry('import package --execute');

    const map = await poolferry('map --package package --out identity-map.jsonl');

    expect(map.exitCode).toBe(3);
    const pairs = await readLines('identity-map.jsonl');
    expect(pairs.map(({ oldUsername, via }) => [oldUsername, via]).sort()).toEqual([
      ['hedy', 'import'],
      ['mary', 'trigger'],
    ]);
    for (const stranger of [squatter, forger, pretender]) {
      expect(await readText('identity-map.jsonl')).not.toContain(stranger);
    }
    const unmapped = await readLines('identity-map.unmapped.jsonl');
    expect(
      unmapped
        .map(({ oldUsername, code, targetSub, targetStatus }) => [oldUsername, code, targetSub, targetStatus])
        .sort(),
    ).toEqual([
      ['ada', 'squatted', squatter, 'UNCONFIRMED'],
      ['grace', 'unproven', forger, 'UNCONFIRMED'],
    ]);
    const table: Record<string, string>[] = parse(await readText('identity-map.unmapped.csv'), { columns: true });
    expect(table.map(({ oldSub, targetSub, whatToDo }) => [oldSub, targetSub, whatToDo !== ''])).toEqual(
      unmapped.map(({ oldSub, targetSub }) => [oldSub, targetSub, true]),
    );
    for (const name of ['jsonl', 'unmapped.jsonl', 'unmapped.csv']) {
      expect(statSync(join(directory, `identity-map.${name}`)).mode & 0o777).toBe(0o600);
    }
  });
});

describe('poolferry map', () => {
  it('reads the configured ledger, and so knows who was forgotten', async () => {
    const [one, other] = [seed('one@example.com'), seed('other@example.com')];
    await bind('old-1', one);
    await ledger().forget('old-2', undefined, 0);
    await writeFile(join(directory, 'pairs.csv'), `oldSub,oldUsername,newSub\nold-2,u2,${other.sub}\n`);

    const map = await poolferry('map --pairs pairs.csv --out map.jsonl --json');

    expect(JSON.parse(map.stdout)).toMatchObject({ ledger: tableName, pairs: 1, forgotten: 1 });
    expect(await readText('map.jsonl')).not.toContain('old-2');
    expect(await readText('map.unmapped.jsonl')).toBe('');
  });

  it('reads no ledger where it is told so, and warns what it does not know then', async () => {
    await bind('old-1', seed('three@example.com'));
    const four = seed('four@example.com');
    await writeFile(join(directory, 'pairs.csv'), `oldSub,oldUsername,newSub\nold-2,u2,${four.sub}\n`);

    const map = await poolferry('map --pairs pairs.csv --without-ledger --out map.jsonl');

    expect((await readLines('map.jsonl')).map(({ oldSub }) => oldSub)).toEqual(['old-2']);
    expect(map.stderr).toContain('No ledger is read');
  });

  it.each([
    ['nothing to build a map from', '--without-ledger', 'no-map-sources'],
    ['a ledger to read and not to read', '--ledger x --without-ledger', 'ledger-with-and-without'],
    ['a directory that is not there', '--out no/map.jsonl', 'file-unwritable'],
  ])('refuses %s', async (_what, flags, code) => {
    const map = await poolferry(`map --out map.jsonl ${flags} --json`);

    expect([map.exitCode, JSON.parse(map.stdout).error.code]).toEqual([2, code]);
    expect(await readdir(directory)).not.toContain('map.jsonl');
  });

  it('says what changed before it replaces a map, and writes the same bytes when nothing did', async () => {
    const [five, six, seven, eight] = ['five', 'six', 'seven', 'eight'].map((name) => seed(`${name}@example.com`));
    const statePairs = (rows: string[]) =>
      writeFile(join(directory, 'pairs.csv'), ['oldSub,oldUsername,newSub', ...rows, ''].join('\n'));
    await statePairs([`old-1,u1,${five?.sub}`, `old-2,u2,${six?.sub}`, `old-3,u3,${seven?.sub}`]);
    const first = await poolferry('map --pairs pairs.csv --out map.jsonl --json');
    const before = await readText('map.jsonl');
    const same = await poolferry('map --pairs pairs.csv --out map.jsonl');
    const unchanged = await readText('map.jsonl');

    await deleteUser('five@example.com');
    await statePairs([
      `old-1,u1,${five?.sub}`,
      `old-2,u2,${eight?.sub}`,
      `old-3,u3,${seven?.sub}`,
      `old-0,u0,${six?.sub}`,
    ]);
    const changed = await poolferry('map --pairs pairs.csv --out map.jsonl');

    expect(JSON.parse(first.stdout).changes).toBeNull();
    expect(unchanged).toBe(before);
    expect(same.stderr).toContain('Nothing has changed since "map.jsonl" was written.');
    const [said = '', after = ''] = changed.stderr.split('The identity map "map.jsonl" is written.');
    expect(said).toMatch(/Added +1\n +Removed +1\n +Changed +1\n/);
    for (const row of [
      `Added Became old-0 ${six?.sub}`,
      `Removed Became old-1 ${five?.sub}`,
      `Changed old-2 was ${six?.sub} is ${eight?.sub} has another newUsername`,
    ]) {
      expect(said.replaceAll(/\s+/g, ' ')).toContain(row);
    }
    expect(after).toContain('gone: This user crossed, and the account is no longer in the target.');
    expect(changed.exitCode).toBe(3);
    expect((await readLines('map.jsonl')).map(({ oldSub }) => oldSub)).toEqual(['old-0', 'old-2', 'old-3']);
  });

  it.each([
    ['map.jsonl', '{"oldSub":"a"}\n'],
    ['map.unmapped.jsonl', '{}\n'],
    ['map.unmapped.csv', 'oldSub,newSub\na,b\n'],
    ['map.jsonl', '{"oldSub":"a","oldUsername":"a","newSub":"b","newUsername":"b","via":"import"}\nmy notes\n'],
  ])('leaves a file that is none of its own: %s, %j', async (name, content) => {
    await writeFile(join(directory, name), content);

    const map = await poolferry('map --out map.jsonl --json');

    expect(JSON.parse(map.stdout).error.code).toBe('file-exists');
    expect(await readText(name)).toBe(content);
  });

  it('does not let a spreadsheet run what stands in the list of those who are not in the map', async () => {
    const formula = '=HYPERLINK(1)';
    await writeFile(join(directory, 'pairs.csv'), `oldSub,oldUsername,newSub\nold-1,${formula},nobody\n`);

    await poolferry('map --pairs pairs.csv --out map.jsonl');

    const [row] = parse(await readText('map.unmapped.csv'), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({ oldUsername: `'${formula}`, code: 'gone', targetStatus: 'not in the target' });
    expect(await readLines('map.unmapped.jsonl')).toMatchObject([{ oldUsername: formula }]);
  });

  it('keeps nothing of what it read, also when it refuses', async () => {
    const nine = seed('nine@example.com');
    await writeFile(join(directory, 'pairs.csv'), `oldSub,newSub\nold-1,${nine.sub}\n`);

    const refused = await poolferry('map --pairs pairs.csv --out map.jsonl --json');

    expect(JSON.parse(refused.stdout).error.code).toBe('identity-map-refused');
    expect(await readdir(join(directory, '.poolferry'))).toEqual(['.gitignore']);
    expect(await readdir(directory)).not.toContain('map.jsonl');
  });

  it('removes what a killed map left behind', async () => {
    await bind('old-1', seed('ten@example.com'));
    const runs = createLocalRunStore({
      stateDirectory: join(directory, '.poolferry'),
      hostName: 'laptop',
      processId: 1,
      isProcessAlive: () => false,
      clock: createSimulatedClock(),
      breakLock: false,
    });
    const identity = { command: 'map', targetUserPoolId: world.target.userPoolId, inputHashes: {}, options: {} };
    const killed = await runs.open(identity, 'begin-again');
    await killed.scratch.write('old-users-1', ['somebody']);
    await killed.close();

    const map = await poolferry('map --out map.jsonl');

    expect(map.exitCode).toBe(0);
    expect(await readdir(join(directory, '.poolferry'))).toEqual(['.gitignore']);
  });

  it.each(['map --out map.jsonl', 'export --out package --only-missing'])(
    'reads the ledger at the configured pace: %s',
    async (commandLine) => {
      // Three pages of a megabyte, of 128 units each.
      for (let n = 0; n < 8; n += 1) {
        const Item = { pk: `user#old-${n}`, state: 'forgotten', forgottenAtMs: 0, padding: 'x'.repeat(350_000) };
        await world.ledgerTable.client.send(new PutCommand({ TableName: tableName, Item }));
      }
      await writeConfig({ ledger: { tableName }, limits: { readUnitsPerSecond: 1 } });
      const clock = createSimulatedClock();

      await poolferry(commandLine, clock);

      expect(clock.monotonicMs()).toBeGreaterThan(200_000);
    },
  );
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Claim } from '../../core/identity/ledger.ts';
import { hashLogin } from '../../core/identity/login-hash.ts';
import { toEnvironment as toBindUserEnvironment } from '../../functions/bind-user/environment.ts';
import { toEnvironment as toMigrateUserEnvironment } from '../../functions/migrate-user/environment.ts';
import type { Command } from '../../scripts/commands/command.ts';
import { registry } from '../../scripts/commands/registry.ts';
import { createCrossingWorld, nameHashKey } from './crossing-world.ts';
import { startFailingProxy } from './failing-proxy.ts';
import { runCommandLine } from './run-command-line.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

export const password = 'Old-Password-1';
export const person = (username: string) => ({
  username,
  password,
  attributes: { email: `${username}@example.com`, email_verified: 'true' },
});
const people = ['ada', 'grace', 'hedy', 'joan', 'mary', 'radia', 'vera'];

/** The command line's clock begins with 2026. */
export const newYearMs = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;
export const hashOf = (login: string) => hashLogin(nameHashKey, login);

type RunOptions = {
  readonly terminal?: boolean;
  readonly settings?: object;
  readonly typed?: string;
  readonly commands?: readonly Command[];
};

/** Two pools with both triggers between them, a ledger that can fail, and the command line. */
export const createLedgerWorld = async () => {
  const world = await createCrossingWorld({ users: people.map(person) });
  const proxy = await startFailingProxy(world.sandbox.dynamodb.url);
  const environment = { ...world.sandbox.environment, AWS_ENDPOINT_URL_DYNAMODB: proxy.url };
  const { client, tableName } = world.ledgerTable;
  const subOf = (name: string) => world.seeded.get(name)?.sub ?? '';
  const items = async () => (await client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
  const usersOfTarget = () =>
    world.sandbox.cognito.snapshot(world.target.userPoolId).users as readonly { readonly username: string }[];

  const claim = (name: string, overrides: Partial<Claim> = {}) =>
    world.ledger.claim({
      previousSub: subOf(name),
      previousUsername: name,
      loginHash: hashOf(`${name}@example.com`),
      claimedBy: 'trigger',
      claimedAtMs: newYearMs - 3 * hourMs,
      ...overrides,
    });
  /** A user of the target as the trigger makes them. */
  const seedCrossed = (name: string, attributes: Record<string, string> = {}) =>
    world.sandbox.cognito.seedUser(world.target.userPoolId, {
      username: `${name}@example.com`,
      password,
      createdAtMs: newYearMs - 2 * hourMs,
      attributes: { ...person(name).attributes, 'custom:prev_sub_id': subOf(name), ...attributes },
    });

  return {
    world,
    environment,
    subOf,
    items,
    claim,
    seedCrossed,
    fail: proxy.fail,
    /** As it was in the beginning. */
    async clear() {
      proxy.fail();
      // New containers: they remember how often a name was tried.
      world.register('migrate-user', toMigrateUserEnvironment(world));
      world.register('bind-user', toBindUserEnvironment(world));
      for (const { pk } of await items()) await client.send(new DeleteCommand({ TableName: tableName, Key: { pk } }));
      for (const { username: Username } of usersOfTarget()) {
        await world.sandbox.cognito.call('AdminDeleteUser', { UserPoolId: world.target.userPoolId, Username });
      }
    },
    /** Claims in every state, and the login index. */
    async fill() {
      await claim('ada');
      await claim('grace', { claimedAtMs: newYearMs - 50 * hourMs });
      const { sub, username } = seedCrossed('grace');
      await world.ledger.bind({
        previousSub: subOf('grace'),
        loginHash: hashOf('grace@example.com'),
        newSub: sub,
        newUsername: username,
        boundAtMs: newYearMs - hourMs,
      });
      await claim('hedy', { claimedBy: 'import', runId: 'import-1', claimedAtMs: newYearMs - 30 * hourMs });
      await world.ledger.forget(subOf('joan'), undefined, newYearMs - 24 * hourMs);
      await world.indexLogins();
    },
    async run(argv: string, { terminal = false, settings = {}, typed = 'yes', commands }: RunOptions = {}) {
      const workingDirectory = await makeTemporaryDirectory();
      const config = JSON.stringify({ ...world.config, ...settings });
      await writeFile(join(workingDirectory, 'poolferry.config.json'), config);
      const outcome = await runCommandLine({
        argv: argv.split(' '),
        commands: commands ?? registry.commands,
        workingDirectory,
        terminal,
        typed,
        environment,
      });
      const known = new Set(people.map(subOf));
      const made = new Map<string, string>();
      // Ports change, and free ports have five digits. Which user of the target was made when depends on the tests before.
      const transcript = outcome.transcript
        .replaceAll(world.sandbox.url, 'http://127.0.0.1:00000')
        .replaceAll(proxy.url, 'http://127.0.0.1:00001')
        .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (uuid) => {
          if (known.has(uuid) || uuid.startsWith('1111')) return uuid;
          if (!made.has(uuid)) made.set(uuid, `00000000-0000-4000-8000-${String(made.size + 1).padStart(12, '0')}`);
          return made.get(uuid) ?? uuid;
        });
      return { ...outcome, transcript };
    },
    async close() {
      await proxy.close();
      await world.close();
    },
  };
};

export type LedgerWorld = Awaited<ReturnType<typeof createLedgerWorld>>;

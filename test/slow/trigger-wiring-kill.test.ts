import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createWiringWorld, type WiringWorld, withOurFunctions } from '../support/wiring-world.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

type Message = Record<string, unknown>;
/** Before or after a request reaches AWS, or before a change on the disk. */
type Moment = { readonly kind: 'before-request' | 'after-request' | 'before-file'; readonly nth: number };
type Verb = 'attach' | 'detach';

/** What an update of AWS may cost, once. */
type Damage = (operation: string, body: Message, world: WiringWorld) => Message;
const none: Damage = (_operation, body) => body;
const costly: Damage = (operation, body, world) => {
  if (operation !== 'UpdateUserPool' || !('UserMigration' in Object(body.LambdaConfig))) return body;
  void world.call('SetUserPoolMfaConfig', { UserPoolId: world.userPoolId });
  const { AutoVerifiedAttributes: _lost, ...rest } = body;
  const { CustomMessage: _theirs, ...LambdaConfig } = Object(body.LambdaConfig) as Message;
  return { ...rest, LambdaConfig };
};

/** Runs the real command line; undefined when it was killed. */
const trigger = async (world: WiringWorld, verb: Verb, damage: Damage, moment?: Moment) => {
  let requests = 0;
  let child: ChildProcess | undefined;
  const dies = (kind: Moment['kind']) => {
    if (moment?.kind !== kind || moment.nth !== requests) return false;
    return child?.kill('SIGKILL') ?? false;
  };
  world.tamper({
    request(operation, body) {
      requests += 1;
      return dies('before-request') ? undefined : damage(operation, body, world);
    },
    answer: (_operation, body) => (dies('after-request') ? undefined : body),
  });
  const counted = join(world.workingDirectory, 'changes');
  child = spawn(
    process.execPath,
    [
      '--import',
      path('../support/die-at-file-change.ts'),
      path('../../scripts/cli.ts'),
      'trigger',
      verb,
      '--execute',
      '--json',
    ],
    {
      cwd: world.workingDirectory,
      env: {
        PATH: process.env.PATH,
        // Starting the program is most of the time this takes.
        NODE_COMPILE_CACHE: join(tmpdir(), 'poolferry-compile-cache'),
        ...world.environment,
        DIE_COUNT: counted,
        DIE_AT: moment?.kind === 'before-file' ? String(moment.nth) : '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  const [exitCode, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child?.on('error', reject);
    child?.on('close', (...ending) => resolve(ending));
  });
  world.tamper();
  if (signal === 'SIGKILL') return undefined;
  return { exitCode, said, requests, changes: Number(await readFile(counted, 'utf8')) };
};

const inWorld = async <T>(work: (world: WiringWorld, before: Message) => Promise<T>): Promise<T> => {
  const world = await createWiringWorld();
  try {
    await world.configure();
    await world.deploy();
    return await work(world, await world.describe());
  } finally {
    await world.close();
  }
};

/** What comes before one moment is what came after the one before, so both commands meet every state. */
const momentsOf = ({
  requests,
  changes,
}: {
  readonly requests: number;
  readonly changes: number;
}): [Moment, Verb][] => [
  ...upTo(requests).flatMap((nth): [Moment, Verb][] => [
    [{ kind: 'before-request', nth }, 'detach'],
    [{ kind: 'after-request', nth }, 'attach'],
  ]),
  ...upTo(changes).flatMap((nth): [Moment, Verb][] => [
    [{ kind: 'before-file', nth }, nth % 2 === 0 ? 'attach' : 'detach'],
  ]),
];

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('poolferry trigger attach killed at any request and any change on its disk', () => {
  it.each([
    ['an update that costs nothing', none, 0],
    ['an update that costs a setting, a trigger of somebody else and all second factors', costly, 1],
  ])(
    'and run again, or detached, loses no setting of the pool, with %s',
    { timeout: 3_600_000 },
    async (_title, damage, exitCode) => {
      const whole = await inWorld((world) => trigger(world, 'attach', damage));
      expect(whole?.exitCode, whole?.said).toBe(exitCode);
      const moments = momentsOf(whole ?? { requests: 0, changes: 0 });
      expect(moments.length).toBeGreaterThan(40);

      for (const [moment, verb] of moments) {
        await inWorld(async (world, before) => {
          const where = `killed at ${JSON.stringify(moment)} of ${JSON.stringify({ ...whole, said: '' })}, then ${verb}`;
          expect(await trigger(world, 'attach', damage, moment), where).toBeUndefined();

          const again = await trigger(world, verb, none);

          expect(again?.exitCode, `${where}\n${again?.said}`).toBe(0);
          expect(await world.describe(), where).toEqual(verb === 'attach' ? withOurFunctions(before) : before);
          expect(await world.unfinished(), where).toBe(0);
        });
      }
      process.stdout.write(`killed at ${moments.length} points\n`);
    },
  );
});

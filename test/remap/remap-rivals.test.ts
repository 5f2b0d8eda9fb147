import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTablePorts } from '../../aws/tables/table-ports.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { toRemapIdentity } from '../../core/remap/remap-identity.ts';
import type { Command, CommandContext } from '../../scripts/commands/command.ts';
import { remapCommand } from '../../scripts/commands/remap.ts';
import { runsCommand } from '../../scripts/commands/runs.ts';
import { undoCommand } from '../../scripts/commands/undo.ts';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { type DynamoDbEngine, dynamoDbEngines, startDynamoDbEngine } from '../support/dynamodb-engines.ts';
import { newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createTableById } from '../support/owner-table.ts';
import { runCommandLine } from '../support/run-command-line.ts';
import { engineCredentials, useTableEngine } from '../support/table-engine-environment.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const [engineCommand] = dynamoDbEngines;
if (engineCommand === undefined) throw new Error('no DynamoDB engine is installed');

let engine: DynamoDbEngine;
let client: DynamoDBClient;
let directory: string;

beforeAll(async () => {
  engine = await startDynamoDbEngine(engineCommand);
  client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials: engineCredentials });
  for (const TableName of ['Todo', 'Note']) {
    await createTableById(client, TableName);
  }
});
afterAll(() => engine.close());
afterEach(() => void vi.unstubAllEnvs());

beforeEach(async () => {
  useTableEngine(engine.url);
  directory = await makeTemporaryDirectory();
  await writeFile(join(directory, 'identity-map.jsonl'), `${JSON.stringify(pairOf(1))}\n`);
  await configure({ name: 'Todo', owners: [{ path: 'owner' }] });
  await client.send(new PutItemCommand({ TableName: 'Todo', Item: { id: { S: 'one' }, owner: { S: oldSub(1) } } }));
});

const configure = (...tables: readonly object[]) =>
  writeFile(join(directory, 'poolferry.config.json'), JSON.stringify({ tables }));
const run = (...argv: string[]) => runWith(remapCommand, ...argv);
const runWith = (remapCommandLike: Command, ...argv: string[]) =>
  runCommandLine({
    argv,
    commands: [remapCommandLike, runsCommand, undoCommand],
    workingDirectory: directory,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: engine.url, AWS_ACCESS_KEY_ID: 'test' },
  });
const remap = (...argv: string[]) => run('remap', '--map', 'identity-map.jsonl', '--without-pitr', ...argv);
const ownerOfOne = async () =>
  (await client.send(new GetItemCommand({ TableName: 'Todo', Key: { id: { S: 'one' } } }))).Item?.owner?.S;
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');

type Unfinished = {
  readonly map?: string;
  readonly mapFile?: string;
  readonly command?: string;
  /** The run that an undo takes back. */
  readonly of?: string;
};

/** A run that a process of another host is at work on, and that knows where its map was. */
const beginElsewhere = async (
  table: { readonly name: string; readonly owners: readonly { readonly path: string }[] },
  { map = 'the hash of another map', mapFile = '/maps/of-monday.jsonl', command = 'remap', of = '' }: Unfinished = {},
) => {
  const rules = toOwnerRules([{ dataStore: false, ...table, owners: [...table.owners] }]);
  const facts = await createTablePorts(client).describeTable(table.name);
  const store = createLocalRunStore({
    stateDirectory: join(directory, '.poolferry'),
    hostName: 'another host',
    processId: 1,
    isProcessAlive: () => false,
    clock: { nowMs: () => Date.UTC(2026, 10, 20, 9, 30) },
    breakLock: false,
  });
  const [first] = rules;
  if (first === undefined) throw new Error('no rules');
  const begun = await store.open(
    command === 'remap'
      ? toRemapIdentity({}, [{ rules: first, facts }], map)
      : { command, inputHashes: {}, options: { run: of } },
    'begin-again',
  );
  if (command === 'remap') await begun.checkpoints.write('map-file', { mapFile });
  return begun;
};

/** The same after that process has ended. */
const leaveUnfinished = async (...how: Parameters<typeof beginElsewhere>) => {
  const begun = await beginElsewhere(...how);
  await begun.close();
  return begun.id;
};

describe('a remap over a table with an unfinished run of another map or other rules', () => {
  it('is refused, naming that run, in what it is another, and the three ways out', async () => {
    const other = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }, { path: 'editors[]' }] });

    const { exitCode, stderr } = await remap('--execute');

    expect(exitCode).toBe(2);
    expect(await ownerOfOne()).toBe(oldSub(1));
    expect(unwrapped(stderr)).toContain(
      `run ${other}, begun 2026-11-20 09:30 UTC, is not finished, and is another: it has another identity map; in ` +
        'table "Todo" it has "editors[]" too. To continue it, give it what it had (--map /maps/of-monday.jsonl); to ' +
        `take it back: poolferry undo ${other}. To close it as it is, add --leave ${other}`,
    );
  });

  it('says so in the plan already', async () => {
    const other = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });

    const { exitCode, stderr } = await remap();

    expect(exitCode).toBe(0);
    expect(unwrapped(stderr)).toContain(`run ${other}, begun 2026-11-20 09:30 UTC, is not finished`);
  });

  it('leaves that run to the process that is at work on it, says who that is, and does so with --break-lock too', async () => {
    const other = await beginElsewhere({ name: 'Todo', owners: [{ path: 'owner' }] });

    const planned = await remap('--break-lock');
    const refused = await remap('--break-lock', '--execute');

    await other.checkpoints.write('still', 'held');
    await other.close();
    expect([planned.exitCode, refused.exitCode]).toEqual([0, 2]);
    for (const { stderr } of [planned, refused]) {
      expect(unwrapped(stderr)).toContain('(--map /maps/of-monday.jsonl)');
      expect(unwrapped(stderr)).toContain('Held by process 1 on host "another host"');
    }
  });

  it('quotes the path of its map for a shell', async () => {
    await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] }, { mapFile: '/maps/my maps/a.jsonl' });

    expect(unwrapped((await remap()).stderr)).toContain("(--map '/maps/my maps/a.jsonl')");
  });

  it('goes on when that run is left, closes it, and can be given again as it was', async () => {
    const other = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });

    expect((await remap('--execute', '--leave', other)).exitCode).toBe(0);
    expect(await ownerOfOne()).toBe(newSub(1));
    expect((await remap('--execute', '--leave', other)).exitCode).toBe(0);

    const { runs } = JSON.parse((await run('runs', '--json')).stdout) as { runs: { id: string; state: string }[] };
    expect(runs.find(({ id }) => id === other)).toMatchObject({ state: 'finished', result: { left: true } });
    expect((await remap('--execute')).exitCode).toBe(0);
  });

  it('says which runs it closes before it does, how to take them back after it did, and lists them as left', async () => {
    const other = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });
    const undo = await leaveUnfinished({ name: 'Todo', owners: [] }, { command: 'undo', of: other });

    const planned = await remap('--leave', other, undo);
    const executed = await remap('--execute', '--leave', other, undo);
    const listed = await run('runs');

    expect(unwrapped(planned.stderr)).toContain(
      `Closes run ${other} as it is: it does not continue. What it wrote stays; to take it back: poolferry undo ${other}.`,
    );
    expect(unwrapped(planned.stderr)).toContain(
      `Closes run ${undo} as it is: it does not continue. What it gave back stays; to begin it anew: poolferry undo ${other}.`,
    );
    expect(unwrapped(executed.stderr)).toContain(`Closes run ${other} as it is`);
    expect(unwrapped(executed.stderr)).toMatch(
      new RegExp(`poolferry undo remap-\\S+ What was left may have written too. [^:]+: poolferry undo ${other}(?!\\S)`),
    );
    expect(listed.stdout).toMatch(new RegExp(`${other} +remap +left `));
    expect(listed.stdout).toMatch(new RegExp(`${undo} +undo +left `));
  });

  it('says that a run whose record is damaged may be one of these tables', async () => {
    const other = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });
    await writeFile(join(directory, '.poolferry', other, 'run.json'), '{}');

    const { stderr } = await remap();

    expect(unwrapped(stderr)).toMatch(
      new RegExp(`${other}.*It is not known whether it is an unfinished run over these tables`),
    );
  });

  it('is refused while an undo over its table is not finished', async () => {
    const past = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });
    const undo = await leaveUnfinished({ name: 'Todo', owners: [] }, { command: 'undo', of: past });

    const { exitCode, stderr } = await remap('--execute', '--leave', past);

    expect(exitCode).toBe(2);
    expect(unwrapped(stderr)).toContain(`run ${undo}, begun 2026-11-20 09:30 UTC, is not finished`);
    expect(unwrapped(stderr)).toContain(`To continue it: poolferry undo ${past} --execute.`);
  });

  it('takes no notice of unfinished runs over other tables, and refuses to leave them', async () => {
    const other = await leaveUnfinished({ name: 'Note', owners: [{ path: 'owner' }] });

    expect((await remap('--execute')).exitCode).toBe(0);
    const { exitCode, stderr } = await remap('--execute', '--leave', other);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`--leave: "${other}" is no unfinished run over these tables`);
  });

  it('continues its own unfinished run, or begins anew when that is to be left', async () => {
    const map = createHash('sha256')
      .update(`${JSON.stringify(pairOf(1))}\n`)
      .digest('hex');
    const own = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] }, { map });

    expect((await remap()).stderr).toContain(`Run ${own} is not finished; it continues`);
    const { stdout } = await remap('--execute', '--json', '--leave', own);

    expect(JSON.parse(stdout)).toMatchObject({ run: `${own}-2` });
  });
});

describe('a remap beside which another begins after its plan', () => {
  /** A remap during which somebody else does something. */
  const during = (meanwhile: (context: CommandContext) => Partial<CommandContext>): Command => ({
    ...remapCommand,
    run: (context) => remapCommand.run({ ...context, ...meanwhile(context) }),
  });
  const execute = (command: Command, ...argv: string[]) =>
    runWith(command, 'remap', '--map', 'identity-map.jsonl', '--without-pitr', '--execute', ...argv);
  const beginAnother = () => leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });
  const listIds = async () => {
    const { runs } = JSON.parse((await run('runs', '--json')).stdout) as { runs: { id: string; state: string }[] };
    return runs.map(({ id, state }) => `${id} ${state}`);
  };

  it('is refused when that one began before the answer, and closes none that was to be left', async () => {
    const left = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] }, { map: 'a third map' });
    let other = '';
    const command = during((context) => ({
      consent: async (plan) => {
        const answer = await context.consent(plan);
        other = await beginAnother();
        return answer;
      },
    }));

    const { exitCode, stderr } = await execute(command, '--leave', left);

    expect(exitCode).toBe(2);
    expect(await ownerOfOne()).toBe(oldSub(1));
    expect(unwrapped(stderr)).toContain(`run ${other}, begun 2026-11-20 09:30 UTC, is not finished`);
    expect((await listIds()).toSorted()).toEqual([`${left} unfinished`, `${other} unfinished`].toSorted());
  });

  it('is refused when both begin in the same moment, and is forgotten', async () => {
    let other = '';
    const command = during((context) => ({
      runs: {
        ...context.runs,
        open: async (...which) => {
          other = await beginAnother();
          return await context.runs.open(...which);
        },
      },
    }));

    const { exitCode } = await execute(command);

    expect(exitCode).toBe(2);
    expect(await ownerOfOne()).toBe(oldSub(1));
    expect(await listIds()).toEqual([`${other} unfinished`]);
  });
});

describe('an undo', () => {
  it('warns of an unfinished remap over its tables, which would rewrite again what it gives back', async () => {
    const { run: past } = JSON.parse((await remap('--execute', '--json')).stdout) as { run: string };
    await leaveUnfinished({ name: 'Note', owners: [{ path: 'owner' }] });
    const quiet = await run('undo', past);
    const other = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });

    const warned = await run('undo', past);

    expect(quiet.stderr).not.toContain('is not finished');
    expect(unwrapped(warned.stderr)).toContain(`Run ${other} over the same tables is not finished.`);
  });

  it('warns of a run whose record is damaged, as it may be one that rewrites again', async () => {
    const { run: past } = JSON.parse((await remap('--execute', '--json')).stdout) as { run: string };
    const other = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] });
    await writeFile(join(directory, '.poolferry', other, 'run.json'), '{}');

    const { stderr } = await run('undo', past);

    expect(unwrapped(stderr)).toMatch(
      new RegExp(`${other}.*It is not known whether it is an unfinished run over these`),
    );
  });
});

describe('poolferry runs', () => {
  it('tells remaps apart by their tables and maps', async () => {
    const todo = await leaveUnfinished({ name: 'Todo', owners: [{ path: 'owner' }] }, { map: 'aaaaaaaabbbb' });
    const note = await leaveUnfinished({ name: 'Note', owners: [{ path: 'owner' }] }, { map: 'ccccccccdddd' });

    const { stdout } = await run('runs');
    const { runs } = JSON.parse((await run('runs', '--json')).stdout);

    expect(unwrapped(stdout)).toMatch(/1 table, map aaaaaaaa/);
    expect(unwrapped(stdout)).toMatch(/1 table, map cccccccc/);
    expect(
      Object.fromEntries(
        runs.map(({ id, tables, mapSha256 }: Record<string, string>) => [id, [...(tables ?? []), mapSha256]]),
      ),
    ).toEqual({
      [todo]: [expect.stringMatching(/:table\/Todo$/), 'aaaaaaaabbbb'],
      [note]: [expect.stringMatching(/:table\/Note$/), 'ccccccccdddd'],
    });
  });
});

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createScreen } from './demo/screen.ts';
import { setStage } from './demo/set-stage.ts';
import type { Stage } from './demo/stage.ts';
import { deploy } from './demo/steps/deploy.ts';
import { lazyPeople, typedAddress } from './demo/who-tries.ts';
import { startSandbox } from './start-sandbox.ts';

/** What a person does in another shell. */
const instructions = ({ sandbox, world, directory }: Stage): string[] => {
  const [person] = lazyPeople(world.people);
  return [
    'The sandbox is running. In another shell:',
    '',
    ...Object.entries(sandbox.environment).map(([name, value]) => `export ${name}=${value}`),
    `alias poolferry="node ${fileURLToPath(new URL('../scripts/poolferry.js', import.meta.url))}"`,
    `cd ${directory}`,
    '',
    'Then, for example:',
    '',
    '  poolferry index',
    '  poolferry export --only-missing --out package',
    '  poolferry import package',
    `  poolferry map --package package --ledger ${world.ledgerTableName} \\`,
    '    --out identity-map.jsonl',
    '  poolferry remap --map identity-map.jsonl --without-pitr',
    '',
    `Source  ${world.source.userPoolId}  ${world.people.length} users, sign-in by username`,
    `Target  ${world.target.userPoolId}  nobody yet, sign-in by e-mail, both triggers attached`,
    `Client  ${world.target.appClientId}  of the target, for sign-in with a password`,
    ...Object.values(world.tableNames).map((name) => `Table   ${name}`),
    '',
    ...(person === undefined
      ? []
      : [
          'Once the index is written (poolferry index --execute), this person can cross',
          `by signing in:  ${typedAddress(person)}  ${person.password}`,
          '',
        ]),
    'Ctrl-C stops it, and everything in it is gone.',
  ];
};

/** Keeps a seeded sandbox running, for using the command line on it by hand. */
const serve = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: 'crossing' },
      users: { type: 'string', default: '100' },
      port: { type: 'string', default: '0' },
      out: { type: 'string' },
    },
  });
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const screen = createScreen({ print, isColoured: process.stdout.isTTY && process.env.NO_COLOR === undefined });
  const directory = resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'poolferry-sandbox-'))));
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
  });
  const sandbox = await startSandbox({ seed: values.seed, port: Number(values.port) });
  try {
    screen.title('Setting up; nothing here leaves this machine');
    const stage = await setStage(sandbox, screen, { seed: values.seed, users: Number(values.users), directory });
    await deploy.run(stage);
    screen.plain(['', ...instructions(stage)]);
    await stopped;
  } finally {
    await sandbox.close();
  }
};

await serve();

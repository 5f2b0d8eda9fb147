import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLedger } from './demo/seed/ledger.ts';
import { seedWorld } from './demo/seed.ts';
import { writeConfig } from './demo/write-config.ts';
import { startSandbox } from './start-sandbox.ts';

/** Keeps a seeded sandbox running, for using the command line on it by hand. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: 'crossing' },
    users: { type: 'string', default: '100' },
    port: { type: 'string', default: '0' },
    out: { type: 'string' },
  },
});

const directory = resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'poolferry-sandbox-'))));
await mkdir(directory, { recursive: true });

const sandbox = await startSandbox({ seed: values.seed, port: Number(values.port) });
const stopped = new Promise<void>((stop) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
});

try {
  const world = await seedWorld(sandbox, { seed: values.seed, users: Number(values.users) });
  await createLedger(sandbox, world);
  await writeConfig(world, sandbox.region, directory);
  const lines = [
    'The sandbox is running. In another shell, at the top of the repository:',
    '',
    ...Object.entries(sandbox.environment).map(([name, value]) => `export ${name}=${value}`),
    `export POOLFERRY="npm run -s poolferry -- --config ${join(directory, 'poolferry.config.json')}"`,
    `export POOLFERRY="$POOLFERRY --state-dir ${join(directory, '.poolferry')}"`,
    '',
    'Then, for example:',
    '',
    '  $POOLFERRY index',
    `  $POOLFERRY export --out ${join(directory, 'package')}`,
    `  $POOLFERRY import ${join(directory, 'package')}`,
    '',
    `Source  ${world.source.userPoolId}  ${world.people.length} users, sign-in by username`,
    `Target  ${world.target.userPoolId}  empty, sign-in by e-mail`,
    `Tables  ${Object.values(world.tableNames).join(', ')}`,
    `Folder  ${directory}`,
    '',
    'Ctrl-C stops it, and everything in it is gone.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await stopped;
} finally {
  await sandbox.close();
}

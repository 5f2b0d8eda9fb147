import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fewestUsers } from './demo/cast/kinds.ts';
import { createScreen } from './demo/screen.ts';
import { setStage } from './demo/set-stage.ts';
import { shellInstructions } from './demo/shell-instructions.ts';
import { deploy } from './demo/steps/deploy.ts';
import type { Sandbox } from './sandbox.ts';
import { startSandbox } from './start-sandbox.ts';

const usage = [
  'Keeps a seeded sandbox running, for using the command line on it by hand.',
  '',
  '  --seed <text>     another cast (default: crossing)',
  `  --users <number>  how many, at least ${fewestUsers} (default: 100)`,
  '  --port <number>   where it listens, on loopback (default: any free port)',
  '  --out <folder>    where the configuration goes (default: a fresh folder)',
];

const print = (line: string) => process.stdout.write(`${line}\n`);

/** What would have been sent, with its code, as it happens. */
const showMessages = ({ cognito }: Sandbox): void => {
  let shown = 0;
  setInterval(() => {
    for (const { medium, destination, kind, code } of cognito.outbox.slice(shown)) {
      print(`${medium} to ${destination}: ${kind} ${code}`);
      shown += 1;
    }
  }, 100);
};

const setUp = async (sandbox: Sandbox, options: { seed: string; users: number; directory: string }): Promise<void> => {
  const screen = createScreen({ print, isColoured: process.stdout.isTTY && process.env.NO_COLOR === undefined });
  screen.title('Setting up; nothing here leaves this machine');
  const stage = await setStage(sandbox, screen, options);
  await deploy.run(stage);
  screen.plain(['', ...shellInstructions(stage), '']);
  showMessages(sandbox);
};

const serve = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: 'crossing' },
      users: { type: 'string', default: '100' },
      port: { type: 'string', default: '0' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    for (const line of usage) print(line);
    return;
  }
  const users = Number(values.users);
  if (!Number.isInteger(users) || users < fewestUsers) {
    process.stderr.write(`--users: a cast with every trouble in it has at least ${fewestUsers} people.\n`);
    process.exitCode = 2;
    return;
  }
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
  });
  const directory = resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'poolferry-sandbox-'))));
  const sandbox = await startSandbox({ seed: values.seed, port: Number(values.port) });
  try {
    const ready = setUp(sandbox, { seed: values.seed, users, directory });
    await Promise.race([stopped, ready.then(() => stopped)]);
  } finally {
    await sandbox.close();
  }
  // Also when it was stopped before it was ready.
  process.exit();
};

await serve();

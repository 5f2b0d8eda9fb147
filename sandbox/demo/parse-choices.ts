import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fewestUsers } from './cast/kinds.ts';

export type Choices = {
  readonly seed: string;
  readonly users: number;
  readonly port: number;
  /** Empty, or not there yet. */
  readonly directory: string;
};

/** What to do: go on with these choices, or say this and end. */
export type Parsed = Choices | { readonly say: readonly string[]; readonly exitCode: 0 | 2 };

/** Reads what was typed after `npm run demo --` or `npm run sandbox --`. */
export const parseChoices = async (
  argv: readonly string[],
  { purpose, folder, hasPort }: { readonly purpose: string; readonly folder: string; readonly hasPort: boolean },
): Promise<Parsed> => {
  const help = [
    purpose,
    '',
    '  --seed <text>     another cast, another course of events (default: crossing)',
    `  --users <number>  how many, at least ${fewestUsers} (default: 100)`,
    '  --out <folder>    where to write (default: a fresh folder for temporary files)',
    ...(hasPort ? ['  --port <number>   where it listens, on loopback (default: any free port)'] : []),
  ];
  const refuse = (why: string): Parsed => ({ say: [why, '', ...help], exitCode: 2 });
  const values = parse(argv);
  if (typeof values === 'string') return refuse(values);
  if (values.help) return { say: help, exitCode: 0 };
  const users = Number(values.users);
  if (!Number.isInteger(users) || users < fewestUsers) {
    return refuse(`--users: a cast with every trouble in it has at least ${fewestUsers} people.`);
  }
  const port = Number(values.port);
  if (!(hasPort ? Number.isInteger(port) && port >= 0 && port < 65_536 : values.port === '0')) {
    return refuse(hasPort ? '--port: a number up to 65535.' : '--port: the demo takes any free port.');
  }
  // Pools of one seed have the same ids: the runs of another time would pass for runs of this one.
  if (values.out !== undefined && !(await isFresh(values.out))) {
    return refuse(`--out: "${values.out}" is not empty. Name another folder, or remove it.`);
  }
  return { seed: values.seed, users, port, directory: resolve(values.out ?? (await mkdtemp(join(tmpdir(), folder)))) };
};

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        seed: { type: 'string', default: 'crossing' },
        users: { type: 'string', default: '100' },
        port: { type: 'string', default: '0' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const isFresh = async (directory: string): Promise<boolean> => {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    throw error;
  }
};

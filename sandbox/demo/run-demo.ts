import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Sandbox } from '../sandbox.ts';
import { startSandbox } from '../start-sandbox.ts';
import { fewestUsers } from './cast/kinds.ts';
import { UnexpectedExit } from './command-line.ts';
import { checkInvariants } from './invariants/all-invariants.ts';
import { createScreen, type Screen } from './screen.ts';
import { setStage } from './set-stage.ts';
import type { StepName } from './stage.ts';
import { allSteps } from './steps/all-steps.ts';
import { takeSnapshots, toEvidence } from './steps/gather-evidence.ts';
import { writeSummary } from './summary.ts';
import type { World } from './world.ts';

export type DemoOptions = {
  readonly seed: string;
  readonly users: number;
  readonly outputDirectory: string;
  readonly print: (line: string) => void;
  readonly isColoured?: boolean;
  /** Default: whichever is installed. */
  readonly dynamodb?: 'dynoxide' | 'dynalite';
  /** Called before each step, for tests that want to see the checks find what they alter. */
  readonly beforeStep?: (step: StepName, sandbox: Sandbox, world: World) => Promise<void>;
};

export type DemoResult = {
  /** 0: everything held. 1: a rule was broken, or a command ended otherwise than it should. */
  readonly exitCode: 0 | 1;
  readonly summary: readonly string[];
  /** `I1`..`I8`, those that were broken. */
  readonly broken: readonly string[];
};

/** A whole crossing, in a sandbox of its own, from the first user to the last check. */
export const runDemo = async (options: DemoOptions): Promise<DemoResult> => {
  const screen = createScreen({ print: options.print, isColoured: options.isColoured ?? false });
  const sandbox = await startSandbox({ seed: options.seed, dynamodb: options.dynamodb ?? 'auto' });
  try {
    return await crossWith(sandbox, screen, options);
  } catch (error) {
    if (!(error instanceof UnexpectedExit)) throw error;
    screen.outcome(false, error.message);
    return { exitCode: 1, summary: [], broken: [] };
  } finally {
    await sandbox.close();
  }
};

/** The steps, with the seed before them and the check after them. */
const chapters = allSteps.length + 2;

const crossWith = async (sandbox: Sandbox, screen: Screen, options: DemoOptions): Promise<DemoResult> => {
  const { outputDirectory: directory, seed, users } = options;
  const chapter = (number: number, title: string) => screen.step(`${String(number).padStart(2)}/${chapters}`, title);
  screen.title(`A whole crossing, with ${users} users and the seed "${seed}"`);
  screen.plain([`Everything it writes is in ${directory}`]);

  chapter(1, 'An app, its users, its data, and an empty pool to move to');
  const stage = await setStage(sandbox, screen, { seed, users, directory });
  for (const [index, step] of allSteps.entries()) {
    await options.beforeStep?.(step.name, sandbox, stage.world);
    chapter(index + 2, step.title);
    await step.run(stage);
  }
  await options.beforeStep?.('check', sandbox, stage.world);
  chapter(chapters, 'Compare everything with how it was before');
  const evidence = toEvidence(stage, await takeSnapshots(stage));
  const verdicts = checkInvariants(evidence);
  const summary = writeSummary(evidence, verdicts);
  screen.plain(['', ...summary]);
  const broken = verdicts.filter(({ breaches }) => breaches.length > 0).map(({ invariant }) => invariant.id);
  return { exitCode: broken.length === 0 ? 0 : 1, summary, broken };
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: 'crossing' },
      users: { type: 'string', default: '100' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const print = (line: string) => process.stdout.write(`${line}\n`);
  if (values.help) {
    for (const line of [
      'Moves the users of a made-up app between two pools of a local sandbox, and checks what came of it.',
      '',
      '  --seed <text>     another cast, another course of events (default: crossing)',
      `  --users <number>  how many, at least ${fewestUsers} (default: 100)`,
      '  --out <folder>    where to write (default: a fresh folder for temporary files)',
    ]) {
      print(line);
    }
    return;
  }
  const users = Number(values.users);
  if (!Number.isInteger(users) || users < fewestUsers) {
    process.stderr.write(`--users: a cast with every trouble in it has at least ${fewestUsers} people.\n`);
    process.exitCode = 2;
    return;
  }
  const { exitCode } = await runDemo({
    seed: values.seed,
    users,
    outputDirectory: resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'poolferry-demo-')))),
    print,
    isColoured: process.stdout.isTTY && process.env.NO_COLOR === undefined,
  });
  process.exitCode = exitCode;
};

if (import.meta.main) await main();

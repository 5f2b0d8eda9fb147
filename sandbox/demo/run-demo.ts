import type { Sandbox } from '../sandbox.ts';
import { startSandbox } from '../start-sandbox.ts';
import { UnexpectedExit } from './command-line.ts';
import { checkInvariants } from './invariants/all-invariants.ts';
import { parseChoices } from './parse-choices.ts';
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
  // Where this runs may be busier than Lambda: what the functions allow themselves is limit enough.
  sandbox.cognito.controls.triggerTimeoutMs = 60_000;
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
  const parsed = await parseChoices(process.argv.slice(2), {
    purpose: 'Moves the users of a made-up app between two local pools, and checks it all.',
    folder: 'poolferry-demo-',
    hasPort: false,
  });
  if ('say' in parsed) {
    for (const line of parsed.say) process[parsed.exitCode === 0 ? 'stdout' : 'stderr'].write(`${line}\n`);
    process.exitCode = parsed.exitCode;
    return;
  }
  const { exitCode } = await runDemo({
    seed: parsed.seed,
    users: parsed.users,
    outputDirectory: parsed.directory,
    print: (line) => void process.stdout.write(`${line}\n`),
    isColoured: process.stdout.isTTY && process.env.NO_COLOR === undefined,
  });
  process.exitCode = exitCode;
};

if (import.meta.main) await main();

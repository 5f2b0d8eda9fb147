import { type Choices, parseChoices } from './demo/parse-choices.ts';
import { createScreen } from './demo/screen.ts';
import { setStage } from './demo/set-stage.ts';
import { shellInstructions } from './demo/shell-instructions.ts';
import { deploy } from './demo/steps/deploy.ts';
import type { Sandbox } from './sandbox.ts';
import { startSandbox } from './start-sandbox.ts';

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

const setUp = async (sandbox: Sandbox, choices: Choices): Promise<void> => {
  const screen = createScreen({ print, isColoured: process.stdout.isTTY && process.env.NO_COLOR === undefined });
  screen.title('Setting up; nothing here leaves this machine');
  const stage = await setStage(sandbox, screen, choices);
  await deploy.run(stage);
  screen.plain(['', ...shellInstructions(stage), '']);
  showMessages(sandbox);
};

const serve = async (): Promise<void> => {
  const parsed = await parseChoices(process.argv.slice(2), {
    purpose: 'Keeps a seeded sandbox running, for using the command line on it by hand.',
    folder: 'poolferry-sandbox-',
    hasPort: true,
  });
  if ('say' in parsed) {
    for (const line of parsed.say) process[parsed.exitCode === 0 ? 'stdout' : 'stderr'].write(`${line}\n`);
    process.exitCode = parsed.exitCode;
    return;
  }
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
  });
  const sandbox = await startSandbox({ seed: parsed.seed, port: parsed.port });
  try {
    const ready = setUp(sandbox, parsed);
    await Promise.race([stopped, ready.then(() => stopped)]);
  } finally {
    await sandbox.close();
  }
  // Also when it was stopped before it was ready.
  process.exit();
};

await serve();

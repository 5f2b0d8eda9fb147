import { spawn } from 'node:child_process';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.ts';
import type { Screen } from './screen.ts';

const atRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const guard = atRoot('sandbox/demo/command-guard.ts');

/** Runs the real programs, as a person would type them, in the demo's folder. Each leaves a log there. */
export type CommandLine = {
  /**
   * Rejects with `UnexpectedExit` when the exit code is none of `exits`. On the screen its output is shortened to what
   * follows the last line that begins with `showFrom`; all of it is in the log.
   */
  poolferry(args: string, options: { readonly exits: readonly number[]; readonly showFrom: string }): Promise<Finished>;
  /** Runs the CDK app, as `cdk synth` does. */
  synthesise(cloudAssembly: string): Promise<Finished>;
};

export type Finished = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export class UnexpectedExit extends Error {
  override readonly name = 'UnexpectedExit';
}

export const createCommandLine = (options: {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly screen: Screen;
}): CommandLine => {
  const { screen } = options;
  const environment = childEnvironment(options.directory, options.environment, process.env);
  let ran = 0;
  const run = async (
    shown: string,
    argv: readonly string[],
    { exits, showFrom, more = {} }: { exits: readonly number[]; showFrom: string; more?: Record<string, string> },
  ) => {
    ran += 1;
    const logFile = join('logs', `${String(ran).padStart(2, '0')}-${shown.split(/\W+/).slice(0, 2).join('-')}.log`);
    screen.command(shown);
    const finished = await runChild(argv, options.directory, { ...environment, ...more });
    await mkdir(join(options.directory, 'logs'), { recursive: true });
    await appendFile(
      join(options.directory, logFile),
      `$ ${shown}\n${finished.stderr}${finished.stdout}exit code ${finished.exitCode}\n`,
    );
    const expected = exits.includes(finished.exitCode);
    // A command that broke off says why at its end; one that finished (0, 3) sums up before it names the next step.
    const isFinished = expected || finished.exitCode === 3;
    screen.excerpt(finished.stderr + finished.stdout, isFinished ? showFrom : '', logFile);
    screen.outcome(
      expected,
      `exit code ${finished.exitCode}${finished.exitCode === 3 ? ': finished, with somebody or something left over' : ''}`,
    );
    if (!expected) {
      throw new UnexpectedExit(`"${shown}" ended with exit code ${finished.exitCode}; all of its output: ${logFile}`);
    }
    return finished;
  };
  return {
    poolferry: (args, options) => run(`poolferry ${args}`, [atRoot('scripts/cli.ts'), ...args.split(' ')], options),
    synthesise: (cloudAssembly) =>
      run('node infra/app.ts', [atRoot('infra/app.ts')], {
        exits: [0],
        showFrom: '',
        more: { CDK_OUTDIR: cloudAssembly },
      }),
  };
};

const runChild = (argv: readonly string[], cwd: string, env: Record<string, string>): Promise<Finished> =>
  new Promise((resolve, reject) => {
    // The guard's stdin stays open as long as this process lives.
    const child = spawn(process.execPath, [guard, ...argv], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (chunk: string) => {
        output[name] += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === null) reject(new Error(`The command was ended by ${signal}.`));
      else resolve({ exitCode: code, ...output });
    });
  });

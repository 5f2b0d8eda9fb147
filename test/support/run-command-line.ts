import { PassThrough } from 'node:stream';
import type { Clock } from '../../core/flow/clock.ts';
import type { Command } from '../../scripts/commands/command.ts';
import { notBuiltYet } from '../../scripts/commands/not-built-yet.ts';
import type { CliInput, StopSignal } from '../../scripts/shell/cli-input.ts';
import { runCli } from '../../scripts/shell/run-cli.ts';
import { createSimulatedClock } from './simulated-clock.ts';

export type CommandLineSettings = {
  readonly argv: readonly string[];
  readonly commands: readonly Command[];
  readonly workingDirectory: string;
  /** A terminal of 80 columns on all three streams, or pipes. */
  readonly terminal?: boolean;
  /** What the person types, once asked or not. */
  readonly typed?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly signals?: FakeSignals;
};

export type CommandLineOutcome = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Everything a reviewer wants to see of it, in one text. */
  readonly transcript: string;
};

/** Runs the whole command line inside this process. */
export const runCommandLine = async (settings: CommandLineSettings): Promise<CommandLineOutcome> => {
  const { argv, commands, workingDirectory, terminal = false, typed, environment = {} } = settings;
  const stdout = createOutput(terminal);
  const stderr = createOutput(terminal);
  const exitCode = await runCli({
    argv,
    stdin: createInput(typed, terminal),
    stdout,
    stderr,
    environment,
    workingDirectory,
    clock: settings.clock ?? createSimulatedClock(),
    random: () => 0.5,
    signals: settings.signals ?? createFakeSignals(),
    registry: { commands, notBuiltYet },
    toolVersion: '1.2.3',
    holder: { hostName: 'laptop', processId: 4242, processStart: undefined, isProcessAlive: () => true },
  });
  const shown = { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  return { ...shown, transcript: toTranscript(argv, shown) };
};

const toTranscript = (argv: readonly string[], { exitCode, stdout, stderr }: Omit<CommandLineOutcome, 'transcript'>) =>
  [
    `$ poolferry ${argv.join(' ')}`,
    ...(stdout === '' ? [] : ['--- stdout', stdout.trimEnd()]),
    ...(stderr === '' ? [] : ['--- stderr', stderr.trimEnd()]),
    `--- exit code ${exitCode}`,
    '',
  ].join('\n');

const createOutput = (isTTY: boolean) => {
  const written: string[] = [];
  return {
    isTTY,
    columns: isTTY ? 80 : undefined,
    write: (text: string) => written.push(text),
    text: () => written.join(''),
  };
};

const createInput = (typed: string | undefined, isTTY: boolean): CliInput['stdin'] => {
  const input = Object.assign(new PassThrough(), { isTTY });
  if (typed !== undefined) input.end(`${typed}\n`);
  return input;
};

export type FakeSignals = CliInput['signals'] & { raise(signal: StopSignal): void };

export const createFakeSignals = (): FakeSignals => {
  const listeners = new Map<StopSignal, Set<() => void>>([
    ['SIGINT', new Set()],
    ['SIGTERM', new Set()],
  ]);
  return {
    on: (signal, listener) => listeners.get(signal)?.add(listener),
    off: (signal, listener) => listeners.get(signal)?.delete(listener),
    raise(signal) {
      for (const listener of listeners.get(signal) ?? []) listener();
    },
  };
};

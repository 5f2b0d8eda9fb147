import { type ExitCode, InterruptedError, PoolferryError, ProblemsError } from '../../core/errors.ts';
import type { Command, CommandResult } from '../commands/command.ts';
import { type Block, command as commandBlock, text } from '../terminal/blocks.ts';
import { describeError } from '../terminal/describe-error.ts';
import { paintPlain } from '../terminal/palette.ts';
import { renderBlocks } from '../terminal/render-blocks.ts';
import { toCommandLine } from '../terminal/shell-words.ts';
import { createTerminal, type Terminal } from '../terminal/terminal.ts';
import type { CliInput } from './cli-input.ts';
import { createContext, type ShellContext } from './create-context.ts';
import { findCommand } from './find-command.ts';
import { hasFlag } from './has-flag.ts';
import { createJsonDocument, type JsonDocument } from './json-document.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import { parseOptions } from './parse-options.ts';
import { commandHelp, overviewHelp } from './render-help.ts';
import { reportError } from './report-error.ts';
import { watchSignals } from './watch-signals.ts';

/** The command line as a function: everything it takes and gives is an argument, and it never ends the process. */
export const runCli = async (input: CliInput): Promise<ExitCode> => {
  const stdout = createTerminal(input.stdout, input.environment);
  const stderr = createTerminal(input.stderr, input.environment);
  const document = hasFlag(input.argv, '--json') ? createJsonDocument(input.stdout) : undefined;
  const watch = watchSignals(input.signals, () =>
    stderr.print([text('Stopping after what is under way. Press Ctrl-C again to stop at once.')]),
  );
  const report = (error: unknown): ExitCode => {
    reportError(error, { argv: input.argv, stderr, document, isDebug: hasFlag(input.argv, '--debug') });
    return error instanceof PoolferryError ? error.exitCode : 1;
  };
  const answer = async (): Promise<ExitCode> => {
    try {
      return await dispatch(input, { stdout, stderr, document, signal: watch.signal });
    } catch (error) {
      return report(isAbort(error, watch.signal) ? new InterruptedError() : error);
    }
  };
  const stopAtOnce = watch.secondSignal.then(() => report(new InterruptedError()));
  try {
    return await Promise.race([answer(), stopAtOnce]);
  } finally {
    watch.stop();
  }
};

/** Calls that were under way when the person stopped us fail with the abort itself. */
const isAbort = (error: unknown, signal: AbortSignal) =>
  signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'));

type Shell = {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Only with `--json`. */
  readonly document: JsonDocument | undefined;
  readonly signal: AbortSignal;
};

const dispatch = async (input: CliInput, shell: Shell): Promise<ExitCode> => {
  const { registry, toolVersion } = input;
  const argv = input.argv[0] === 'help' ? [...input.argv.slice(1), '--help'] : input.argv;
  const wantsHelp = hasFlag(argv, '--help', '-h');
  if (hasFlag(argv, '--version') && !wantsHelp) {
    return printAnswer(shell, { version: toolVersion }, () => input.stdout.write(`${toolVersion}\n`));
  }
  const found = findCommand(argv, registry);
  if (found.kind === 'not-built-yet') throw notBuiltYet(found.planned.name);
  if (found.kind === 'none') {
    const [stray] = argv.filter((argument) => !['--help', '-h', '--json', '--quiet', '--debug'].includes(argument));
    if (stray !== undefined) throw noCommand(stray);
    return printHelp(shell, overviewHelp(registry, toolVersion));
  }
  if (wantsHelp) return printHelp(shell, commandHelp(found.command));
  return await runCommand(found.command, found.rest, input, shell);
};

const runCommand = async (
  command: Command,
  args: readonly string[],
  input: CliInput,
  shell: Shell,
): Promise<ExitCode> => {
  const parsed = parseOptions(command, args);
  const loaded = await loadConfig(command, parsed.globals, input.workingDirectory);
  if (!loaded.ok || parsed.problems.length > 0) throw usageProblems(command, parsed.problems, loaded);
  const { stdout, stderr, signal } = shell;
  const context = createContext({ input, parsed, config: loaded.config, stdout, stderr, signal });
  let result: CommandResult;
  try {
    result = await command.run(context);
  } finally {
    await letGoOfRuns(context);
  }
  if (!parsed.globals.quiet || result.exitCode !== 0) stderr.print(result.summary);
  if (context.wasPlanned()) stderr.print(howToExecute(input.argv));
  shell.document?.write(result.json);
  return result.exitCode;
};

/** A lock that cannot be let go of ends with this process anyway; what the command did or why it failed is worth more. */
const letGoOfRuns = async ({ runs, warn }: ShellContext) => {
  try {
    await runs.closeAll();
  } catch (error) {
    warn(`A run could not be closed: ${describeError(error).message}`);
  }
};

const howToExecute = (argv: readonly string[]): Block[] => {
  const end = argv.indexOf('--');
  const withExecute = end === -1 ? [...argv, '--execute'] : argv.toSpliced(end, 0, '--execute');
  return [text('Nothing was changed. To do this, run:'), commandBlock(toCommandLine(withExecute))];
};

const printHelp = (shell: Shell, blocks: readonly Block[]): ExitCode =>
  printAnswer(shell, { help: renderBlocks(blocks, { width: 80, paint: paintPlain }).join('\n') }, () =>
    shell.stdout.print(blocks),
  );

const printAnswer = ({ document }: Shell, json: unknown, print: () => unknown): ExitCode => {
  if (document === undefined) print();
  else document.write(json);
  return 0;
};

const notBuiltYet = (name: string) =>
  new PoolferryError(`"poolferry ${name}" is not built yet.`, {
    code: 'not-built-yet',
    exitCode: 2,
    hint: 'The name is settled for a later version. What there is: poolferry --help',
  });

const noCommand = (stray: string) =>
  new PoolferryError(`"${stray}" stands without a command.`, {
    code: 'no-command',
    exitCode: 2,
    hint: 'See: poolferry --help',
  });

const usageProblems = (command: Command, usage: readonly string[], loaded: LoadedConfig) => {
  const isFileMissing = !loaded.ok && loaded.isFileMissing;
  return new ProblemsError(`poolferry ${command.name}`, [...usage, ...(loaded.ok ? [] : loaded.problems)], {
    code: usage.length > 0 ? 'bad-usage' : isFileMissing ? 'config-missing' : 'bad-config',
    hint: `See: poolferry ${command.name} --help`,
  });
};

import type { Config } from '../../core/config/schema.ts';
import type { ExitCode } from '../../core/errors.ts';
import type { Clock } from '../../core/flow/clock.ts';
import type { RunIdentity, RunStore } from '../../core/journal/run-store.ts';
import type { Block } from '../terminal/blocks.ts';

/**
 * What a command is to the shell. Commands only wire: they read settings, build ports from `aws/` and `scripts/files/`,
 * call one operation of `core/` and say what came of it. The shell does the rest of it: parsing, help,
 * configuration, the target line, consent, progress, `--json`, exit codes, Ctrl-C.
 */
export type Command = {
  /** As typed: `export`, `remap verify`. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** A short paragraph for `--help`. */
  readonly description: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly { readonly command: string; readonly explains: string }[];
  /** True when the command changes something in AWS: it gets `--execute` and `--yes`, and stops after its plan without them. */
  readonly writesToAws: boolean;
  /** Pools that the configuration must name for this command. */
  readonly needs: readonly ('source' | 'target' | 'ledger' | 'tables')[];
  /** Takes the options of pools although it is only known later whether it needs any. */
  readonly mayNeedPools?: true;
  run(context: CommandContext): Promise<CommandResult>;
};

export type ArgumentSpec = { readonly name: string; readonly description: string; readonly required: boolean };

export type OptionSpec = {
  /** `--out <dir>`, `--include-disabled`, `--table <name...>`; commander's syntax. */
  readonly flags: string;
  readonly description: string;
  readonly required?: boolean;
  /** Checks and converts one value. Throws an `Error` whose message completes "--flag: ...". */
  readonly parse?: (value: string) => unknown;
  readonly default?: string | number | boolean;
};

export type CommandContext = {
  readonly config: Config;
  /** Parsed options by commander's camelCase name, and positional arguments by theirs. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly arguments: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts at the first Ctrl-C or SIGTERM. Give it to every call and every sleep. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly toolVersion: string;
  readonly runs: RunStore;

  /** Says, before anything else, what this command is about to touch. Endpoint overrides are added by the shell. */
  announceTarget(lines: readonly TargetLine[]): void;
  /** Prints something for people (stderr); silent with `--quiet`. With `--json` too, stdout stays one document. */
  say(...blocks: readonly Block[]): void;
  /** Like `say`, but survives `--quiet`. */
  warn(message: string): void;
  /**
   * The gate of every command with `writesToAws`. Prints the plan. Without `--execute` returns 'planned': the command then
   * returns its plan as result, and the shell ends with the exact command to run. With it, asks once on a terminal
   * unless `--yes`; returns 'execute', or throws `RefusedError` when the person says no. What cannot be taken back asks for
   * something to be `typed` instead: on a terminal by hand, elsewhere by its flag.
   */
  consent(plan: readonly Block[], typed?: TypedConsent): Promise<'planned' | 'execute'>;
  /** Runs long work with a progress line: on a terminal a bar with rate and ETA, piped one line per 10 %. */
  progress<T>(
    title: string,
    work: (progress: Progress) => Promise<T>,
    options?: { readonly unit: string; readonly total?: number },
  ): Promise<T>;
  /** Prints data on stdout, for commands whose result is data: text as it is, or blocks. Does nothing with `--json`. */
  data(content: string | readonly Block[]): void;
};

export type TypedConsent = {
  /** What has to be typed, in words: "the id of the target pool". */
  readonly what: string;
  readonly expected: string;
  /** `--pool-id`, and what came with it. */
  readonly flag: string;
  readonly given: string | undefined;
};

export type Progress = {
  setTotal(total: number): void;
  advance(by?: number): void;
  /** What is happening now, a few words: "waiting for the import job". */
  note(text: string): void;
};

export type TargetLine = {
  /** "Source", "Target", "Ledger", "Tables". */
  readonly role: string;
  /** `eu-west-1_AbC "prod"`. */
  readonly what: string;
  readonly account?: string;
  readonly region?: string;
  /** "profile old-prod", "environment", ... */
  readonly credentials?: string;
  /** Where its calls really go, when that is not AWS's own address. */
  readonly endpoint?: string;
};

export type CommandResult = {
  readonly exitCode: Extract<ExitCode, 0 | 3>;
  /** The one document that `--json` prints. Units in names; no attribute values. */
  readonly json: unknown;
  /** What a person reads at the end. */
  readonly summary: readonly Block[];
};

export type { RunIdentity };

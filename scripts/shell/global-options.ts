import type { Command, OptionSpec } from '../commands/command.ts';

/** Options of the shell, by commander's names for them. */
export type GlobalOptions = {
  readonly config?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
  readonly stateDir?: string;
  readonly breakLock?: true;
  readonly sourceUserPoolId?: string;
  readonly sourceRegion?: string;
  readonly sourceProfile?: string;
  readonly targetUserPoolId?: string;
  readonly targetRegion?: string;
  readonly targetProfile?: string;
  readonly table?: readonly string[];
  readonly execute?: true;
  readonly yes?: true;
};

/** Those that every command takes. */
export const optionsEverywhere: readonly OptionSpec[] = [
  { flags: '--config <file>', description: 'Configuration to use instead of poolferry.config.json.' },
  { flags: '--json', description: 'Print one JSON document on stdout; never ask.' },
  { flags: '--quiet', description: 'Print only warnings, errors and what did not go well.' },
  { flags: '--debug', description: 'Print stack traces with errors.' },
  { flags: '--state-dir <dir>', description: 'Where runs are kept. Default: .poolferry' },
  { flags: '--break-lock', description: 'Take over a run whose process no longer exists.' },
];

/** Those that every command takes which works on pools. */
export const optionsOfPools: readonly OptionSpec[] = ['source', 'target'].flatMap((side) => [
  { flags: `--${side}-user-pool-id <id>`, description: `Id of the ${side} pool.` },
  { flags: `--${side}-region <region>`, description: `Region of the ${side} pool.` },
  { flags: `--${side}-profile <name>`, description: `AWS profile for the ${side} pool.` },
]);

const tables: readonly OptionSpec[] = [
  { flags: '--table <name...>', description: 'Only these of the configured tables.' },
];

const consent: readonly OptionSpec[] = [
  { flags: '--execute', description: 'Do it. Without this only the plan is shown.' },
  { flags: '--yes', description: 'Do not ask before doing it.' },
];

/** The shell's own options that a command takes. */
export const globalOptionsOf = (command: Command): readonly OptionSpec[] => [
  ...(command.writesToAws ? consent : []),
  ...(command.needs.includes('tables') ? tables : []),
  ...(command.needs.length > 0 || command.mayNeedPools ? optionsOfPools : []),
  ...optionsEverywhere,
];

/** What may stand before the name of a command. Not `--table`, which would take the name for one more table. */
export const optionsBeforeCommand: readonly OptionSpec[] = [...consent, ...optionsOfPools, ...optionsEverywhere];

import type { Command, OptionSpec } from '../commands/command.ts';
import { type Block, command as commandLine, facts, heading, text } from '../terminal/blocks.ts';
import { globalOptionsOf, optionsEverywhere, optionsOfPools } from './global-options.ts';
import type { Registry } from './registry.ts';

const toFact = ({ flags, description, required }: OptionSpec) =>
  [flags, required ? `${description} Required.` : description] as const;

const usageOf = ({ name, arguments: specs = [], options }: Command) => {
  const operands = specs.map((spec) => (spec.required ? `<${spec.name}>` : `[${spec.name}]`));
  const required = options.filter((option) => option.required).map((option) => option.flags);
  return ['poolferry', name, ...operands, ...required, '[options]'].join(' ');
};

/** What `poolferry --help` says. */
export const overviewHelp = (registry: Registry, toolVersion: string): Block[] => [
  heading(`poolferry ${toolVersion}`),
  text('Carries users from one Amazon Cognito user pool to another, and repairs what still points at the old users.'),
  text('Usage: poolferry <command> [options]'),
  heading('Commands'),
  facts(...registry.commands.map(({ name, summary }) => [name, summary] as const)),
  heading('Options of every command'),
  facts(
    ...optionsEverywhere.map(toFact),
    ['--help', 'Explain a command, with examples.'],
    ['--version', 'Print the version.'],
  ),
  heading('Options of commands that work on pools'),
  facts(...optionsOfPools.map(toFact)),
  heading('Not built yet'),
  facts(...registry.notBuiltYet.map(({ name, summary }) => [name, summary] as const)),
  heading('Exit codes'),
  text('0 done, 1 failed, 2 usage or refused, 3 finished with rejects, conflicts or leftovers, 130 interrupted.'),
  text('Nothing changes in AWS without --execute.'),
];

/** What `poolferry <command> --help` says. */
export const commandHelp = (command: Command): Block[] => {
  const specs = command.arguments ?? [];
  return [
    heading(usageOf(command)),
    text(command.description),
    ...(command.writesToAws ? [text('Changes AWS only with --execute; without it, shows its plan and stops.')] : []),
    ...(specs.length === 0
      ? []
      : [heading('Arguments'), facts(...specs.map(({ name, description }) => [`<${name}>`, description] as const))]),
    ...(command.options.length === 0 ? [] : [heading('Options'), facts(...command.options.map(toFact))]),
    heading('Options of the shell'),
    facts(...globalOptionsOf(command).map(toFact)),
    heading('Examples'),
    ...command.examples.flatMap((example) => [text(example.explains), commandLine(example.command)]),
  ];
};

import { CommanderError, Command as Parser } from 'commander';
import { nearestName } from '../../core/config/nearest-name.ts';
import type { Command } from '../commands/command.ts';
import { addOptions } from './add-options.ts';
import { type GlobalOptions, globalOptionsOf } from './global-options.ts';

export type ParsedOptions = {
  readonly globals: GlobalOptions;
  readonly options: Readonly<Record<string, unknown>>;
  readonly arguments: Readonly<Record<string, string | undefined>>;
  /** Everything that is wrong with the arguments, a sentence each. */
  readonly problems: readonly string[];
};

/** Reads the arguments of a command, its name taken out. */
export const parseOptions = (command: Command, args: readonly string[]): ParsedOptions => {
  const problems: string[] = [];
  const parser = new Parser().exitOverride().configureOutput({ writeErr: () => undefined });
  const known = addOptions(parser, [...command.options, ...globalOptionsOf(command)], (problem) =>
    problems.push(problem),
  );
  let parsed: ReturnType<Parser['parseOptions']>;
  try {
    parsed = parser.parseOptions([...args]);
  } catch (error) {
    const last = args.at(-1) ?? '';
    if (!(error instanceof CommanderError) || error.code !== 'commander.optionMissingArgument') throw error;
    // Only the last argument can lack its value: report it together with whatever is wrong with the others.
    const others = parseOptions(command, args.slice(0, -1));
    const problems = others.problems.filter((problem) => problem !== isRequired(last));
    return { ...others, problems: [...problems, `${last}: needs a value`] };
  }

  const { operands, unknown } = parsed;
  const values = parser.opts();
  const flags = known.flatMap(({ option }) => option.long ?? option.short ?? []);
  for (const flag of optionsIn(unknown)) {
    const nearest = nearestName(flag, [...flags, '--help', '--version']);
    const complaint = nearest === flag ? 'takes no value' : 'unknown option';
    const proposal = nearest === undefined || nearest === flag ? '' : `; did you mean "${nearest}"?`;
    problems.push(`${flag}: ${complaint}${proposal}`);
  }
  for (const { spec, option } of known) {
    const isGiven = parser.getOptionValueSource(option.attributeName()) !== undefined;
    if (spec.required && !isGiven) problems.push(isRequired(option.long ?? spec.flags));
  }
  // What follows an unknown option may be its value, so nothing is said about arguments then.
  if (unknown.length === 0) problems.push(...argumentProblems(command, operands));
  return { globals: values as GlobalOptions, options: values, arguments: nameArguments(command, operands), problems };
};

const isRequired = (flag: string) => `${flag}: is required`;

const optionsIn = (unknown: readonly string[]) => {
  const end = unknown.indexOf('--');
  return unknown
    .slice(0, end === -1 ? undefined : end)
    .filter((argument) => argument.startsWith('-') && argument.length > 1)
    .map((argument) => argument.replace(/=.*/s, ''));
};

const argumentProblems = ({ arguments: specs = [] }: Command, operands: readonly string[]) => [
  ...specs.flatMap((spec, at) => (spec.required && operands[at] === undefined ? [`<${spec.name}>: is required`] : [])),
  ...operands.slice(specs.length).map((operand) => `"${operand}": is one argument too many`),
];

const nameArguments = ({ arguments: specs = [] }: Command, operands: readonly string[]) =>
  Object.fromEntries(specs.map((spec, at) => [spec.name, operands[at]]));

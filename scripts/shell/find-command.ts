import { Command as Parser } from 'commander';
import { nearestName } from '../../core/config/nearest-name.ts';
import { RefusedError } from '../../core/errors.ts';
import type { Command } from '../commands/command.ts';
import { addOptions } from './add-options.ts';
import { optionsBeforeCommand } from './global-options.ts';
import type { PlannedCommand, Registry } from './registry.ts';

export type FoundCommand =
  | { readonly kind: 'none' }
  | { readonly kind: 'built'; readonly command: Command; readonly rest: readonly string[] }
  | { readonly kind: 'not-built-yet'; readonly planned: PlannedCommand };

/** Which command the arguments ask for, wherever options stand. Throws `RefusedError` (`unknown-command`) with the nearest name. */
export const findCommand = (argv: readonly string[], registry: Registry): FoundCommand => {
  const words = commandWords(argv, registry);
  const [first] = words;
  if (first === undefined) return { kind: 'none' };
  const names = [...words.keys()].map((count) => words.slice(0, words.length - count).join(' '));
  for (const name of names) {
    const command = registry.commands.find((each) => each.name === name);
    if (command !== undefined) {
      if (isMisspelt(words, command, registry)) throw unknownCommand(words, registry);
      return { kind: 'built', command, rest: withoutWords(argv, name.split(' ')) };
    }
    const planned = registry.notBuiltYet.find((each) => each.name === name);
    if (planned !== undefined) return { kind: 'not-built-yet', planned };
  }
  throw unknownCommand(words, registry);
};

/** At most the two words that can name a command. */
const commandWords = (argv: readonly string[], registry: Registry): readonly string[] => {
  const operands = operandsOf(argv);
  if (operands.length > 0) return operands.slice(0, 2);
  // Behind an option that is nobody's, what follows may be its value; a name we know is taken for the command.
  const known = new Set(registry.commands.map((each) => each.name.split(' ')[0]));
  const at = argv.findIndex((argument) => known.has(argument));
  return at === -1 ? [] : argv.slice(at, at + 2).filter((word) => !word.startsWith('-'));
};

const operandsOf = (argv: readonly string[]) => {
  const parser = new Parser().exitOverride().configureOutput({ writeErr: () => undefined });
  addOptions(parser, optionsBeforeCommand, () => undefined);
  try {
    return parser.parseOptions([...argv]).operands;
  } catch {
    return [];
  }
};

/** A second word behind a command that takes none, where there are commands of two words: `remap vrify`. */
const isMisspelt = (words: readonly string[], command: Command, registry: Registry) =>
  words.length > command.name.split(' ').length &&
  (command.arguments ?? []).length === 0 &&
  registry.commands.some(({ name }) => name.startsWith(`${command.name} `));

const withoutWords = (argv: readonly string[], words: readonly string[]) =>
  words.reduce((rest, word) => rest.toSpliced(positionOf(word, rest), 1), [...argv]);

/** Where a word stands as an operand, rather than as the value of an option. */
const positionOf = (word: string, argv: readonly string[]) => {
  const operands = operandsOf(argv).length;
  const at = argv.findIndex((each, index) => each === word && operandsOf(argv.toSpliced(index, 1)).length < operands);
  return at === -1 ? argv.indexOf(word) : at;
};

const secondWord = (name: string) => name.split(' ')[1] ?? '';

const unknownCommand = (words: readonly string[], registry: Registry) => {
  const names = [...registry.commands, ...registry.notBuiltYet].map(({ name }) => name);
  const given = words.join(' ');
  const family = names.filter((name) => words.length === 1 && name.startsWith(`${given} `));
  if (family.length > 0) {
    return new RefusedError(`"poolferry ${given}" needs another word: ${family.map(secondWord).join(', ')}.`, {
      code: 'unknown-command',
      hint: `See: poolferry ${family[0]} --help`,
    });
  }
  const nearest = nearestName(given, names) ?? nearestName(words[0] ?? '', names);
  const shown = nearest?.includes(' ') || names.includes(words[0] ?? '') ? given : (words[0] ?? '');
  return new RefusedError(`There is no command "${shown}".`, {
    code: 'unknown-command',
    hint: nearest === undefined ? 'See: poolferry --help' : `Did you mean: poolferry ${nearest}`,
  });
};

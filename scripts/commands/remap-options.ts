import { createRateLimit } from '../../core/flow/rate-limit.ts';
import { maxSegments } from '../../core/remap/choose-segments.ts';
import type { TableWorkPorts } from '../../core/remap/remap-settings.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import type { CommandContext, OptionSpec, Progress } from './command.ts';
import { wholeNumber } from './whole-number.ts';

/** Options that every command over tables has. */
export const tableOptions: readonly OptionSpec[] = [
  { flags: '--map <file>', description: 'The identity map that "poolferry map" wrote.', required: true },
  {
    flags: '--segments <number>',
    description: 'Parts a table is read in. A run keeps the number it began with.',
    parse: wholeNumber(1, maxSegments),
  },
];

export const segmentsOf = (context: CommandContext): { readonly totalSegments?: number } => {
  const { segments } = context.options;
  return typeof segments === 'number' ? { totalSegments: segments } : {};
};

export const createTableWorkPorts = (
  context: CommandContext,
  tables: TablePorts,
  progress: Progress,
): TableWorkPorts => {
  const { clock, random, signal, config } = context;
  const createLimit = (unitsPerSecond: number) => () => createRateLimit({ unitsPerSecond, unitsPerCall: 1, clock });
  return {
    tables,
    clock,
    random,
    signal,
    createReadLimit: createLimit(config.limits.readUnitsPerSecond),
    createWriteLimit: createLimit(config.limits.writeUnitsPerSecond),
    onItems: (_tableName, items) => {
      progress.advance(items);
      // Whatever held it up is over.
      progress.note('');
    },
    onNote: (note) => progress.note(note),
  };
};

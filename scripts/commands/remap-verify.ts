import { resolve } from 'node:path';
import { defaultPace } from '../../core/remap/remap-settings.ts';
import { verifyRemap } from '../../core/remap/verify-remap.ts';
import { text, warning } from '../terminal/blocks.ts';
import type { Command } from './command.ts';
import { readIdentityMap } from './remap-identity-map.ts';
import { createTableWorkPorts, segmentsOf, tableOptions } from './remap-options.ts';
import { verifyBlocks } from './remap-report.ts';
import { connectTables } from './remap-tables.ts';

export const remapVerifyCommand: Command = {
  name: 'remap verify',
  summary: 'Counts what in the tables still points at old users.',
  description:
    'Reads the configured tables anew, whatever earlier runs have recorded, and counts old, new and unmapped ids by ' +
    'path. Ends with exit code 3 when items with an old id or contradicting ids are left, or values of another type ' +
    'than their path names.',
  options: tableOptions,
  examples: [
    { command: 'poolferry remap verify --map identity-map.jsonl', explains: 'After a remap, and again days later.' },
  ],
  writesToAws: false,
  needs: ['tables'],
  async run(context) {
    const { lookup } = await readIdentityMap(resolve(context.workingDirectory, String(context.options.map)));
    const { ports: tablePorts, tables } = await connectTables(context);
    const total = tables.reduce((sum, { facts }) => sum + facts.estimatedItems, 0);
    const result = await context.progress(
      'Verifying',
      (progress) =>
        verifyRemap(
          { tables, pace: defaultPace, ...segmentsOf(context) },
          { ...createTableWorkPorts(context, tablePorts, progress), lookup },
        ),
      { unit: 'items', ...(total > 0 ? { total } : {}) },
    );
    const { leftoverItems, unjudgedValues } = result;
    return {
      exitCode: leftoverItems === 0 && unjudgedValues === 0 ? 0 : 3,
      json: result,
      summary: [
        ...verifyBlocks(result),
        leftoverItems === 0
          ? text('At these paths, no item has an old id of the map.')
          : warning(`Items that still point at old users or contradict themselves: ${leftoverItems}.`),
        ...(unjudgedValues === 0 ? [] : [warning(`Values that could not be judged: ${unjudgedValues}.`)]),
      ],
    };
  },
};

import type { RemapPlan, TablePlan } from '../../core/remap/plan-remap.ts';
import { maxPasses } from '../../core/remap/remap-table.ts';
import type { Sample, TableSurvey } from '../../core/remap/survey-table.ts';
import type { Tally } from '../../core/remap/tally.ts';
import type { VerifyResult } from '../../core/remap/verify-remap.ts';
import type { RemapResult } from '../../core/remap/work-through-tables.ts';
import { type Block, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';
import { describeConflict } from './describe-conflict.ts';
import {
  costOf,
  describeKey,
  number,
  ownerTable,
  recoveryOf,
  streamConsumers,
  streamOf,
  timeOf,
} from './remap-report-parts.ts';

export const planBlocks = (plan: RemapPlan): Block[] => [...plan.tables.flatMap(tablePlanBlocks), ...outlook(plan)];

/** What an operator has to know before, and once for all tables. */
const outlook = ({ tables, limits }: RemapPlan): Block[] => [
  heading('What will happen'),
  list([
    `The configured limits are ${number(limits.readUnitsPerSecond)} read and ${number(limits.writeUnitsPerSecond)} write units a second and table, ` +
      'on top of what the application uses. Where DynamoDB throttles, this slows down and goes on.',
    'Each value is replaced only if it still is what was read. What the application writes meanwhile stays, and is looked ' +
      'at again.',
    'Passes repeat until one finds nothing, ten at most. Interrupted or killed, the same command continues.',
    ...(tables.some(({ survey }) => survey.tally.conflicts > 0)
      ? ['Items with conflicts stay as they are, and the exit code is 3.']
      : []),
    'People who still sign in at the source lose sight of what is rewritten.',
  ]),
  text(
    'It is done when a pass finds nothing that began after the last change of the map, and after the last access token ' +
      'of the source has expired: an hour after the last sign-in there, or what its app clients say, a day at most.',
  ),
];

const tablePlanBlocks = (plan: TablePlan): Block[] => {
  const { facts: about, survey, readUnitsPerPass, keyChanges, estimatedDollars, estimatedSeconds } = plan;
  const { tally } = survey;
  const blocks = [
    heading(about.name),
    facts(
      ['Items', `${number(tally.items)} read`],
      ['To change', number(tally.changed)],
      ['Left as they are', number(tally.untouched)],
      ['Conflicts', number(tally.conflicts)],
      ['Read units', `about ${number(readUnitsPerPass)} a pass, two passes at least`],
      ['Write units', `about ${number(survey.writeUnits)}, indexes included`],
      ['Cost', costOf(about, estimatedDollars)],
      ['Time', timeOf(estimatedSeconds)],
      ['Recovery', recoveryOf(about)],
      ['Stream', streamOf(about)],
    ),
    text('Values to change, by how the owner is written:'),
    pathTable(tally),
    ...oddities(survey),
    ...streamConsumers(about),
    ...(keyChanges.length === 0 ? [] : [text('Owners in keys:'), list(keyChanges)]),
  ];
  if (about.replicaRegions.length > 0) {
    blocks.push(
      warning(`A global table, also in ${about.replicaRegions.join(', ')}. Run this where the application writes.`),
    );
  }
  return blocks;
};

export const resultBlocks = (result: RemapResult): Block[] =>
  result.tables.flatMap(({ tableName, passes, isClean, isWithoutStatements }) => {
    const last = passes.at(-1);
    const blocks: Block[] = [
      heading(tableName),
      table(
        [
          { title: 'pass', align: 'right' },
          { title: 'items', align: 'right' },
          { title: 'changed', align: 'right' },
          { title: 'untouched', align: 'right' },
          { title: 'conflicts', align: 'right' },
        ],
        passes.map((pass, position) =>
          [position + 1, pass.items, pass.changed, pass.untouched, pass.conflicts].map(number),
        ),
      ),
    ];
    if (last !== undefined && last.conflicts > 0) blocks.push(...conflictBlocks(last));
    if (last !== undefined) blocks.push(...otherShapeBlocks(last));
    if (isWithoutStatements) {
      blocks.push(text('This endpoint knows no PartiQL statements: items were updated one at a time.'));
    }
    if (!isClean) {
      const found = last === undefined ? 0 : last.changed + (last.conflictsByCode['changed-meanwhile'] ?? 0);
      blocks.push(
        warning(
          `Pass ${maxPasses} still found ${number(found)} items to change: something keeps writing old ids. ` +
            'Find it, then run this again.',
        ),
      );
    }
    return blocks;
  });

export const verifyBlocks = (result: VerifyResult): Block[] =>
  result.tables.flatMap((survey) => [
    heading(survey.tableName),
    facts(
      ['Items', `${number(survey.tally.items)} read`],
      ['With an old id', number(survey.tally.changed)],
      ['Conflicts', number(survey.tally.conflicts)],
    ),
    text('Values with an old id, by how the owner is written:'),
    pathTable(survey.tally),
    ...oddities(survey),
  ]);

const pathTable = (tally: Tally): Block =>
  ownerTable(tally, [
    { title: 'new already', of: ({ current }) => current },
    { title: 'unmapped', of: ({ unmapped }) => unmapped },
  ]);

const oddities = ({ tally, samples, emptyPaths }: TableSurvey): Block[] => {
  const blocks = tally.conflicts > 0 ? conflictBlocks(tally) : [];
  blocks.push(...otherShapeBlocks(tally));
  if (tally.items > 0) {
    for (const path of emptyPaths) {
      blocks.push(
        warning(`No item has anything at "${path}". Check its spelling: case matters, and a dot leads into a map.`),
      );
    }
  }
  const shown = samples.filter(({ what }) => !['sub', 'username', 'sub::username'].includes(what));
  if (shown.length > 0) blocks.push(text('For example, by key:'), list(shown.map(describeSample)));
  return blocks;
};

const otherShapeBlocks = (tally: Tally): Block[] =>
  Object.entries(tally.byPath)
    .filter(([, { otherShape }]) => otherShape > 0)
    .map(([path, { otherShape }]) =>
      warning(`Values at "${path}" that are not of the type this path names, and stay: ${number(otherShape)}.`),
    );

const conflictBlocks = (tally: Tally): Block[] => [
  text('Conflicts are left as they are. Settle them by hand, then run this again:'),
  list(
    Object.entries(tally.conflictsByCode)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(describeConflict),
  ),
];

const describeSample = ({ key, path, what }: Sample) => `${what} at "${path}": ${describeKey(key)}`;

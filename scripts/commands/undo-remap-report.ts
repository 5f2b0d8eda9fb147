import type { RunRecord } from '../../core/journal/run-store.ts';
import type { TableUndoPlan } from '../../core/remap/plan-undo.ts';
import type { Tally } from '../../core/remap/tally.ts';
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
import type { LostTable } from './undo-remap-tables.ts';

export const undoPlanBlocks = (past: RunRecord, plans: readonly TableUndoPlan[], hasMap: boolean): Block[] => {
  const began = new Date(past.startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  return [
    text(
      `Takes back run ${past.id}, begun ${began} UTC, ${past.state === 'finished' ? 'finished' : 'not finished; it does not continue after this'}. ` +
        'Every value that still stands as the run wrote it becomes what it was. What the application has written since stays.',
    ),
    ...plans.flatMap(tableBlocks),
    hasMap
      ? text('Items with a new id that the run did not write cannot be taken back: they are counted.')
      : warning(
          'The identity map of the run is not to be found: items with a new id that the run did not write are not ' +
            'counted. Name it with --map.',
        ),
    text('People who signed in at the target lose sight of these items again, until the next remap.'),
  ];
};

const tableBlocks = (plan: TableUndoPlan): Block[] => [
  heading(plan.facts.name),
  facts(
    ['Items', `${number(plan.written.changed)} written by the run`],
    ...(plan.unsettledItems === 0
      ? []
      : ([
          ['In doubt', `${number(plan.unsettledItems)} of them: the run was killed before it noted their outcome`],
        ] as const)),
    ['Write units', `about ${number(plan.writeUnits)}, indexes included`],
    ['Cost', costOf(plan.facts, plan.estimatedDollars)],
    ['Time', timeOf(plan.estimatedSeconds)],
    ['Recovery', recoveryOf(plan.facts)],
    ['Stream', streamOf(plan.facts)],
  ),
  text('Values to give back, by how the owner is written:'),
  ownerTable(plan.written, []),
  ...streamConsumers(plan.facts),
];

export const undoResultBlocks = (result: RemapResult): Block[] =>
  result.tables.flatMap(({ tableName, passes, isClean, movesInDoubt = [] }) => {
    const last = passes.at(-1);
    const given = passes.reduce((sum, { changed }) => sum + changed, 0);
    return [
      heading(tableName),
      facts(
        ['Items given back', number(given)],
        ['Written since', `${number(codeOf(last, 'changed-since'))}, by the application; they stay`],
        ['New ids of others', `${number(codeOf(last, 'new-since'))}, which the run did not write; they stay`],
        ['Deleted since', number(last?.gone ?? 0)],
      ),
      table(
        ['pass', 'items', 'given back', 'untouched', 'left'].map((title) => ({ title, align: 'right' as const })),
        passes.map((pass, position) =>
          [position + 1, pass.items, pass.changed, pass.untouched, pass.conflicts].map(number),
        ),
      ),
      ...otherConflicts(last),
      ...(movesInDoubt.length === 0
        ? []
        : [
            text('In doubt, by key. Compare each with what the user had, and move or leave it by hand:'),
            list([
              ...movesInDoubt.slice(0, keysShown).map(describeKey),
              ...(movesInDoubt.length > keysShown
                ? [`and ${number(movesInDoubt.length - keysShown)} more, which --json lists`]
                : []),
            ]),
          ]),
      ...(isClean ? [] : [warning('The last pass still gave something back: run this again.')]),
    ];
  });

/** Others of the run were found, so that looking elsewhere, as the error itself advises, would help nobody. */
export const lostTableBlocks = (lost: readonly LostTable[]): Block[] =>
  lost.map(({ tableName, error }) => {
    const also = error.code === 'table-replaced' ? ', even if it was restored from a backup' : '';
    return warning(`${error.message} Nothing is given back in "${tableName}"${also}.`);
  });

const keysShown = 20;

/** What the facts above do not say already. */
const otherConflicts = (last: Tally | undefined): Block[] => {
  const others = Object.entries(last?.conflictsByCode ?? {}).filter(
    ([code]) => code !== 'changed-since' && code !== 'new-since',
  );
  if (others.length === 0) return [];
  return [text('Left as they are, besides:'), list(others.map(describeConflict))];
};

const codeOf = (tally: Tally | undefined, code: string) => tally?.conflictsByCode[code] ?? 0;

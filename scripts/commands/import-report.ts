import { type ImportCode, importCodes } from '../../core/import/import-codes.ts';
import { maxImportJobsPerPool } from '../../core/import/import-job.ts';
import type { ImportResult } from '../../core/import/import-result.ts';
import type { PlannedJob } from '../../core/import/plan-jobs.ts';
import type { Selection } from '../../core/import/select-rows.ts';
import { type Block, command, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';
import { toCommandLine } from '../terminal/shell-words.ts';

export type ImportPlan = {
  readonly directory: string;
  readonly rows: number;
  readonly selection: Selection;
  /** Rows that have an outcome from an earlier process of this run. */
  readonly settled: number;
  readonly jobs: readonly PlannedJob[];
  readonly existingJobs: number;
  /** A job of somebody else that is active in the target now. */
  readonly otherJobId: string | undefined;
  readonly ledgerTable: string | undefined;
  readonly isComplete: boolean;
  readonly unfinishedRunId: string | undefined;
};

export const planBlocks = (plan: ImportPlan): Block[] => {
  const { selection, jobs, existingJobs, ledgerTable } = plan;
  const canary = jobs.find((job) => job.kind === 'canary');
  const left = maxImportJobsPerPool - existingJobs;
  return [
    heading('Plan'),
    facts(
      ['Package', `${plan.directory}, ${count(plan.rows, 'row')}`],
      ...(plan.unfinishedRunId === undefined ? [] : [['Continues', `run ${plan.unfinishedRunId}`] as const]),
      ...(plan.settled === 0 ? [] : [['Done before', count(plan.settled, 'row')] as const]),
      ...(selection.underWay === 0 ? [] : [['Under way', `${count(selection.underWay, 'row')} in a job`] as const]),
      ['To import', count(selection.send.length, 'row')],
      ['Left out', count(selection.leftOut.length, 'row')],
      [
        'Import jobs',
        `${jobs.length}${canary === undefined ? '' : `, a small one of ${canary.rows.length} rows first`}`,
      ],
      ['Jobs left', `${left} of ${maxImportJobsPerPool}; Cognito keeps every job`],
      [
        'Ledger',
        ledgerTable === undefined ? 'none' : `claims ${count(selection.send.length, 'row')} in "${ledgerTable}"`,
      ],
    ),
    ...describeLeftOut(selection),
    ...(plan.isComplete ? [] : [warning('The package is partial: a filter or limit left users out on purpose.')]),
    ...(plan.otherJobId === undefined
      ? []
      : [warning(`Import job ${plan.otherJobId} is active there. It is waited for, never stopped.`)]),
    ...(ledgerTable === undefined
      ? [warning('Without a ledger nothing keeps a user from crossing both ways, or from coming back after deletion.')]
      : []),
    ...(selection.send.length === 0
      ? []
      : [
          heading('What these users will experience'),
          list([
            'They get no message now, and keep no password: Cognito hands passwords out to nobody.',
            'Their first sign-in is refused until they choose "Forgot password" and enter the code that Cognito sends to their verified address.',
            'In a pool with passwordless sign-in they can sign in by code at once.',
          ]),
        ]),
  ];
};

export const planJson = ({ selection, jobs, ...plan }: ImportPlan) => ({
  ...plan,
  toImport: selection.send.length,
  underWay: selection.underWay,
  leftOut: selection.leftOut.length,
  leftOutByCode: Object.fromEntries(countByReason(selection)),
  jobs: jobs.map(({ kind, part, rows }) => ({ kind, part, rows: rows.length })),
});

const describeLeftOut = (selection: Selection): Block[] =>
  selection.leftOut.length === 0
    ? []
    : [
        heading('Left out'),
        table(
          [{ title: 'Rows', align: 'right' }, { title: 'Reason' }, { title: 'What it means' }],
          countByReason(selection).map(([reason, rows]) => [
            String(rows),
            reason,
            reason === 'already-there' ? 'Proven to have crossed before.' : importCodes[reason as ImportCode].explains,
          ]),
        ),
      ];

const countByReason = ({ leftOut }: Selection): [string, number][] => {
  const counts = new Map<string, number>();
  for (const { code, outcome } of leftOut) counts.set(code ?? outcome, (counts.get(code ?? outcome) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
};

type ReportPlace = {
  readonly directory: string;
  readonly outcomeDirectory: string;
  readonly ledgerTable: string | undefined;
  readonly ranBefore: boolean;
};

export const resultBlocks = (
  { counts, jobs, alarm, warnings }: ImportResult,
  { directory, outcomeDirectory, ledgerTable, ranBefore }: ReportPlace,
): Block[] => [
  ...(ranBefore ? [text('This package was imported before. Nothing was done; this is what came of it.')] : []),
  heading('Import'),
  facts(
    ['Rows', String(counts.rows)],
    ['Imported', String(counts.imported)],
    ['Already there', String(counts.alreadyThere)],
    ['Failed', String(counts.failed)],
    ['Import jobs', jobs.length === 0 ? 'none' : jobs.map((job) => `${job.jobId} ${job.status}`).join(', ')],
  ),
  ...(counts.failed === 0
    ? []
    : [
        heading('Who was not imported, and the way out'),
        table(
          [{ title: 'Rows', align: 'right' }, { title: 'Code' }, { title: 'What it means, what to do' }],
          Object.entries(counts.failedByCode).map(([code, rows]) => {
            const { explains, wayOut } = importCodes[code as ImportCode];
            return [String(rows), code, `${explains} ${wayOut}`];
          }),
        ),
      ]),
  ...describeAlarm(alarm),
  ...warnings.map((each) => warning(each)),
  list([
    `Every row: ${outcomeDirectory}/outcome.jsonl`,
    ...(counts.failed === 0 ? [] : [`Rows worth another import: ${outcomeDirectory}/failed.csv`]),
  ]),
  ...(counts.imported === 0
    ? []
    : [text('Imported users choose "Forgot password" at their first sign-in; until then it is refused.')]),
  ...(counts.imported + counts.alreadyThere === 0
    ? []
    : [
        heading('Next'),
        command(
          toCommandLine([
            ...['map', '--package', directory],
            ...(ledgerTable === undefined ? [] : ['--ledger', ledgerTable]),
            ...['--out', 'identity-map.jsonl'],
          ]),
        ),
      ]),
];

const shownStrangers = 10;

const describeAlarm = ({ strangers, unexplainedImports }: ImportResult['alarm']): Block[] => [
  ...(strangers.length === 0
    ? []
    : [
        warning(
          `SECURITY: ${count(strangers.length, 'user')} appeared in the target while the job ran, in the state an import leaves behind, and stand in no row. Find out who made them.`,
        ),
        list([
          ...strangers.slice(0, shownStrangers),
          ...(strangers.length > shownStrangers ? [`and ${strangers.length - shownStrangers} more, see --json`] : []),
        ]),
      ]),
  ...(unexplainedImports === 0
    ? []
    : [
        warning(
          `SECURITY: the job counts ${count(unexplainedImports, 'user')} more as imported than the rows explain. Compare the target with the package.`,
        ),
      ]),
];

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

import { type ImportCode, importCodes } from '../../core/import/import-codes.ts';
import { maxImportJobsPerPool } from '../../core/import/import-job.ts';
import { maxDisabledRows, type PlannedJob } from '../../core/import/plan-jobs.ts';
import type { Selection } from '../../core/import/select-rows.ts';
import { type Block, facts, heading, list, table, warning } from '../terminal/blocks.ts';
import { countOf } from '../terminal/count-of.ts';
import { disablesPerSecond } from './disabling-of.ts';
import { csvExperience, csvNotes } from './import-csv-plan.ts';
import type { CsvFacts } from './import-input.ts';
import { describeUnlisted } from './import-unlisted.ts';

export type ImportPlan = {
  readonly path: string;
  readonly csv: CsvFacts | undefined;
  readonly hasLedger: boolean;
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
  /** Other imports into this target that were left in the middle. */
  readonly otherUnfinishedRunIds: readonly string[];
};

export const planBlocks = (plan: ImportPlan): Block[] => {
  const { selection, jobs, existingJobs, ledgerTable } = plan;
  const canary = jobs.find((job) => job.kind === 'canary');
  const left = Math.max(0, maxImportJobsPerPool - existingJobs);
  return [
    heading('Plan'),
    facts(
      [plan.csv === undefined ? 'Package' : 'File', `${plan.path}, ${countOf(plan.rows, 'row')}`],
      ...(plan.unfinishedRunId === undefined ? [] : [['Continues', `run ${plan.unfinishedRunId}`] as const]),
      ...(plan.settled === 0 ? [] : [['Done before', countOf(plan.settled, 'row')] as const]),
      ...(selection.underWay === 0 ? [] : [['Under way', `${countOf(selection.underWay, 'row')} in a job`] as const]),
      ['To import', countOf(selection.send.length, 'row')],
      ['Left out', countOf(selection.leftOut.length, 'row')],
      [
        'Import jobs',
        `${jobs.length}${canary === undefined ? '' : `, a small one of ${canary.rows.length} rows first`}`,
      ],
      ['Jobs left', `${left} of ${maxImportJobsPerPool}; Cognito keeps every job`],
      ['Ledger', describeLedger(plan)],
    ),
    ...describeDisabled(jobs),
    ...describeLeftOut(selection),
    ...describeUnlisted(selection.unlisted),
    ...(plan.isComplete ? [] : [warning('The package is partial: a filter or limit left users out on purpose.')]),
    ...plan.otherUnfinishedRunIds.map((id) =>
      warning(
        `Run ${id} into this target has not finished. Finish it first, with its own command: here its users would count as unproven.`,
      ),
    ),
    ...(plan.otherJobId === undefined
      ? []
      : [warning(`Import job ${plan.otherJobId} is active there. It is waited for, never stopped.`)]),
    ...(plan.csv === undefined ? [] : csvNotes(plan.csv, plan.hasLedger)),
    ...(plan.csv === undefined && ledgerTable === undefined
      ? [warning('Without a ledger nothing keeps a user from crossing both ways, or from coming back after deletion.')]
      : []),
    ...(selection.send.length === 0
      ? []
      : [
          heading('What these users will experience'),
          list(plan.csv?.algorithm === undefined ? withoutPassword : csvExperience(plan.csv, plan.rows)),
        ]),
  ];
};

/** The plan of a run whose last job of disabled users was not seen through: whom else it sends is decided after that. */
export const owedDisablingBlocks = (runId: string | undefined, users: number): Block[] => [
  heading('Plan'),
  facts(
    ['Continues', `run ${runId}`],
    ['First of all', `sees that ${countOf(users, 'user')} of its last job, disabled in the source, are disabled`],
    ['Then', 'looks at both pools and goes on with the other rows'],
  ),
  warning(stillEnabled(users)),
];

export const stillEnabled = (users: number): string =>
  `Up to ${countOf(users, 'user')} whom the source disabled may be enabled in the target until this run goes on.`;

const describeDisabled = (jobs: readonly PlannedJob[]): Block[] => {
  const ofDisabled = jobs.filter(({ kind }) => kind === 'disabled');
  if (ofDisabled.length === 0) return [];
  const rows = ofDisabled.map((job) => job.rows.length);
  const users = rows.reduce((sum, each) => sum + each, 0);
  const disablingS = Math.ceil(Math.max(...rows) / disablesPerSecond);
  return [
    warning(
      `Disabled in the source: ${countOf(users, 'user')}. They go last, in ${countOf(ofDisabled.length, 'job')} of at most ${maxDisabledRows} rows. Import jobs make enabled users: until a job has ended and its users are disabled, which takes about ${disablingS} s after it, they could reset their password and sign in.`,
    ),
  ];
};

const withoutPassword = [
  'They get no message now, and keep no password: Cognito hands passwords out to nobody.',
  'Their first sign-in is refused until they choose "Forgot password" and enter the code that Cognito sends to their verified address.',
  'In a pool with passwordless sign-in they can sign in by code at once.',
];

const describeLedger = ({ csv, ledgerTable, selection }: ImportPlan): string => {
  if (csv !== undefined) return 'not asked: nothing says who these users were before';
  return ledgerTable === undefined ? 'none' : `claims ${countOf(selection.send.length, 'row')} in "${ledgerTable}"`;
};

export const planJson = ({ selection, jobs, ...plan }: ImportPlan) => ({
  ...plan,
  toImport: selection.send.length,
  underWay: selection.underWay,
  leftOut: selection.leftOut.length,
  leftOutByCode: Object.fromEntries(countByReason(selection)),
  unlisted: selection.unlisted,
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

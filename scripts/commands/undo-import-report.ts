import type { RunRecord } from '../../core/journal/run-store.ts';
import type { UndoPlan } from '../../core/undo-import/plan-undo.ts';
import type { UndoResult } from '../../core/undo-import/undo-import.ts';
import { type Block, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';
import { countOf } from '../terminal/count-of.ts';
import type { CommandResult } from './command.ts';
import type { RelatedRuns } from './undo-import-related.ts';

export type UndoFacts = {
  readonly run: RunRecord;
  readonly plan: UndoPlan;
  readonly leaves: 'reset' | 'hashes';
  readonly userPoolId: string;
  readonly ledgerTable: string | undefined;
  readonly isOfPackage: boolean;
  readonly related: RelatedRuns;
  readonly seconds: number;
  readonly continues: string | undefined;
};

const shownUsers = 20;

export const undoPlanBlocks = (undo: UndoFacts): Block[] => {
  const { run, plan, ledgerTable, isOfPackage, seconds, continues, userPoolId } = undo;
  return [
    heading('Plan'),
    facts(
      ['Takes back', `run ${run.id}, begun ${day(run.startedAtMs)}`],
      ...(continues === undefined ? [] : [['Continues', `run ${continues}`] as const]),
      ['Users it created', String(plan.imported)],
      ...(plan.settled === 0 ? [] : [['Done before', String(plan.settled)] as const]),
      ['To delete', `${countOf(plan.toDelete, 'user')} of pool ${userPoolId}, for good`],
      ['Gone already', String(plan.gone)],
      ...(plan.kept === 0 ? [] : [['Kept', `${plan.kept}, made at another time than any job of the run`] as const]),
      ['Takes about', `${seconds} s`],
      ['Ledger', ledgerTable === undefined ? 'none' : `opens their claims in "${ledgerTable}"`],
    ),
    ...describeUsed(undo),
    text(
      'Every user is read again just before, by name, and deleted only if it still is the one that the run created: the ' +
        'same sub, created while a job of the run was at work. Reading counts them as active in this month, which is billed.',
    ),
    ...(isOfPackage
      ? [
          text(
            'Afterwards these people can cross again, by an import or by signing in. Who was deleted by somebody else stays out.',
          ),
        ]
      : []),
    ...(isOfPackage && ledgerTable === undefined
      ? [
          warning(
            'The configuration names no ledger. If the import had one, name it: its bound rows would keep these people out for ever.',
          ),
        ]
      : []),
    ...describeRelated(undo.related),
    text(`On a terminal the id of the pool has to be typed; elsewhere add: --pool-id ${userPoolId}`),
  ];
};

export const undoPlanJson = ({ run, plan, userPoolId, ledgerTable, related, seconds, continues }: UndoFacts) => ({
  ...plan,
  run: run.id,
  userPoolId,
  ledgerTable,
  seconds,
  unfinishedRunId: continues,
  remapsSince: related.remaps.map(({ id }) => id),
  otherImports: related.imports.map(({ id }) => id),
});

const describeUsed = ({ plan: { used }, leaves }: UndoFacts): Block[] => [
  heading('Who has used the account since'),
  ...(used.length === 0
    ? [text('Nothing shows that anybody has.')]
    : [
        table(
          ['Sub in the target', 'Status', 'Enabled', 'Last changed (UTC)'].map((title) => ({ title })),
          used
            .slice(0, shownUsers)
            .map(({ sub, status, enabled, lastModifiedAtMs }) => [
              sub,
              status,
              enabled ? 'yes' : 'no',
              day(lastModifiedAtMs),
            ]),
        ),
        ...(used.length > shownUsers ? [text(`and ${used.length - shownUsers} more, see --json`)] : []),
        warning(
          `${countOf(used.length, 'user')} ${used.length === 1 ? 'has' : 'have'} another state than the import left. What they did and own since goes with their sub.`,
        ),
      ]),
  text(
    leaves === 'reset'
      ? 'Cognito does not tell when somebody signed in. Whoever chose a password is no longer RESET_REQUIRED; in a pool with passwordless sign-in nobody ever was.'
      : 'Cognito does not tell when somebody signed in, and these users brought their passwords along: who has signed in and changed nothing cannot be seen.',
  ),
];

const describeRelated = ({ remaps, imports }: RelatedRuns): Block[] => [
  ...remaps.map(({ id }) =>
    warning(
      `Run ${id} rewrote owners since. Items that it gave to these users would belong to nobody: take it back first, or map and remap again afterwards.`,
    ),
  ),
  ...imports.map(({ id }) =>
    text(`Run ${id} imported the same input; the users it created stay until it is taken back itself.`),
  ),
];

export const reportUndo = ({ id, result }: RunRecord, undone: RunRecord, ranBefore: boolean): CommandResult => {
  const counts = result as UndoResult;
  return {
    exitCode: counts.kept + counts.claimsOther > 0 ? 3 : 0,
    json: { ...counts, runId: id, undoneRunId: undone.id, ranBefore },
    summary: [
      ...(ranBefore
        ? [text(`Run ${id} took it back before. Nothing was done now; this is what came of it then.`)]
        : []),
      heading('Undo'),
      facts(
        ['Users that run created', String(counts.imported)],
        ['Deleted', String(counts.deleted)],
        ...(counts.deletedAfterUse === 0 ? [] : [['Used before that', String(counts.deletedAfterUse)] as const]),
        ['Gone already', String(counts.alreadyGone)],
        ['Kept', String(counts.kept)],
        ['Claims open again', String(counts.claimsOpen)],
      ),
      ...(counts.claimsOther === 0
        ? []
        : [
            warning(
              `Of ${countOf(counts.claimsOther, 'deleted user')} the ledger says something else than that they had crossed as that user: it was left as it is.`,
            ),
          ]),
      list([
        'What the import wrote beside its input still tells what it did then.',
        'Maps that were built before still hold these users: build them anew.',
      ]),
      text('The same import, given again, now begins anew.'),
    ],
  };
};

const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');

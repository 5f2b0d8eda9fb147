import { codesWorthAnotherImport, type ImportCode, importCodes } from '../../core/import/import-codes.ts';
import type { ImportResult } from '../../core/import/import-result.ts';
import type { RunRecord } from '../../core/journal/run-store.ts';
import { type Block, command, facts, heading, list, table, text, warning } from '../terminal/blocks.ts';
import { countOf } from '../terminal/count-of.ts';
import { toCommandLine } from '../terminal/shell-words.ts';
import type { CommandResult } from './command.ts';
import { describeUnlisted } from './import-unlisted.ts';

export type ReportPlace = {
  /** The package or CSV file, as the command names it. */
  readonly path: string;
  readonly isCsv: boolean;
  readonly outcomeDirectory: string;
  readonly ledgerTable: string | undefined;
};

type ReportedRun = ReportPlace & { readonly runId: string; readonly ranBefore: boolean };

export const reportImport = ({ id, result }: RunRecord, ranBefore: boolean, place: ReportPlace): CommandResult => {
  const imported = result as ImportResult;
  const { counts, alarm, unlisted } = imported;
  const isAlarming = alarm.strangers.length + alarm.unexplainedImports > 0;
  return {
    exitCode: counts.failed > 0 || isAlarming || (unlisted?.missed.count ?? 0) > 0 ? 3 : 0,
    json: { ...imported, runId: id, ranBefore, outcomeDirectory: place.outcomeDirectory },
    summary: resultBlocks(imported, { ...place, runId: id, ranBefore }),
  };
};

const resultBlocks = (
  { counts, jobs, arrivals, alarm, warnings, unlisted }: ImportResult,
  { path, isCsv, outcomeDirectory, ledgerTable, runId, ranBefore }: ReportedRun,
): Block[] => [
  ...(ranBefore
    ? [
        text(
          `Run ${runId} imported this ${isCsv ? 'file' : 'package'} before. Nothing was done now; this is what came of it then.`,
        ),
      ]
    : []),
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
  ...describeUnlisted(unlisted),
  list([
    `Every row: ${outcomeDirectory}/outcome.jsonl`,
    ...(countRefused(counts) === 0
      ? []
      : [
          isCsv
            ? `Refused rows, to correct and import as a file of their own: ${outcomeDirectory}/failed.csv (only its owner can read it; it holds whatever the rows hold)`
            : `Refused rows, as they were exported: ${outcomeDirectory}/failed.csv (to look at; imported as a plain CSV these users would have no past, and where there is a ledger it is refused)`,
        ]),
  ]),
  ...(counts.failed === 0
    ? []
    : [
        heading('To try the failed rows again'),
        list([
          isCsv
            ? 'Correct rows in failed.csv, and import that file.'
            : 'Whoever was corrected in the source: export into a new directory and import that.',
          'Where the target was put right, these rows go again as they are:',
        ]),
        command(toCommandLine(['import', path, '--retry', runId])),
      ]),
  ...describeArrivals(arrivals),
  ...(isCsv || counts.imported + counts.alreadyThere === 0
    ? []
    : [
        heading('Next'),
        command(
          toCommandLine([
            ...['map', '--package', path],
            ...(ledgerTable === undefined ? [] : ['--ledger', ledgerTable]),
            ...['--out', 'identity-map.jsonl'],
          ]),
        ),
      ]),
];

const describeArrivals = ({ byStatus, disabledUsers, longestEnabledMs }: ImportResult['arrivals']): Block[] => {
  const { RESET_REQUIRED: toReset = 0, CONFIRMED: confirmed = 0 } = byStatus;
  if (toReset + confirmed === 0) return [];
  return [
    heading('What these users will experience'),
    list([
      ...(toReset === 0
        ? []
        : [
            `${countOf(toReset, 'user')} must choose a new password: every sign-in is refused until "Forgot password" and the code that Cognito sends. App clients with PreventUserExistenceErrors ENABLED see NotAuthorizedException, as if the password were wrong; others PasswordResetRequiredException.`,
          ]),
      ...(confirmed === 0
        ? []
        : [
            `${countOf(confirmed, 'user')} can sign in at once, by a code to their address or with an imported password.`,
          ]),
      ...(toReset === 0
        ? []
        : ['How an app handles it, and how fast resets can go, is in docs/after-import.md of poolferry.']),
    ]),
    ...(disabledUsers === 0
      ? []
      : [
          text(
            `Disabled again, as in the source: ${countOf(disabledUsers, 'user')}. None of them was enabled in the target for more than ${Math.ceil(longestEnabledMs / 1000)} s.`,
          ),
        ]),
  ];
};

const countRefused = ({ failedByCode }: ImportResult['counts']) =>
  Object.entries(failedByCode).reduce(
    (sum, [code, rows]) => sum + (codesWorthAnotherImport.has(code as ImportCode) ? rows : 0),
    0,
  );

const shownStrangers = 10;

const describeAlarm = ({ strangers, unexplainedImports }: ImportResult['alarm']): Block[] => [
  ...(strangers.length === 0
    ? []
    : [
        warning(
          `SECURITY: ${countOf(strangers.length, 'user')} appeared in the target while the job ran, in the state an import leaves behind, and stand in no row. Find out who made them.`,
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
          `SECURITY: the job counts ${countOf(unexplainedImports, 'user')} more as imported than the rows explain. Compare the target with the package.`,
        ),
      ]),
];

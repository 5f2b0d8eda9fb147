import pMap from 'p-map';
import type { LedgerRow } from '../identity/ledger.ts';
import { collectLog, verdictsByRow } from './collect-verdicts.ts';
import { disableAtOnce, disableTheRest } from './disable-users.ts';
import { earlierWindows, type ImportLog, inRecords, type JobEnd, type JobProgress } from './import-journal.ts';
import type { ImportPorts } from './import-ports.ts';
import type { ImportSettings } from './import-settings.ts';
import { judgeRow } from './judge-row.ts';
import type { JudgedRow } from './judged-row.ts';
import { keepLedger } from './keep-ledger.ts';
import { lookAtTarget, type TargetView } from './look-at-target.ts';
import type { PackageRow } from './package-row.ts';
import { raiseAlarm } from './raise-alarm.ts';
import type { LogLine } from './read-log-line.ts';
import type { RowOutcome } from './row-outcome.ts';
import { carriesPreviousSub } from './target-user.ts';
import { toRowOutcomes } from './to-row-outcomes.ts';

/** Rows the job did not come to; they have no outcome yet. */
export type SettledJob = { readonly notProcessed: number };

/** Listings lag behind: a row said to be made is looked for this often before it counts as gone. */
const looks = 5;
const firstPauseMs = 500;
const readsAtOnce = 8;

/**
 * Says of every row of an ended job what became of it, and writes it down after the ledger took note. Whom the source disabled
 * is disabled before anything else. Done again after a crash it comes to the same.
 */
export const settleJob = async (
  job: JobProgress & { readonly jobId: string; readonly end: JobEnd },
  log: ImportLog,
  settings: ImportSettings,
  ports: ImportPorts,
): Promise<SettledJob> => {
  const sent = job.subs.filter((sub) => !isDenied(log.progress.outcomes.get(sub), job.jobId));
  const rows = sent.map((sub) => settings.rows.get(sub)).filter((row) => row !== undefined);
  const isOfDisabled = job.kind === 'disabled';
  if (isOfDisabled) await disableAtOnce(rows, job.end, settings, ports);
  let disabledAtMs = ports.clock.nowMs();
  const { lines, warning: ofLog } = await collectLog(job.jobId, job.end, ports);
  const { view, verdicts } = await lookUntilConsistent(rows, lines, job.end, settings, ports);
  const judged = await judge(rows, verdicts, view, job, log, ports.ledger, settings);
  const { disabled, inDoubt } = isOfDisabled
    ? await disableTheRest(judged, view.holders, job.end, settings, ports)
    : { disabled: 0, inDoubt: 0 };
  if (disabled > 0) disabledAtMs = ports.clock.nowMs();
  const warning = [ofLog, inDoubt === 0 ? undefined : stayEnabled(inDoubt)].filter(Boolean).join(' ') || undefined;
  const settled = await keepLedger(judged, ports);
  const arrivals = {
    byStatus: countByStatus(settled),
    ...(isOfDisabled ? { disabledWithinMs: disabledAtMs - job.end.window.fromMs } : {}),
  };
  const alarm = await raiseAlarm(settled, view, job.end, ports.ledger);

  const outcomes = await toRowOutcomes(settled, job, ports);
  await log.append(...inRecords(outcomes, (part) => ({ type: 'outcomes', rows: part }) as const), {
    type: 'job-settled',
    job: job.job,
    ...(alarm === undefined ? {} : { alarm }),
    ...(warning === undefined ? {} : { warning }),
    arrivals,
  });
  return { notProcessed: settled.filter(({ judgement }) => judgement.kind === 'not-processed').length };
};

const stayEnabled = (users: number) =>
  `Enabled in the target: ${users} user${users === 1 ? '' : 's'} of the name of one whom the source disabled, made while the job ran, and nothing proves by whom. Look at the holders in outcome.jsonl, and disable them where they are these people.`;

const countByStatus = (judged: readonly JudgedRow[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { judgement } of judged) {
    if (judgement.kind === 'imported') counts[judgement.user.status] = (counts[judgement.user.status] ?? 0) + 1;
  }
  return counts;
};

/** Who was denied before the file was made is not in it; outcomes that carry this job's id come from settling it before. */
const isDenied = (outcome: RowOutcome | undefined, jobId: string): boolean =>
  outcome !== undefined && outcome.jobId !== jobId;

const lookUntilConsistent = async (
  rows: readonly PackageRow[],
  lines: readonly LogLine[],
  end: JobEnd,
  settings: ImportSettings,
  { listTargetUsers, clock, signal, note }: ImportPorts,
): Promise<{ view: TargetView; verdicts: ReadonlyMap<number, LogLine> }> => {
  for (let look = 1; ; look += 1) {
    const view = await lookAtTarget(listTargetUsers(), rows, end.window, settings);
    const isInTarget = (index: number) => view.holders.has(rows[index]?.sub ?? '');
    const verdicts = verdictsByRow(lines, rows.length, isInTarget);
    const isLagging = [...verdicts].some(([index, { verdict }]) => verdict !== 'failed' && !isInTarget(index));
    const isShort = rows.filter((_, index) => isInTarget(index)).length < end.importedUsers;
    if (look === looks || !(isLagging || isShort)) return { view, verdicts };
    note('waiting for the target to show its new users');
    await clock.sleep(firstPauseMs * 2 ** (look - 1), signal);
  }
};

const judge = async (
  rows: readonly PackageRow[],
  verdicts: ReadonlyMap<number, LogLine>,
  view: TargetView,
  job: JobProgress & { readonly end: JobEnd },
  log: ImportLog,
  ledger: ImportPorts['ledger'],
  { previousSub, isPlainCsv = false }: ImportSettings,
): Promise<JudgedRow[]> => {
  const windows = earlierWindows(log.progress, job);
  const isLogWhole = verdicts.size === rows.length;
  // Whom a whole log says was made needs no read of the ledger: binding is a condition of its own.
  const isClear = (index: number) => isLogWhole && verdicts.get(index)?.verdict === 'succeeded';
  const ledgerRows = await findClaims(
    rows.filter((_, index) => !isClear(index)),
    ledger,
  );
  return rows.map((row, index) => {
    const verdict = verdicts.get(index);
    const holder = view.holders.get(row.sub);
    const judgement = judgeRow({
      verdict: verdict?.verdict,
      isLogWhole,
      words: verdict?.text,
      holder,
      carriesPreviousSub: carriesPreviousSub(holder, row.sub, previousSub),
      window: job.end.window,
      earlierWindows: windows.get(row.sub) ?? [],
      ledgerRow: ledgerRows.get(row.sub),
      isPlainCsv,
      jobSucceeded: job.end.status === 'Succeeded',
    });
    return { row, judgement, ...(verdict === undefined ? {} : { verdict }) };
  });
};

const findClaims = async (
  rows: readonly PackageRow[],
  ledger: ImportPorts['ledger'],
): Promise<ReadonlyMap<string, LedgerRow>> => {
  const found = new Map<string, LedgerRow>();
  if (ledger === undefined) return found;
  const find = async ({ sub }: PackageRow) => {
    const row = await ledger.find(sub);
    if (row !== undefined) found.set(sub, row);
  };
  await pMap(rows, find, { concurrency: readsAtOnce });
  return found;
};

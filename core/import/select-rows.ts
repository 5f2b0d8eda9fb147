import type { PackageManifest } from '../journal/package-manifest.ts';
import type { UserRecord } from '../users/user-record.ts';
import { type CrossingProof, collectProofs } from './crossing-proofs.ts';
import { createUnlistedTally, type Unlisted } from './find-unlisted.ts';
import type { ImportCode } from './import-codes.ts';
import type { ImportProgress } from './import-journal.ts';
import { openJob } from './import-journal.ts';
import type { ClaimPorts } from './import-ports.ts';
import type { ImportSettings } from './import-settings.ts';
import { inPackageOrder, type PackageRow } from './package-row.ts';
import type { RowOutcome } from './row-outcome.ts';
import { signInNames } from './sign-in-names.ts';
import { carriesPreviousSub, type TargetUser, toTargetUser } from './target-user.ts';
import { alreadyThere, failedRow } from './to-row-outcomes.ts';

export type SelectionPorts = {
  readonly listSourceUsers: () => AsyncIterable<UserRecord>;
  readonly listTargetUsers: () => AsyncIterable<UserRecord>;
  /** Outcomes of every other import run of ours into this target. */
  readonly listEarlierOutcomes: () => AsyncIterable<RowOutcome>;
  readonly ledger: ClaimPorts | undefined;
  /** The digest of the row this user would have today, or undefined when there would be none. */
  readonly digestToday: (user: UserRecord) => string | undefined;
  /** The name a source user would sign in with in the target, canonical. */
  readonly loginOf: (user: UserRecord) => string | undefined;
  /** Whether the export saw this user and left them out. */
  readonly wasRejected: (sub: string) => boolean;
  readonly manifest: Pick<PackageManifest, 'complete' | 'counts'>;
};

export type Selection = {
  /** In the order of the package. */
  readonly send: readonly PackageRow[];
  readonly leftOut: readonly RowOutcome[];
  /** Rows of a job that an earlier process of this run started. */
  readonly underWay: number;
  /** Only where there is a source to look at. */
  readonly unlisted?: Unlisted;
};

/**
 * Decides which rows are still worth sending, by looking at both pools again. Whoever is proven to be there is left alone;
 * who has changed, or whose name is taken without proof, is left out with the reason. Rows that have an outcome in this run
 * are passed over.
 */
export const selectRows = async (
  settings: ImportSettings,
  progress: ImportProgress,
  ports: SelectionPorts,
): Promise<Selection> => {
  const underWay = new Set(openJob(progress)?.isStarting ? openJob(progress)?.subs : []);
  const rows = [...settings.rows.values()].filter(({ sub }) => !progress.outcomes.has(sub) && !underWay.has(sub));
  const isOfPackage = (sub: string) => settings.rows.has(sub);
  const proofs = await collectProofs(isOfPackage, ports.listEarlierOutcomes(), ports.ledger);
  const { obstacles, unlisted } = await lookAtSource(rows, settings, ports);
  const target = await findHolders(rows, proofs, settings, ports.listTargetUsers());

  const send: PackageRow[] = [];
  const leftOut: RowOutcome[] = [];
  for (const row of rows.sort(inPackageOrder)) {
    const outcome =
      judgeProof(row, proofs.get(row.sub), target, settings, ports.ledger) ?? toFailed(row, obstacles.get(row.sub));
    if (outcome === undefined) send.push(row);
    else leftOut.push(outcome);
  }
  const stillUnderWay = [...underWay].filter((sub) => !progress.outcomes.has(sub));
  return { send, leftOut, underWay: stillUnderWay.length, unlisted };
};

const toFailed = (row: PackageRow, code: ImportCode | undefined) =>
  code === undefined ? undefined : failedRow(row, code);

type SourceView = {
  /** What speaks against a row, as the source stands now, by source sub. */
  readonly obstacles: ReadonlyMap<string, ImportCode>;
  readonly unlisted: Unlisted;
};

const lookAtSource = async (
  rows: readonly PackageRow[],
  settings: ImportSettings,
  { listSourceUsers, digestToday, loginOf, wasRejected, manifest }: SelectionPorts,
): Promise<SourceView> => {
  const obstacles = new Map<string, ImportCode>(rows.map(({ sub }) => [sub, 'gone-from-source']));
  const subByLogin = new Map(rows.map(({ sub, names }) => [names[0], sub]));
  const rivals: string[] = [];
  const unlisted = createUnlistedTally(manifest);
  for await (const user of listSourceUsers()) {
    const row = settings.rows.get(user.sub);
    unlisted.add(user, row !== undefined || wasRejected(user.sub));
    if (row === undefined) {
      const rival = subByLogin.get(loginOf(user) ?? '');
      if (rival !== undefined && !wasRejected(user.sub)) rivals.push(rival);
    } else if (obstacles.has(user.sub)) {
      const obstacle = findChange(user, row, digestToday);
      if (obstacle === undefined) obstacles.delete(user.sub);
      else obstacles.set(user.sub, obstacle);
    }
  }
  for (const sub of rivals) if (!obstacles.has(sub)) obstacles.set(sub, 'duplicate-since-export');
  return { obstacles, unlisted: unlisted.get() };
};

const findChange = (
  user: UserRecord,
  row: PackageRow,
  digestToday: SelectionPorts['digestToday'],
): ImportCode | undefined => {
  if (user.enabled && row.isDisabled) return 'enabled-since-export';
  if (!user.enabled && !row.isDisabled) return 'disabled-since-export';
  return user.username === row.username && digestToday(user) === row.digest ? undefined : 'changed-since-export';
};

type Holders = {
  /** Who holds a name of a row, by source sub. */
  readonly byRow: ReadonlyMap<string, TargetUser>;
  /** Users of the target that proofs speak of. */
  readonly present: ReadonlySet<string>;
};

const findHolders = async (
  rows: readonly PackageRow[],
  proofs: ReadonlyMap<string, CrossingProof>,
  { target, previousSub }: ImportSettings,
  users: AsyncIterable<UserRecord>,
): Promise<Holders> => {
  const rowsByName = new Map(rows.flatMap((row) => row.names.map((name) => [name, row] as const)));
  const proven = new Set([...proofs.values()].flatMap((proof) => (proof.kind === 'crossed' ? [proof.newSub] : [])));
  const byRow = new Map<string, TargetUser>();
  const present = new Set<string>();
  for await (const user of users) {
    if (proven.has(user.sub)) present.add(user.sub);
    for (const name of signInNames(user, target)) {
      const row = rowsByName.get(name);
      if (row !== undefined) byRow.set(row.sub, toTargetUser(user, previousSub));
    }
  }
  return { byRow, present };
};

const judgeProof = (
  row: PackageRow,
  proof: CrossingProof | undefined,
  { byRow, present }: Holders,
  { previousSub }: ImportSettings,
  ledger: ClaimPorts | undefined,
): RowOutcome | undefined => {
  const { sub } = row;
  if (proof?.kind === 'forgotten') return failedRow(row, 'forgotten');
  if (proof?.kind === 'crossed') {
    const { via, newSub, newUsername } = proof;
    if (!present.has(newSub)) return failedRow(row, 'crossed-and-gone');
    return alreadyThere(row, { via, newSub, newUsername });
  }
  const holder = byRow.get(sub);
  if (proof?.kind === 'vanished') {
    return holder === undefined ? failedRow(row, 'crossed-and-gone') : failedRow(row, 'unproven', holder);
  }
  const isReservedForIt =
    proof !== undefined && ledger !== undefined && proof.loginHash === ledger.hashLogin(row.names[0]);
  if (holder !== undefined) {
    const carries = carriesPreviousSub(holder, sub, previousSub);
    if (
      isReservedForIt &&
      proof.claimedBy === 'trigger' &&
      carries !== false &&
      holder.createdAtMs >= proof.claimedAtMs
    ) {
      return failedRow(row, 'crossing-now', holder);
    }
    return failedRow(row, carries === false ? 'squatted' : 'unproven', holder);
  }
  return proof !== undefined && !isReservedForIt ? failedRow(row, 'claimed-by-other-login') : undefined;
};

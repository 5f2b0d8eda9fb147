import { interruptibleScratch } from '../journal/interruptible-scratch.ts';
import { type PackageManifest, packageFileNames } from '../journal/package-manifest.ts';
import type { Run } from '../journal/run-store.ts';
import { createSorter, type Sorter } from '../spill/create-sorter.ts';
import { createSecondFactorCheck, type SecondFactorPorts } from './check-second-factors.ts';
import { decideAll } from './decide-all.ts';
import type { Decision } from './decide-user.ts';
import { assertExportable, type ExportSettings, isMarkedVerified } from './export-settings.ts';
import type { ExportTally } from './export-tally.ts';
import { assertSameExport, identifyPackage } from './identify-package.ts';
import { listPool } from './listing/list-pool.ts';
import type { ListingPorts } from './listing/listing-ports.ts';
import type { ListingState } from './listing/listing-state.ts';
import { openListedUsers } from './listing/read-listed-users.ts';
import type { PackageWriter } from './package-port.ts';
import type { Sample } from './sample.ts';
import { settleNames } from './settle-names.ts';
import type { ImportRowRules } from './to-import-row.ts';
import { writePackageFiles } from './write-package.ts';

export type ExportPhase = 'listing' | 'settling who gets which name' | 'reading second factors' | 'writing';

export type ExportPorts = {
  readonly listing: ListingPorts;
  /** Source subs that are proven to have crossed. Asked only for `onlyMissing`. */
  readonly listCrossedSubs: () => AsyncIterable<string>;
  /** Asked only for `mfa: 'check'`. */
  readonly secondFactors: SecondFactorPorts;
  /** Keeps what was listed, so that the same export continues. */
  readonly run: Pick<Run, 'checkpoints' | 'scratch' | 'journal'>;
  readonly writer: PackageWriter;
  readonly onPhase?: (phase: ExportPhase) => void;
  readonly onListed?: (users: number) => void;
};

export type ExportResult = Pick<
  ExportTally,
  'coverage' | 'markedVerified' | 'markedUnknown' | 'nonAscii' | 'appeared' | 'vanished'
> & {
  readonly outcome: 'written' | 'unchanged';
  readonly manifest: PackageManifest;
  /** Exported users who have a second factor, which does not cross. Known only where second factors were read. */
  readonly secondFactorsLost: number;
  /** Groups of users whose sign-in names the target tells apart and a person may not. */
  readonly lookAlikes: Sample<readonly string[]>;
  readonly links: number;
  /** Users whose list of linked identities could not be read. */
  readonly unreadableLinks: Sample<string>;
  readonly mergeProposals: number;
};

/**
 * Source pool to package: lists everybody, decides for each, writes the package and gives it its name last. The same users
 * and settings make the same bytes, whatever was interrupted. Memory does not grow with the pool. Refuses before the
 * listing what could not end well, and a directory that holds another package.
 */
export const exportUsers = async (settings: ExportSettings, ports: ExportPorts): Promise<ExportResult> => {
  assertExportable(settings);
  const { writer, run, listing: listingPorts, onPhase, onListed } = ports;
  await assertSameExport(settings, writer);
  const rules: ImportRowRules = {
    header: settings.header,
    target: settings.target.profile,
    users: settings.users,
    includeDisabled: settings.includeDisabled,
    isMarkedVerified: (sub) => isMarkedVerified(settings.marking, sub),
  };

  try {
    const crossed = await sortCrossedSubs(settings, ports);
    onPhase?.('listing');
    const { estimatedUsers } = settings.source.profile;
    const listing = await listPool(
      { ...settings.selection, estimatedUsers, memory: settings.memory },
      listingPorts,
      run,
      onListed,
    );
    onPhase?.('settling who gets which name');
    // From here on nothing waits for AWS, and in a large pool it takes long.
    const { signal } = listingPorts;
    const scratch = signal === undefined ? run.scratch : interruptibleScratch(run.scratch, signal);
    const listed = await openListedUsers(listing, scratch);
    const names = await settleNames(
      listed,
      { rules, merges: settings.merges, crossed, vouching: settings.marking.kind !== 'none', memory: settings.memory },
      scratch,
    );
    const factors = openSecondFactors(settings, ports, listing);
    onPhase?.(settings.mfa === 'check' ? 'reading second factors' : 'writing');
    const decided = decideAll({ listed, names, crossed, rules, check: factors.check });
    const written = await writePackageFiles({ decided, names, settings }, writer, scratch);

    const { tally, files } = written;
    const manifest = toManifest(settings, listing, written);
    const { coverage, markedVerified, markedUnknown, nonAscii, appeared, vanished } = tally;
    return {
      outcome: await writer.finish(manifest),
      manifest,
      coverage,
      markedVerified,
      markedUnknown,
      nonAscii,
      appeared: listing.isComparable ? appeared : 0,
      vanished,
      secondFactorsLost: factors.lost(),
      lookAlikes: names.lookAlikes,
      links: rowsOf(files, 'links'),
      unreadableLinks: written.unreadableLinks,
      mergeProposals: rowsOf(files, 'mergeProposal'),
    };
  } catch (error) {
    await writer.discard().catch(() => undefined);
    throw error;
  }
};

const sortCrossedSubs = async ({ onlyMissing, memory }: ExportSettings, ports: ExportPorts): Promise<Sorter> => {
  const crossed = createSorter(ports.run.scratch, 'crossed', memory);
  if (!onlyMissing) return crossed;
  for await (const sub of ports.listCrossedSubs()) {
    crossed.add(sub, '');
    await crossed.relieve();
  }
  return crossed;
};

/** What was read of second factors is kept as long as the listing is. */
const openSecondFactors = (
  { mfa, users }: ExportSettings,
  { secondFactors, run }: ExportPorts,
  { startedAtMs }: ListingState,
) =>
  mfa === 'check'
    ? createSecondFactorCheck(users.mfa.passwordOnly, secondFactors, run.journal(`second-factors-${startedAtMs}`))
    : { check: async (decisions: Decision[]) => decisions, lost: () => 0 };

const toManifest = (
  settings: ExportSettings,
  { mode, differences, isComparable }: ListingState,
  { files, tally, rejectedByCode }: Awaited<ReturnType<typeof writePackageFiles>>,
): PackageManifest => {
  const { listed, exported, alreadyCrossed, appeared, vanished } = tally;
  const changes = isComparable
    ? [`Listing the pool as a whole showed ${appeared} users more and ${vanished} fewer than the shards.`]
    : vanished > 0
      ? [`Users who were gone when the listing was repeated: ${vanished}.`]
      : [];
  return {
    schemaVersion: 1,
    toolVersion: settings.toolVersion,
    ...identifyPackage(settings),
    complete: settings.selection.filter === undefined && settings.selection.limit === undefined,
    counts: { listed, exported, rejected: sum(Object.values(rejectedByCode)), alreadyCrossed, rejectedByCode },
    listing: { mode, differences: [...differences, ...changes] },
    files,
  };
};

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

const rowsOf = (files: PackageManifest['files'], file: 'links' | 'mergeProposal'): number =>
  files.find(({ name }) => name === packageFileNames[file])?.rows ?? 0;

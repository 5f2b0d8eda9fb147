import { RefusedError } from '../errors.ts';
import { canonicalJson } from '../journal/canonical-json.ts';
import type { PackageManifest } from '../journal/package-manifest.ts';
import type { UserRecord } from '../users/user-record.ts';
import { type AttributeCoverage, attributeCoverage } from './attribute-coverage.ts';
import { checkSecondFactors, type SecondFactorPorts } from './check-second-factors.ts';
import { collectUsers } from './collect-users.ts';
import { type Decisions, decideUsers } from './decide-users.ts';
import { assertExportable, type ExportSettings, isMarkedVerified } from './export-settings.ts';
import { findLookAlikes } from './find-look-alikes.ts';
import type { PackageWriter } from './package-port.ts';
import { readLinks } from './read-links.ts';
import type { ImportRowRules } from './to-import-row.ts';
import { identifyPackage, writePackage } from './write-package.ts';

export type ExportPorts = {
  readonly listUsers: () => AsyncIterable<UserRecord>;
  /** Source subs that are proven to have crossed. Asked only for `onlyMissing`. */
  readonly listCrossedSubs: () => AsyncIterable<string>;
  /** Asked only for `mfa: 'check'`. */
  readonly secondFactors: SecondFactorPorts;
  readonly writer: PackageWriter;
  readonly onPhase?: (phase: 'listing' | 'reading second factors' | 'writing') => void;
  readonly onListed?: () => void;
};

export type ExportResult = {
  readonly outcome: 'written' | 'unchanged';
  readonly manifest: PackageManifest;
  readonly coverage: readonly AttributeCoverage[];
  /** Users with an address that is verified by the operator's word alone. */
  readonly markedVerified: number;
  /** Subs the operator listed that are not users of the source. */
  readonly markedUnknown: readonly string[];
  /** Exported users who have a second factor, which does not cross. Known only where second factors were read. */
  readonly secondFactorsLost: number;
  readonly lookAlikes: ReturnType<typeof findLookAlikes>;
  readonly links: number;
  /** Users whose list of linked identities could not be read. */
  readonly unreadableLinks: readonly string[];
  readonly mergeProposals: number;
};

/**
 * Source pool to package: lists everybody, decides for each, writes the package and gives it its name last. The same users
 * and settings make the same bytes. Refuses before the listing what could not end well, and a directory that holds
 * another package.
 */
export const exportUsers = async (settings: ExportSettings, ports: ExportPorts): Promise<ExportResult> => {
  assertExportable(settings);
  const { writer } = ports;
  await assertSameExport(settings, writer);
  const rules: ImportRowRules = {
    header: settings.header,
    target: settings.target.profile,
    users: settings.users,
    includeDisabled: settings.includeDisabled,
    isMarkedVerified: (sub) => isMarkedVerified(settings.marking, sub),
  };

  try {
    const crossedSubs = settings.onlyMissing ? await collectSubs(ports.listCrossedSubs()) : new Set<string>();
    ports.onPhase?.('listing');
    const users = await collectUsers(counted(ports.listUsers(), ports.onListed));
    const decisions = await decideFully(users, rules, crossedSubs, settings, ports);
    ports.onPhase?.('writing');
    const written = await writePackage(users.length, decisions, rules, settings, writer);
    const { secondFactorsLost } = decisions;
    return { ...written, ...describeUsers(users, decisions, settings), secondFactorsLost };
  } catch (error) {
    await writer.discard();
    throw error;
  }
};

const decideFully = async (
  users: readonly UserRecord[],
  rules: ImportRowRules,
  crossedSubs: ReadonlySet<string>,
  { mfa, users: config }: ExportSettings,
  { secondFactors, onPhase }: ExportPorts,
): Promise<Decisions & { readonly secondFactorsLost: number }> => {
  const decisions = decideUsers(users, rules, crossedSubs);
  if (mfa !== 'check') return { ...decisions, secondFactorsLost: 0 };
  onPhase?.('reading second factors');
  return checkSecondFactors(decisions, config.mfa.passwordOnly, secondFactors);
};

const describeUsers = (users: readonly UserRecord[], { exported }: Decisions, settings: ExportSettings) => {
  const subs = new Set(users.map(({ sub }) => sub));
  const { marking } = settings;
  return {
    coverage: attributeCoverage(
      exported.map(({ user }) => user),
      settings.users,
    ),
    markedVerified: exported.filter(({ markedVerified }) => markedVerified.length > 0).length,
    markedUnknown: marking.kind === 'listed' ? [...marking.subs].filter((sub) => !subs.has(sub)).sort() : [],
    lookAlikes: findLookAlikes(exported.map(({ user, login }) => ({ sub: user.sub, login }))),
    unreadableLinks: exported.filter(({ user }) => readLinks(user) === 'unreadable').map(({ user }) => user.sub),
  };
};

const assertSameExport = async (settings: ExportSettings, writer: PackageWriter): Promise<void> => {
  const existing = await writer.existing();
  if (existing === undefined) return;
  const differences = namesOfDifferences(existing, identifyPackage(settings));
  if (differences.length === 0) return;
  throw new RefusedError(`The directory holds a package that was made otherwise: ${differences.join(', ')}.`, {
    code: 'package-differs',
    hint: 'Choose another directory with --out, or move that one away.',
  });
};

type Identity = ReturnType<typeof identifyPackage>;

const namesOfDifferences = (found: Pick<PackageManifest, keyof Identity>, meant: Identity): string[] => {
  const differs = (one: unknown, other: unknown) => canonicalJson(one ?? null) !== canonicalJson(other ?? null);
  const [made, asked]: Record<string, unknown>[] = [found.options, meant.options];
  return [
    ...(differs(found.source, meant.source) ? ['source pool'] : []),
    ...(differs(found.target, meant.target) ? ['target pool'] : []),
    ...(differs(found.header, meant.header) ? ["the target's import columns"] : []),
    ...Object.keys({ ...made, ...asked })
      .filter((name) => differs(made?.[name], asked?.[name]))
      .sort(),
  ];
};

const collectSubs = async (subs: AsyncIterable<string>) => {
  const collected = new Set<string>();
  for await (const sub of subs) collected.add(sub);
  return collected;
};

async function* counted(users: AsyncIterable<UserRecord>, onListed: (() => void) | undefined) {
  for await (const user of users) {
    onListed?.();
    yield user;
  }
}

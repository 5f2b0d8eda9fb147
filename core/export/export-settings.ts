import { createHash } from 'node:crypto';
import type { UsersConfig } from '../config/schema.ts';
import type { FileLimits } from '../csv/import-limits.ts';
import { findUnsafe } from '../csv/unsafe-value.ts';
import { ProblemsError } from '../errors.ts';
import { carriedAttributeNames } from '../users/carried-attributes.ts';
import { findUnknownToSource } from '../users/mapping-notes.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { usernameMode } from '../users/target-login.ts';
import { findImportProblems, findTargetProblems } from '../users/target-problems.ts';
import { findUnsuppliedRequired } from '../users/unsupplied-required.ts';
import type { MergeDecisions } from './merge-decisions.ts';

/** Whose unverified address an operator vouches for. */
export type Marking =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'listed'; readonly subs: ReadonlySet<string> };

export type ExportSettings = {
  readonly source: { readonly profile: PoolProfile; readonly region: string };
  readonly target: { readonly profile: PoolProfile; readonly region: string };
  /** The target's, from GetCSVHeader. */
  readonly header: readonly string[];
  readonly users: UsersConfig;
  readonly includeDisabled: boolean;
  readonly onlyMissing: boolean;
  readonly marking: Marking;
  /** What to do about second factors; must be said when the source has them. */
  readonly mfa: 'check' | 'drop' | undefined;
  /** Whom to list; everybody unless a filter or a limit makes the package a part of the pool. */
  readonly selection: { readonly filter?: string; readonly limit?: number; readonly serial: boolean };
  readonly merges: MergeDecisions;
  readonly toolVersion: string;
  readonly limits: FileLimits;
  /** Characters that each step keeps in memory before it writes them away. */
  readonly memory?: number;
};

export const isMarkedVerified = (marking: Marking, sub: string): boolean =>
  marking.kind === 'all' || (marking.kind === 'listed' && marking.subs.has(sub));

/** Refuses, with every problem at once, an export that could not end well. Asked before any user is read. */
export const assertExportable = (settings: ExportSettings): void => {
  const { source, target, users, header, marking, mfa } = settings;
  const problems = [
    ...findTargetProblems(users, target.profile),
    ...findImportProblems(target.profile),
    ...findUnsuppliedRequired(users, target.profile).map(
      (name) => `target: requires "${name}", which users.attributes does not carry, so nobody could cross`,
    ),
  ];
  if (target.profile.autoVerifiedAttributes.length === 0) {
    problems.push(
      'target: verifies neither e-mail nor phone by itself (AutoVerifiedAttributes): no import job can start',
    );
  }
  for (const column of header.filter((each) => each.includes(',') || findUnsafe(each) !== undefined)) {
    problems.push(`target: its attribute "${column}" cannot stand in an import file by that name`);
  }
  problems.push(...findAddressesLeftOut(users, target.profile));
  for (const column of ['cognito:username', 'cognito:mfa_enabled', ...knownTo(target.profile, users)]) {
    if (!header.includes(column)) problems.push(`target: its import columns lack "${column}"`);
  }
  for (const name of findUnknownToSource(users, source.profile)) {
    problems.push(`users.attributes.copy: the source has no attribute "${name}"`);
  }
  if (users.unverified === 'mark-verified' && marking.kind === 'none') {
    problems.push('users.unverified: "mark-verified" needs --mark-verified-list FILE or --mark-all-verified');
  }
  if (source.profile.mfa !== 'OFF' && mfa === undefined) {
    problems.push(`source: has second factors (${source.profile.mfa}); say --mfa check or --mfa drop`);
  }
  if (problems.length > 0)
    throw new ProblemsError('Cannot export to this target', problems, { code: 'export-refused' });
};

/** What has to be verified has to cross. That the sign-in name of the target has to is said elsewhere. */
const findAddressesLeftOut = (users: UsersConfig, target: PoolProfile): string[] => {
  const { signIn, autoVerifiedAttributes: wanted } = target;
  const carried = carriedAttributeNames(users);
  const saidElsewhere = signIn.kind === 'attribute' ? signIn.attributes : [];
  const mode = usernameMode(users.username, target);
  if (signIn.kind === 'username' && (mode === 'email' || mode === 'phone_number') && !carried.includes(mode)) {
    return [`users.attributes.copy: leaves out "${mode}", which becomes the username`];
  }
  if (wanted.length === 0 || wanted.some((each) => carried.includes(each) || saidElsewhere.includes(each))) return [];
  const names = wanted.map((each) => `"${each}"`).join(' and ');
  return [`users.attributes.copy: leaves out ${names}, and the target imports nobody without one that is verified`];
};

/** Attributes that cross and that the target has: what it lacks altogether is said elsewhere. */
const knownTo = ({ schema }: PoolProfile, users: UsersConfig): string[] => {
  const names = new Set(schema.map(({ name }) => name));
  return carriedAttributeNames(users).filter((name) => names.has(name));
};

/** The options that decided what is in a package, as its manifest keeps them. */
export const toManifestOptions = (settings: ExportSettings) => {
  const { users, target, marking, mfa, includeDisabled, onlyMissing, limits, selection, merges } = settings;
  return {
    username: usernameMode(users.username, target.profile),
    copy: users.attributes.copy,
    rename: users.attributes.rename,
    previousSub: users.previousSub ?? null,
    previousUsername: users.previousUsername ?? null,
    duplicates: users.duplicates,
    markVerified: marking.kind,
    ...(marking.kind === 'listed' ? { markVerifiedList: hashOf([...marking.subs].sort()) } : {}),
    mfa: mfa ?? 'none',
    mfaPasswordOnly: users.mfa.passwordOnly,
    includeDisabled,
    onlyMissing,
    maxRowsPerFile: limits.maxRows,
    filter: selection.filter ?? null,
    limit: selection.limit ?? null,
    merges: merges.size === 0 ? null : hashOf([...merges].sort()),
  };
};

const hashOf = (decisions: readonly unknown[]) => createHash('sha256').update(JSON.stringify(decisions)).digest('hex');

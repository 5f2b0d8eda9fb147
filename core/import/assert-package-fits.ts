import type { UsersConfig } from '../config/schema.ts';
import { ProblemsError } from '../errors.ts';
import type { PackageManifest } from '../journal/package-manifest.ts';
import type { PoolProfile } from '../users/pool-profile.ts';

type Surroundings = {
  readonly source: PoolProfile;
  readonly target: PoolProfile;
  /** The target's import columns as they are now. */
  readonly header: readonly string[];
  readonly users: UsersConfig;
};

/** Refuses, with every problem at once, a package that was not made for these pools as they are now. */
export const assertPackageFits = (manifest: PackageManifest, { source, target, header, users }: Surroundings): void => {
  const problems: string[] = [];
  for (const [role, pool] of [
    ['source', source],
    ['target', target],
  ] as const) {
    const { userPoolId } = manifest[role];
    if (userPoolId !== pool.userPoolId) {
      problems.push(`${role}: the package is for "${userPoolId}", the configuration names "${pool.userPoolId}"`);
    }
  }
  const columns = new Set(manifest.header);
  const missing = header.filter((column) => !columns.has(column));
  const extra = manifest.header.filter((column) => !header.includes(column));
  if (missing.length > 0) problems.push(`target: asks for import columns the package lacks: ${missing.join(', ')}`);
  if (extra.length > 0) problems.push(`target: no longer knows import columns of the package: ${extra.join(', ')}`);
  if (target.autoVerifiedAttributes.length === 0) {
    problems.push('target: verifies neither e-mail nor phone by itself (AutoVerifiedAttributes): no job can start');
  }
  for (const name of ['previousSub', 'previousUsername'] as const) {
    const exported = manifest.options[name] ?? null;
    if (exported !== (users[name] ?? null)) problems.push(`users.${name}: was another one when the package was made`);
  }
  if (problems.length > 0) {
    throw new ProblemsError('The package does not fit', problems, {
      code: 'package-does-not-fit',
      hint: 'Export again into a new directory, or mend the configuration.',
    });
  }
};

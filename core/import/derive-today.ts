import { z } from 'zod';
import type { UsersConfig } from '../config/schema.ts';
import { RefusedError } from '../errors.ts';
import { toImportRow } from '../export/to-import-row.ts';
import type { PackageManifest } from '../journal/package-manifest.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { findStatusObstacle } from '../users/status-obstacle.ts';
import { canonicalLogin, targetLogin, usernameMode } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import { digestRow } from './package-row.ts';

type Derivation = {
  readonly manifest: PackageManifest;
  readonly target: PoolProfile;
  readonly markedVerified: ReadonlySet<string>;
  /** For what the manifest does not record because it does not change rows. */
  readonly users: UsersConfig;
};

const exportOptions = z.object({
  username: z.enum(['keep', 'email', 'phone_number', 'source-sub']),
  copy: z.array(z.string()),
  rename: z.record(z.string(), z.string()),
});

/** What the export would make of a source user today, under the options the package was made with. */
export const createDerivation = ({ manifest, target, markedVerified, users }: Derivation) => {
  const { header, options } = manifest;
  const exported = exportOptions.safeParse(options);
  if (!exported.success) {
    throw new RefusedError('The package is damaged: "manifest.json" lacks options of its export.', {
      code: 'package-damaged',
      hint: 'Export again into a new directory.',
    });
  }
  const { username, copy, rename } = exported.data;
  const asExported: UsersConfig = { ...users, username, attributes: { copy, rename } };
  const rules = {
    header,
    target,
    users: asExported,
    // Whether a user was disabled or enabled since is another question than whether the row would be the same.
    includeDisabled: true,
    isMarkedVerified: (sub: string) => markedVerified.has(sub),
  };
  const mode = usernameMode(asExported.username, target);
  return {
    digestToday(user: UserRecord): string | undefined {
      const today = toImportRow(user, rules);
      return today.ok ? digestRow(new Map(header.map((column, at) => [column, today.cells[at] ?? '']))) : undefined;
    },
    /** Undefined for users who cannot cross: a name typed into an unconfirmed sign-up takes nothing from anyone. */
    loginOf(user: UserRecord): string | undefined {
      if (findStatusObstacle(user, { includeDisabled: options.includeDisabled === true }) !== undefined)
        return undefined;
      const login = targetLogin(user, mode);
      return login === undefined ? undefined : canonicalLogin(login.login, target);
    },
  };
};

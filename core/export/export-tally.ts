import type { PackageManifest } from '../journal/package-manifest.ts';
import { type AttributeCoverage, createCoverage } from './attribute-coverage.ts';
import type { DecidedUser } from './decide-all.ts';
import type { ExportedUser } from './decide-user.ts';
import type { ExportSettings } from './export-settings.ts';
import { isAscii } from './fold-look-alike.ts';
import { createSample, type Sample } from './sample.ts';

export type ExportTally = Omit<PackageManifest['counts'], 'rejected' | 'rejectedByCode'> & {
  readonly coverage: readonly AttributeCoverage[];
  /** Users with an address that is verified by the operator's word alone. */
  readonly markedVerified: number;
  /** Subs the operator listed that are not users of the source. */
  readonly markedUnknown: readonly string[];
  /** Exported users whose sign-in name is not plain ASCII, by sub. */
  readonly nonAscii: Sample<string>;
  /** Users whom only the repeated listing of the whole pool showed. */
  readonly appeared: number;
  /** Users who were gone when the listing was repeated. */
  readonly vanished: number;
};

/** Counts what a person wants to hear about the users of an export. */
export const createExportTally = ({ users, marking }: Pick<ExportSettings, 'users' | 'marking'>) => {
  const coverage = createCoverage(users);
  const nonAscii = createSample<string>();
  const unknown = new Set(marking.kind === 'listed' ? marking.subs : []);
  let [listed, exported, alreadyCrossed, markedVerified, appeared, vanished] = [0, 0, 0, 0, 0, 0];

  const addExported = ({ user, login, markedVerified: marked }: ExportedUser) => {
    exported += 1;
    coverage.add(user);
    if (marked.length > 0) markedVerified += 1;
    if (!isAscii(login)) nonAscii.add(user.sub);
  };

  return {
    add({ listed: each, decision }: DecidedUser) {
      listed += 1;
      unknown.delete(each.user.sub);
      if (each.isNew) appeared += 1;
      if (each.isVanished) vanished += 1;
      if (decision.kind === 'exported') addExported(decision.exported);
      if (decision.kind === 'crossed') alreadyCrossed += 1;
    },
    get: (): ExportTally => ({
      listed,
      exported,
      alreadyCrossed,
      coverage: coverage.get(),
      markedVerified,
      markedUnknown: [...unknown].sort(),
      nonAscii: nonAscii.get(),
      appeared,
      vanished,
    }),
  };
};

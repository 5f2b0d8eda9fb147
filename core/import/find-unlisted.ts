import { maxKeptMs } from '../export/listing/listing-state.ts';
import { createSample, type Sample } from '../export/sample.ts';
import type { PackageManifest } from '../journal/package-manifest.ts';
import type { UserRecord } from '../users/user-record.ts';

/** Users of the source of whom a package of the whole pool says nothing. */
export type Unlisted = {
  /**
   * Older than somebody of whom it does, by more than the longest that an export takes, and so there when it began: it missed
   * them. Their subs; none where it left out users who had crossed, because it does not say who they were.
   */
  readonly missed: Sample<string>;
  /** Others: they came while it was made or since, as far as that tells. */
  readonly arrived: number;
};

type Unknown = Pick<UserRecord, 'sub' | 'createdAtMs'>;

/** Hears of every user of the source, and whether the package speaks of them. */
export const createUnlistedTally = ({ complete, counts }: Pick<PackageManifest, 'complete' | 'counts'>) => {
  const unknown: Unknown[] = [];
  let youngestMs = Number.NEGATIVE_INFINITY;
  return {
    add({ sub, createdAtMs }: Unknown, isInPackage: boolean) {
      if (isInPackage) youngestMs = Math.max(youngestMs, createdAtMs);
      else if (complete) unknown.push({ sub, createdAtMs });
    },
    get(): Unlisted {
      const { alreadyCrossed } = counts;
      const older = unknown.filter(({ createdAtMs }) => createdAtMs < youngestMs - maxKeptMs);
      const missed = createSample<string>();
      for (const { sub } of alreadyCrossed === 0 ? older : []) missed.add(sub);
      const count = Math.max(0, older.length - alreadyCrossed);
      return {
        missed: { count, first: missed.get().first },
        arrived: Math.max(0, unknown.length - alreadyCrossed - count),
      };
    },
  };
};

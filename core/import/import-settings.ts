import type { PoolProfile } from '../users/pool-profile.ts';
import type { PackageRow } from './package-row.ts';

export type ImportSettings = {
  readonly target: PoolProfile;
  /** The columns of the package's files, in their order. */
  readonly headerLine: string;
  /** Every row of the package, by source sub, in its order. */
  readonly rows: ReadonlyMap<string, PackageRow>;
  /** Attribute of the target that keeps the source sub. */
  readonly previousSub: string | undefined;
  readonly canaryRows: number;
  /** Whether the rows come from a file that others made, which says nothing of who its users were. */
  readonly isPlainCsv?: boolean;
};

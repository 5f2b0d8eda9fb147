import { createHash } from 'node:crypto';

/** A row of a package, without its values: what the import remembers of every user at once. */
export type PackageRow = {
  readonly sub: string;
  readonly username: string;
  /** As the source spells it; what the person types in the target. */
  readonly targetUsername: string;
  readonly part: number;
  /** Counts from 1 within the part; the header is not counted. */
  readonly row: number;
  /** Names that must be this user's alone in the target, in its canonical form; the sign-in name comes first. */
  readonly names: readonly [login: string, ...aliases: string[]];
  /** Whether the source had disabled the user when the package was made. */
  readonly isDisabled?: boolean;
  /** Of every cell: tells whether the row would be the same today. */
  readonly digest: string;
};

export const digestRow = (cells: ReadonlyMap<string, string>): string =>
  createHash('sha256')
    .update(JSON.stringify([...cells].sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url');

/** In the order of the package: by part, then by row. */
export const inPackageOrder = (a: PackageRow, b: PackageRow): number => a.part - b.part || a.row - b.row;

import { PoolferryError } from '../../core/errors.ts';

const words: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EROFS: 'the file system is read-only',
  EACCES: 'you have no right to',
  EPERM: 'you have no right to',
  EIO: 'the disk reports an error',
  ENOTDIR: 'something on the way there is not a directory',
  EMFILE: 'too many files are open',
};

type Failed = {
  /** Completes "Cannot ...": `write the package "out"`. */
  readonly doing: string;
  readonly code: string;
  readonly hint: string;
};

/** An error of the disk as one that a person can act on; undefined for any other. */
export const explainDiskError = (error: unknown, { doing, code, hint }: Failed): PoolferryError | undefined => {
  const { code: cause, syscall } = error as NodeJS.ErrnoException;
  const what = words[cause ?? ''];
  if (what === undefined || syscall === undefined) return undefined;
  return new PoolferryError(`Cannot ${doing}: ${what} (${cause}).`, { code, hint, cause: error });
};

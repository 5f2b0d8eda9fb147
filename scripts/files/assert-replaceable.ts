import { RefusedError } from '../../core/errors.ts';
import { openForReading } from './open-exclusive.ts';

/** Longer than any first line of ours, whatever its usernames. */
const maxLineBytes = 16_384;

type Replaceable = {
  /** As the operator knows it. */
  readonly name: string;
  /** Completes "is no". */
  readonly kind: string;
  readonly isOurs: (firstLine: string) => boolean;
};

/**
 * A file replaces only an earlier one of its kind: one whose name was typed by mistake stays what it is. Returns whether there
 * is one.
 */
export const assertReplaceable = async (path: string, { name, kind, isOurs }: Replaceable): Promise<boolean> => {
  const found = await readFirstLine(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return 'absent' as const;
    throw new RefusedError(`"${name}" cannot be replaced (${error.code ?? 'unknown'}).`, {
      code: 'file-unreadable',
      hint: 'Choose another name with --out.',
    });
  });
  if (found === 'absent') return false;
  if (found.line === undefined || isOurs(found.line)) return true;
  throw new RefusedError(`"${name}" exists and is no ${kind}.`, {
    code: 'file-exists',
    hint: 'Choose another name with --out, or remove it.',
  });
};

/** Undefined for an empty file: there may have been nobody to write down. */
const readFirstLine = async (path: string): Promise<{ readonly line: string | undefined }> => {
  const file = await openForReading(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxLineBytes), 0, maxLineBytes, 0);
    return { line: bytesRead === 0 ? undefined : buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0] };
  } finally {
    await file.close();
  }
};

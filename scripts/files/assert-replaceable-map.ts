import { RefusedError } from '../../core/errors.ts';
import { parseIdentityLine } from '../../core/identity/lookup-line.ts';
import { openForReading } from './open-exclusive.ts';

/** Longer than any line of a map, whatever its usernames. */
const maxLineBytes = 16_384;

/** An identity map replaces only an earlier one: a file whose name was typed by mistake stays what it is. */
export const assertReplaceableMap = async (path: string, name: string): Promise<void> => {
  const firstLine = await readFirstLine(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new RefusedError(`"${name}" cannot be replaced (${error.code ?? 'unknown'}).`, {
      code: 'file-unreadable',
      hint: 'Choose another name with --out.',
    });
  });
  if (firstLine === undefined || parseIdentityLine(firstLine) !== undefined) return;
  throw new RefusedError(`"${name}" exists and is no identity map.`, {
    code: 'file-exists',
    hint: 'Choose another name with --out, or remove it.',
  });
};

/** Undefined for an empty file: a map may be one. */
const readFirstLine = async (path: string): Promise<string | undefined> => {
  const file = await openForReading(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxLineBytes), 0, maxLineBytes, 0);
    return bytesRead === 0 ? undefined : buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0];
  } finally {
    await file.close();
  }
};

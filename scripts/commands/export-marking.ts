import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import type { Marking } from '../../core/export/export-settings.ts';
import type { CommandContext } from './command.ts';

/** Whom the operator vouches for. A list has one source sub per line; blank lines and lines that begin with # do not count. */
export const readMarking = async ({ options, workingDirectory }: CommandContext): Promise<Marking> => {
  const list = options.markVerifiedList;
  if (options.markAllVerified === true) {
    if (list !== undefined) {
      throw new RefusedError('--mark-all-verified and --mark-verified-list exclude each other.', { code: 'usage' });
    }
    return { kind: 'all' };
  }
  if (typeof list !== 'string') return { kind: 'none' };
  const text = await readFile(resolve(workingDirectory, list), 'utf8').catch((cause: unknown) => {
    throw new RefusedError(`Cannot read "${list}".`, {
      code: 'file-unreadable',
      hint: 'Check --mark-verified-list.',
      cause,
    });
  });
  const subs = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return { kind: 'listed', subs: new Set(subs) };
};

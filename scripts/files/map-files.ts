import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PoolferryError, RefusedError } from '../../core/errors.ts';
import { readJsonLines } from '../../core/export/read-json-lines.ts';
import type { IdentityMap } from '../../core/identity/build-identity-map.ts';
import type { IdentityPair } from '../../core/identity/identity-map.ts';
import { identityPairSchema, parseIdentityLine } from '../../core/identity/lookup-line.ts';
import {
  formatUnmappedUser,
  isUnmappedLine,
  toUnmappedRow,
  unmappedHeader,
} from '../../core/identity/unmapped-user.ts';
import { assertReplaceable } from './assert-replaceable.ts';
import { readChunks } from './package-hash.ts';
import { writeLinesAtomically } from './write-lines-atomically.ts';

/** The map, and beside it who is not in it: once for tools, once for people. */
export type MapFiles = { readonly map: string; readonly unmapped: string; readonly unmappedForPeople: string };

export const mapFilesOf = (out: string): MapFiles => {
  const stem = out.replace(/\.jsonl$/, '');
  return { map: out, unmapped: `${stem}.unmapped.jsonl`, unmappedForPeople: `${stem}.unmapped.csv` };
};

/**
 * Throws `RefusedError` where the files cannot be written, or something else has one of the names. Returns whether there is a
 * map to compare with.
 */
export const assertReplaceableMap = async (paths: MapFiles, names: MapFiles): Promise<boolean> => {
  await access(dirname(paths.map), constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    throw new RefusedError(`"${names.map}" cannot be written: its directory is out of reach (${error.code}).`, {
      code: 'file-unwritable',
      hint: 'Make the directory, or choose another name with --out.',
    });
  });
  await assertReplaceable(paths.unmapped, {
    name: names.unmapped,
    kind: 'list of a map',
    isOurs: isUnmappedLine,
  });
  await assertReplaceable(paths.unmappedForPeople, {
    name: names.unmappedForPeople,
    kind: 'list of a map',
    // A spreadsheet may have saved it again.
    isOurs: (line) => line.replace(/^\ufeff/, '').trimEnd() === unmappedHeader,
  });
  return assertReplaceable(paths.map, {
    name: names.map,
    kind: 'identity map',
    isOurs: (line) => parseIdentityLine(line) !== undefined,
  });
};

/** The pairs of a map that is going to be replaced, in its order. */
export async function* readMapBefore(path: string, name: string): AsyncGenerator<IdentityPair, void, undefined> {
  try {
    yield* readJsonLines(readChunks(path), identityPairSchema, name);
  } catch (error) {
    if (!(error instanceof PoolferryError) || error.code !== 'damaged-line') throw error;
    throw new RefusedError(error.message, {
      code: 'file-exists',
      hint: 'What was in it is not to be lost unseen: move it away, or choose another name with --out.',
    });
  }
}

/** Replaces all three, each as a whole; the map comes last. */
export const writeMapFiles = async (paths: MapFiles, { pairs, unmapped }: IdentityMap): Promise<void> => {
  await writeLinesAtomically(paths.unmapped, each(unmapped(), formatUnmappedUser));
  await writeLinesAtomically(paths.unmappedForPeople, each(unmapped(), toUnmappedRow, unmappedHeader));
  await writeLinesAtomically(
    paths.map,
    (async function* () {
      for await (const batch of pairs()) for (const { text } of batch) yield text;
    })(),
  );
};

async function* each<T>(items: AsyncIterable<T>, toLine: (item: T) => string, header?: string) {
  if (header !== undefined) yield header;
  for await (const item of items) yield toLine(item);
}

import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { RefusedError } from '../../core/errors.ts';
import type { PackageReader } from '../../core/export/package-port.ts';
import { canonicalJson } from '../../core/journal/canonical-json.ts';
import { openPackage } from '../files/package-reader.ts';

export const openImportPackage = async (path: string): Promise<PackageReader> => {
  if ((await lstat(path).catch(() => undefined))?.isFile()) {
    throw new RefusedError('Importing a plain CSV file is not built yet; name a package directory.', {
      code: 'not-built-yet',
      hint: 'Make a package with: poolferry export --out package',
    });
  }
  return openPackage(path);
};

/** The manifest holds the hash of every file, so that its own hash speaks for the whole package. */
export const hashManifest = ({ manifest }: PackageReader): string =>
  createHash('sha256').update(canonicalJson(manifest)).digest('hex');

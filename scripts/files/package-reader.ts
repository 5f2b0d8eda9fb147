import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import type { PackageReader } from '../../core/export/package-port.ts';
import { readChunks } from './package-hash.ts';
import { assertFilesWhole, isPackageFileName, readManifest } from './package-manifest-file.ts';

/**
 * Opens a package after checking all its files against the manifest. Throws `RefusedError`: `package-not-found`, `package-damaged`.
 */
export const openPackage = async (directory: string): Promise<PackageReader> => {
  const found = await lstat(directory).catch(() => undefined);
  const manifest = found?.isDirectory() ? await readManifest(directory) : undefined;
  if (manifest === undefined) {
    throw new RefusedError(`"${directory}" is not a package.`, {
      code: 'package-not-found',
      hint: 'Name the directory that poolferry export --out wrote.',
    });
  }
  await assertFilesWhole(directory, manifest);
  return {
    manifest,
    read(name) {
      if (!isPackageFileName(name))
        throw new RefusedError(`No package has a file "${name}".`, { code: 'package-file' });
      return readChunks(join(directory, name));
    },
  };
};

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '../../core/errors.ts';
import { type PackageManifest, packageFileNames, packageManifestSchema } from '../../core/journal/package-manifest.ts';
import { hashFile } from './package-hash.ts';

/** The manifest of a package, or undefined where there is none. Throws `RefusedError` (`package-damaged`) on one that is not whole. */
export const readManifest = async (directory: string): Promise<PackageManifest | undefined> => {
  let text: string;
  try {
    text = await readFile(join(directory, packageFileNames.manifest), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const manifest = parse(text);
  if (manifest === undefined) throw damaged(directory, `"${packageFileNames.manifest}" cannot be read`);
  return manifest;
};

/** Every file must be there with the size and hash that the manifest says. */
export const assertFilesWhole = async (directory: string, manifest: PackageManifest): Promise<void> => {
  for (const { name, bytes, sha256 } of manifest.files) {
    if (!isPackageFileName(name)) throw damaged(directory, 'the manifest names a file that no package has');
    const found = await hashFile(join(directory, name)).catch(() => undefined);
    if (found === undefined) throw damaged(directory, `"${name}" cannot be read`);
    if (found.bytes !== bytes || found.sha256 !== sha256) throw damaged(directory, `"${name}" was changed`);
  }
};

/** Names are fixed, so that a manifest cannot lead anywhere else. */
export const isPackageFileName = (name: string): boolean =>
  /^users-\d{3,}\.csv$/.test(name) || (Object.values(packageFileNames) as unknown[]).includes(name);

const parse = (text: string): PackageManifest | undefined => {
  try {
    return packageManifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const damaged = (directory: string, what: string) =>
  new RefusedError(`The package "${directory}" is damaged: ${what}.`, {
    code: 'package-damaged',
    hint: 'Export again into a new directory.',
  });

import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { getCsvHeader } from '../../aws/users/get-csv-header.ts';
import { RefusedError } from '../../core/errors.ts';
import type { PackageReader } from '../../core/export/package-port.ts';
import { canonicalJson } from '../../core/journal/canonical-json.ts';
import { openPackage } from '../files/package-reader.ts';
import type { ConnectedPool } from './connect-pools.ts';

export const openImportPackage = async (path: string): Promise<PackageReader> => {
  if ((await lstat(path).catch(() => undefined))?.isFile()) {
    throw new RefusedError('Importing a plain CSV file is not built yet; name a package directory.', {
      code: 'not-built-yet',
      hint: 'Make a package with: poolferry export --out package',
    });
  }
  return openPackage(path);
};

/** The columns that the target's import files have now. */
export const readImportHeader = async ({ client, profile }: ConnectedPool, signal: AbortSignal): Promise<string[]> => {
  try {
    return await getCsvHeader(client, profile.userPoolId, signal);
  } catch (error) {
    throw explainAwsError(error, {
      doing: `read the import columns of pool "${profile.userPoolId}"`,
      action: 'cognito-idp:GetCSVHeader',
    });
  }
};

/** The manifest holds the hash of every file, so that its own hash speaks for the whole package. */
export const hashManifest = ({ manifest }: PackageReader): string =>
  createHash('sha256').update(canonicalJson(manifest)).digest('hex');

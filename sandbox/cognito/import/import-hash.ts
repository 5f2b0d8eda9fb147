import { readPasswordHash } from '../password-hashes/read-password-hash.ts';
import type { NewUser } from '../users/create-user.ts';
import { PASSWORD_HASH } from './csv-header.ts';
import type { ImportJob } from './import-job.ts';
import type { ImportRow } from './read-row.ts';
import { invalidValue } from './row-outcome.ts';

const PROBLEMS = {
  malformed: 'The hash does not have the format of the algorithm.',
  'of another algorithm': 'The hash is one of another algorithm than that of the import job.',
  'over the limits': 'A parameter of the hash is greater than its maximum.',
} as const;

/** The hash that a row brings along, if it does. Throws RowFailure. */
export const importedHash = (job: ImportJob, { passwordHash }: ImportRow): NewUser['importedHash'] => {
  const algorithm = job.passwordHashingAlgorithm;
  if (passwordHash === '') return undefined;
  if (algorithm === undefined) throw invalidValue(PASSWORD_HASH, 'The import job names no algorithm.');
  const read = readPasswordHash(algorithm, passwordHash);
  if (typeof read === 'string') throw invalidValue(PASSWORD_HASH, PROBLEMS[read]);
  return { algorithm, hash: passwordHash };
};

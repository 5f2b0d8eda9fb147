import {
  InvalidParameterException,
  OperationNotEnabledException,
  PreconditionNotMetException,
} from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import type { PasswordHashingAlgorithm } from '../../core/import-csv/password-hash.ts';

/**
 * What Cognito refuses for good, with what to look at; everything else as it is. AWS documents no messages of these; the
 * requests name no user, so that what it says can be repeated.
 */
export const explainJobRefusal = (
  verb: 'makes' | 'starts',
  error: unknown,
  algorithm?: PasswordHashingAlgorithm,
): unknown => {
  const hint = findHint(error, algorithm);
  if (hint === undefined) return error;
  const { name, message } = error as Error;
  return new PoolferryError(`Cognito ${verb} no import job (${name}): ${message.slice(0, 300)}`, {
    code: 'import-job-refused',
    hint: `${hint} Nobody of this file was imported.`,
    cause: error,
  });
};

const findHint = (error: unknown, algorithm: PasswordHashingAlgorithm | undefined): string | undefined => {
  // Which of the two a pool answers that takes no hashes is not documented.
  const isRefusal = error instanceof InvalidParameterException || error instanceof OperationNotEnabledException;
  if (isRefusal && algorithm !== undefined) {
    return 'Only pools on the newer infrastructure of AWS take password hashes; others wait until AWS moves them. If the console offers no hashes for this pool, import without --password-hashing-algorithm and without hashes. Otherwise check the role in "import.logsRoleArn", and that "target.region" holds no mere replica of the pool.';
  }
  if (error instanceof InvalidParameterException) {
    return 'Check that the role in "import.logsRoleArn" exists in this account, and that cognito-idp.amazonaws.com may assume it. Then run the same command again.';
  }
  if (error instanceof PreconditionNotMetException) {
    return 'Check that the target verifies e-mail or phone by itself (AutoVerifiedAttributes), and that no other pool of the account runs another import job. Then run the same command again.';
  }
  if (error instanceof OperationNotEnabledException) {
    return 'This Region holds a replica of the pool, where nobody can be made. Set "target.region" to the Region of the pool itself.';
  }
  return undefined;
};

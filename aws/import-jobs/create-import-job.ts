import {
  CreateUserImportJobCommand,
  InvalidParameterException,
  LimitExceededException,
  OperationNotEnabledException,
  PreconditionNotMetException,
} from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import type { PasswordHashingAlgorithm } from '../../core/import-csv/password-hash.ts';
import type { CognitoClient } from '../users/cognito-client.ts';

type NewJob = {
  readonly userPoolId: string;
  readonly jobName: string;
  readonly logsRoleArn: string;
  /** Of the hashes in the file's `password_hash` column. */
  readonly passwordHashingAlgorithm?: PasswordHashingAlgorithm | undefined;
};

/**
 * Makes a job that does nothing until it is started. Its URL takes one upload within 15 minutes and gives whoever has it the
 * say over the file. `limit`: Cognito makes no more jobs now.
 */
export const createImportJob = async (
  client: CognitoClient,
  { userPoolId, jobName, logsRoleArn, passwordHashingAlgorithm }: NewJob,
  signal?: AbortSignal,
): Promise<{ jobId: string; uploadUrl: string } | 'limit'> => {
  try {
    const { UserImportJob } = await client.send(
      new CreateUserImportJobCommand({
        UserPoolId: userPoolId,
        JobName: jobName,
        CloudWatchLogsRoleArn: logsRoleArn,
        ...(passwordHashingAlgorithm === undefined ? {} : { PasswordHashingAlgorithm: passwordHashingAlgorithm }),
      }),
      signal ? { abortSignal: signal } : {},
    );
    const { JobId, PreSignedUrl } = UserImportJob ?? {};
    if (JobId === undefined || PreSignedUrl === undefined) {
      throw new PoolferryError('Cognito made an import job without an id or an upload URL.', {
        code: 'unexpected-answer',
      });
    }
    return { jobId: JobId, uploadUrl: PreSignedUrl };
  } catch (error) {
    if (error instanceof LimitExceededException) return 'limit';
    throw explainRefusal(error, passwordHashingAlgorithm);
  }
};

/** AWS documents no messages of these; the request names no user, so that what it says can be repeated. */
const explainRefusal = (error: unknown, algorithm: PasswordHashingAlgorithm | undefined): unknown => {
  const hint = findHint(error, algorithm);
  if (hint === undefined) return error;
  const { name, message } = error as Error;
  return new PoolferryError(`Cognito makes no import job (${name}): ${message.slice(0, 300)}`, {
    code: 'import-job-refused',
    hint,
    cause: error,
  });
};

const findHint = (error: unknown, algorithm: PasswordHashingAlgorithm | undefined): string | undefined => {
  // Which of the two a pool answers that takes no hashes is not documented.
  const isRefusal = error instanceof InvalidParameterException || error instanceof OperationNotEnabledException;
  if (isRefusal && algorithm !== undefined) {
    return `Only pools on the newer infrastructure of AWS take password hashes; others wait until AWS moves them. If the console offers no hashes for this pool, import without --password-hashing-algorithm and without hashes. Otherwise check the role in "import.logsRoleArn", and that "target.region" holds no mere replica of the pool.`;
  }
  if (error instanceof InvalidParameterException) {
    return 'Check that the role in "import.logsRoleArn" exists in this account, and that cognito-idp.amazonaws.com may assume it. Then run the same command again.';
  }
  if (error instanceof PreconditionNotMetException) {
    return 'Check that the target verifies e-mail or phone by itself, and that no other pool of the account runs another import job. Then run the same command again.';
  }
  if (error instanceof OperationNotEnabledException) {
    return 'This Region holds a replica of the pool, where nobody can be made. Set "target.region" to the Region of the pool itself.';
  }
  return undefined;
};

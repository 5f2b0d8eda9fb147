import { GetCSVHeaderCommand } from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import type { CognitoClient } from './cognito-client.ts';

/** The columns an import file for this pool must have. Their order differs from pool to pool. */
export const getCsvHeader = async (
  client: CognitoClient,
  userPoolId: string,
  signal?: AbortSignal,
): Promise<string[]> => {
  const { CSVHeader } = await client.send(
    new GetCSVHeaderCommand({ UserPoolId: userPoolId }),
    signal ? { abortSignal: signal } : {},
  );
  if (CSVHeader === undefined || CSVHeader.length === 0) {
    throw new PoolferryError(`AWS named no import columns for user pool "${userPoolId}".`, {
      code: 'unexpected-answer',
    });
  }
  return CSVHeader;
};

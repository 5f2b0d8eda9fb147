import { getCsvHeader } from '../../aws/users/get-csv-header.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { createPatientCalls } from './patient-calls.ts';

/** The columns that import files of a pool have now. Asked again when AWS has no time: the quota is 5 requests a second. */
export const importColumnsOf = (
  { client, profile: { userPoolId } }: ConnectedPool,
  context: Pick<CommandContext, 'clock' | 'random' | 'signal'>,
): Promise<string[]> =>
  createPatientCalls(context)(
    { doing: `read the import columns of pool "${userPoolId}"`, action: 'cognito-idp:GetCSVHeader' },
    () => getCsvHeader(client, userPoolId, context.signal),
  );

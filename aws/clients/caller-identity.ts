import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { PoolferryError } from '../../core/errors.ts';
import { type ClientSettings, toClientConfig } from './client-settings.ts';

export const createStsClient = (settings: ClientSettings): STSClient => new STSClient(toClientConfig(settings));

/** The account these credentials belong to. Needs no permission. */
export const callerIdentity = async (
  client: STSClient,
  signal?: AbortSignal,
): Promise<{ accountId: string; arn: string }> => {
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), signal ? { abortSignal: signal } : {});
  if (Account === undefined || Arn === undefined) {
    throw new PoolferryError('AWS named no account for these credentials.', { code: 'no-account' });
  }
  return { accountId: Account, arn: Arn };
};

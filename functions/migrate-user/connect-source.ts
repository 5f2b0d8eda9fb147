import { createStsClient } from '../../aws/clients/caller-identity.ts';
import { createRoleCredentials } from '../../aws/clients/role-credentials.ts';
import { readSecret } from '../../aws/secrets/read-secret.ts';
import type { SecretsClient } from '../../aws/secrets/secrets-client.ts';
import type { SourceClient } from '../../aws/sign-in/source-sign-in.ts';
import { createCognitoClient } from '../../aws/users/cognito-client.ts';
import type { Telemetry } from '../invocation/telemetry.ts';
import type { MigrateUserEnvironment } from './environment.ts';

/**
 * A call to the source is made once: a repeated sign-in counts twice against the user's lockout. So none may fail because a
 * kept connection died while the container slept.
 */
const sourceCalls = { maxAttempts: 1, requestTimeoutMs: 3_500, keepAlive: false };
/** One attempt: a second would leave no time for the sign-in that it is for. */
const stsCalls = { maxAttempts: 1, requestTimeoutMs: 2_500 };

/** The source pool as this function reaches it: as itself, or by a role of the source's account. */
export const connectSource = (
  source: MigrateUserEnvironment['source'],
  secrets: SecretsClient,
  { time }: Pick<Telemetry, 'time'>,
) => {
  const role =
    source.role === undefined
      ? undefined
      : createRoleCredentials(createStsClient(stsCalls), source.role, 'poolferry-migrate-user', () => Date.now());
  const client = createCognitoClient({
    region: source.region,
    ...sourceCalls,
    ...(role === undefined ? {} : { credentials: role.credentials }),
  });
  const { clientSecretId } = source;
  let clientSecret: string | undefined;
  const readClientSecret = async (again: boolean, id: string, signal: AbortSignal) => {
    if (again || clientSecret === undefined) {
      clientSecret = await time('ClientSecretDuration', () => readSecret(secrets, id, signal));
    }
    return clientSecret;
  };

  return (signal: AbortSignal): SourceClient => ({
    client,
    userPoolId: source.userPoolId,
    clientId: source.clientId,
    ...(role === undefined
      ? {}
      : { assumeRole: (within: AbortSignal) => time('AssumeRoleDuration', () => role.ready(within)) }),
    ...(clientSecretId === undefined
      ? {}
      : { clientSecret: (again: boolean) => readClientSecret(again, clientSecretId, signal) }),
  });
};

import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { PoolferryError } from '../../core/errors.ts';
import type { ClientCredentials } from './client-settings.ts';

export type Role = { readonly arn: string; readonly externalId: string };

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, read 2026-11-20: a role that assumes a role gets no more. */
const sessionSeconds = 3_600;
/** From here on each invocation tries to renew them, for a moment, while the old ones still serve. */
const renewAheadMs = 10 * 60_000;
const renewAheadPatienceMs = 800;
/** What an invocation needs at most, and some for clocks that differ. */
const shortestUsableMs = 60_000;

/**
 * Credentials of a role, kept until they end. `ready` gets or renews them within `signal` and must come before each use of
 * `credentials`. Nothing an earlier invocation was cut off from holds up the next.
 */
export const createRoleCredentials = (sts: STSClient, role: Role, sessionName: string, nowMs: () => number) => {
  let held: (ClientCredentials & { readonly expiration: Date }) | undefined;

  const renew = async (signal: AbortSignal) => {
    held = await assumeRole(sts, role, sessionName, signal);
  };

  return {
    async ready(signal: AbortSignal): Promise<void> {
      const leftMs = held === undefined ? 0 : held.expiration.getTime() - nowMs();
      if (leftMs > renewAheadMs) return;
      if (leftMs < shortestUsableMs) return renew(signal);
      await renew(AbortSignal.any([signal, AbortSignal.timeout(renewAheadPatienceMs)])).catch(() => undefined);
    },
    async credentials(): Promise<ClientCredentials> {
      if (held !== undefined) return held;
      throw new PoolferryError('The role was not assumed before it was needed.', { code: 'role-not-assumed' });
    },
  };
};

const assumeRole = async (sts: STSClient, { arn, externalId }: Role, sessionName: string, signal: AbortSignal) => {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: arn,
      ExternalId: externalId,
      RoleSessionName: sessionName,
      DurationSeconds: sessionSeconds,
    }),
    { abortSignal: signal },
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new PoolferryError('STS gave no credentials for the role.', { code: 'no-credentials' });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
};

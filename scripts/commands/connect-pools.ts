import { callerIdentity, createStsClient } from '../../aws/clients/caller-identity.ts';
import type { ClientSettings } from '../../aws/clients/client-settings.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { watchEndpoint } from '../../aws/clients/watch-endpoint.ts';
import { type CognitoClient, createCognitoClient } from '../../aws/users/cognito-client.ts';
import { describePool } from '../../aws/users/describe-pool.ts';
import type { PoolConfig } from '../../core/config/schema.ts';
import { RefusedError } from '../../core/errors.ts';
import type { PoolProfile } from '../../core/users/pool-profile.ts';
import type { CommandContext, TargetLine } from './command.ts';

export type ConnectedPool = {
  /** Its own retries are off: callers pace and retry, so that every request is counted against the limits. */
  readonly client: CognitoClient;
  readonly profile: PoolProfile;
  readonly region: string;
  readonly accountId: string;
  /** Set when calls go elsewhere than to AWS's own address. */
  readonly endpoint: string | undefined;
  /** For clients of other services with the same credentials and Region. */
  readonly settings: ClientSettings;
};

type Role = 'source' | 'target';

/**
 * Describes the pools a command needs and announces them, with account and Region, before anything else happens. Only reads.
 */
export const connectPools = async <const R extends Role>(
  context: CommandContext,
  roles: readonly R[],
): Promise<Record<R, ConnectedPool>> => {
  const connected = await Promise.all(roles.map(async (role) => [role, await connectPool(role, context)] as const));
  context.announceTarget(connected.map(([role, pool]) => toTargetLine(role, pool, context)));
  return Object.fromEntries(connected) as Record<R, ConnectedPool>;
};

const connectPool = async (role: Role, { config, signal }: CommandContext): Promise<ConnectedPool> => {
  const pool: PoolConfig | undefined = config[role];
  if (pool === undefined) {
    throw new RefusedError(`The configuration names no ${role} pool.`, {
      code: 'pool-missing',
      hint: `Set "${role}.userPoolId", or pass --${role}-user-pool-id.`,
    });
  }
  const settings: ClientSettings = {
    ...(pool.region === undefined ? {} : { region: pool.region }),
    ...(pool.profile === undefined ? {} : { profile: pool.profile }),
  };
  const { region, profile, endpoint } = await describe(role, pool.userPoolId, settings, signal);
  const located = { ...settings, region };
  const accountId = await askForAccount(role, located, signal);
  const client = createCognitoClient({ ...located, maxAttempts: 1 });
  return { client, profile, region, accountId, endpoint, settings: located };
};

const describe = async (role: Role, userPoolId: string, settings: ClientSettings, signal: AbortSignal) => {
  const client = createCognitoClient(settings);
  const endpoint = watchEndpoint(client);
  let where = '';
  try {
    const region = await client.config.region();
    where = ` in ${region}`;
    const profile = await describePool(client, userPoolId, signal);
    return { region, profile, endpoint: endpoint() };
  } catch (error) {
    throw explainAwsError(error, {
      doing: `describe the ${role} pool "${userPoolId}"${where}`,
      action: 'cognito-idp:DescribeUserPool',
    });
  }
};

const askForAccount = async (role: Role, settings: ClientSettings, signal: AbortSignal): Promise<string> => {
  try {
    return (await callerIdentity(createStsClient(settings), signal)).accountId;
  } catch (error) {
    throw explainAwsError(error, {
      doing: `ask whose credentials these are (${role} pool)`,
      action: 'sts:GetCallerIdentity',
    });
  }
};

const toTargetLine = (role: Role, pool: ConnectedPool, { config, environment }: CommandContext): TargetLine => ({
  role: role === 'source' ? 'Source' : 'Target',
  what: `${pool.profile.userPoolId} "${pool.profile.name}"`,
  account: pool.accountId,
  region: pool.region,
  credentials: describeCredentials(config[role]?.profile, environment),
  ...(pool.endpoint === undefined ? {} : { endpoint: pool.endpoint }),
});

const describeCredentials = (profile: string | undefined, environment: CommandContext['environment']): string => {
  if (profile !== undefined) return `profile ${profile}`;
  if (environment.AWS_PROFILE) return `profile ${environment.AWS_PROFILE} (AWS_PROFILE)`;
  if (environment.AWS_ACCESS_KEY_ID) return 'environment';
  return "the SDK's default chain";
};

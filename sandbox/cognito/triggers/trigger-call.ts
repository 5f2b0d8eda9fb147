import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { UserPool } from '../pools/user-pool.ts';

/** The key in LambdaConfig, which is also how errors name the trigger. */
export type Trigger =
  | 'UserMigration'
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'PreTokenGeneration';

export type TriggerCall = {
  readonly trigger: Trigger;
  readonly arn: string;
  readonly triggerSource: string;
  readonly version?: '1' | '2' | '3';
  readonly userName: string;
  readonly request: object;
  readonly response: object;
};

/** Where an event comes from. Administrators' operations go through no client. */
export type TriggerOrigin = { readonly pool: UserPool; readonly client: UserPoolClient | null };

export type ClientMetadata = Readonly<Record<string, string>> | undefined;

export const triggerArn = (pool: UserPool, trigger: Trigger): string | undefined => {
  const arn = pool.settings.lambdaConfig[trigger];
  return typeof arn === 'string' ? arn : undefined;
};

/** Events have the key only where metadata was passed on. */
export const withClientMetadata = (clientMetadata: ClientMetadata): object =>
  clientMetadata === undefined ? {} : { clientMetadata };

import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { SigningIn } from '../sign-in/complete-sign-in.ts';
import { ADMIN_SCOPE } from '../sign-in/token-claims.ts';
import { eventAttributes } from './event-attributes.ts';
import { groupConfigurationOf } from './group-configuration.ts';
import { invokeTrigger } from './invoke-trigger.ts';
import { type EventVersion, type TokenOverrides, toTokenOverrides } from './token-overrides.ts';
import { type ClientMetadata, triggerArn, withClientMetadata } from './trigger-call.ts';

export type TokenOccasion = {
  readonly triggerSource:
    | 'TokenGeneration_Authentication'
    | 'TokenGeneration_NewPasswordChallenge'
    | 'TokenGeneration_RefreshTokens'
    | 'TokenGeneration_HostedAuth';
  readonly groups: readonly string[];
  /** From an answered challenge and GetTokensFromRefreshToken alone. */
  readonly clientMetadata?: ClientMetadata;
};

type VersionConfig = { readonly LambdaVersion: EventVersion; readonly LambdaArn: string };

const functionOf = (pool: UserPool): VersionConfig | null => {
  const configured = pool.settings.lambdaConfig.PreTokenGenerationConfig as VersionConfig | undefined;
  if (configured !== undefined) return configured;
  const arn = triggerArn(pool, 'PreTokenGeneration');
  return arn === undefined ? null : { LambdaVersion: 'V1_0', LambdaArn: arn };
};

const NUMBERS = { V1_0: '1', V2_0: '2', V3_0: '3' } as const;

/** Null: the pool has no such function. Whatever goes wrong in it fails the issue of tokens. */
export const runPreTokenGeneration = async (
  state: CognitoState,
  { pool, client, user }: SigningIn,
  { triggerSource, groups, clientMetadata }: TokenOccasion,
): Promise<TokenOverrides | null> => {
  const configured = functionOf(pool);
  if (configured === null) return null;
  const { LambdaArn, LambdaVersion } = configured;
  const isBasic = LambdaVersion === 'V1_0';
  const response = await invokeTrigger(
    state,
    { pool, client },
    {
      trigger: 'PreTokenGeneration',
      arn: LambdaArn,
      triggerSource,
      version: NUMBERS[LambdaVersion],
      userName: user.username,
      request: {
        userAttributes: eventAttributes(user),
        groupConfiguration: groupConfigurationOf(pool, groups),
        ...(isBasic ? {} : { scopes: [ADMIN_SCOPE] }),
        ...withClientMetadata(clientMetadata),
      },
      response: isBasic ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
    },
  );
  return toTokenOverrides(LambdaVersion, response);
};

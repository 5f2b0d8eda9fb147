import { DEFAULT_PASSWORD_POLICY, type PasswordPolicy } from '../schema/password-policy.ts';
import type { Wire } from '../wire.ts';
import type { PoolSettings } from './user-pool.ts';

/** Those members of CreateUserPool and UpdateUserPool that the sandbox acts on. */
export type WirePoolSettings = {
  readonly PoolName?: string;
  readonly Policies?: {
    readonly PasswordPolicy?: Partial<PasswordPolicy>;
    readonly SignInPolicy?: { readonly AllowedFirstAuthFactors?: readonly string[] };
  };
  readonly DeletionProtection?: 'ACTIVE' | 'INACTIVE';
  readonly LambdaConfig?: Wire;
  readonly AutoVerifiedAttributes?: readonly string[];
  readonly MfaConfiguration?: PoolSettings['mfaConfiguration'];
  readonly AdminCreateUserConfig?: { readonly AllowAdminCreateUserOnly?: boolean };
  readonly AccountRecoverySetting?: {
    readonly RecoveryMechanisms?: readonly { readonly Name: string; readonly Priority: number }[];
  };
};

const ACTED_ON: readonly (keyof WirePoolSettings)[] = [
  'PoolName',
  'Policies',
  'DeletionProtection',
  'LambdaConfig',
  'AutoVerifiedAttributes',
  'MfaConfiguration',
  'AdminCreateUserConfig',
  'AccountRecoverySetting',
];

/** Kept as they are and shown again; nothing here depends on them. */
export const KEPT_SETTINGS = [
  'SmsVerificationMessage',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'VerificationMessageTemplate',
  'SmsAuthenticationMessage',
  'UserAttributeUpdateSettings',
  'DeviceConfiguration',
  'EmailConfiguration',
  'SmsConfiguration',
  'UserPoolTags',
  'UserPoolAddOns',
  'UserPoolTier',
] as const;

export const POOL_SETTING_MEMBERS: readonly string[] = [...ACTED_ON, ...KEPT_SETTINGS];

/** Without AccountRecoverySetting Cognito prefers the phone. */
const LEGACY_RECOVERY = ['verified_phone_number', 'verified_email'];

const recoveryOf = (wire: WirePoolSettings): readonly string[] => {
  const mechanisms = wire.AccountRecoverySetting?.RecoveryMechanisms;
  if (mechanisms === undefined) return LEGACY_RECOVERY;
  return [...mechanisms].sort((left, right) => left.Priority - right.Priority).map(({ Name }) => Name);
};

/**
 * Settings for a new pool, or for one that is updated: an omitted member goes back to its default, except for the
 * two that were measured to stay (MfaConfiguration and Policies).
 */
export const toPoolSettings = (wire: WirePoolSettings & Wire, previous: PoolSettings | null): PoolSettings => {
  const policy = wire.Policies?.PasswordPolicy;
  const kept = Object.entries(wire).filter(([name]) => (KEPT_SETTINGS as readonly string[]).includes(name));
  return {
    name: wire.PoolName ?? previous?.name ?? '',
    autoVerifiedAttributes: wire.AutoVerifiedAttributes ?? [],
    lambdaConfig: wire.LambdaConfig ?? {},
    mfaConfiguration: wire.MfaConfiguration ?? previous?.mfaConfiguration ?? 'OFF',
    passwordPolicy:
      policy === undefined
        ? (previous?.passwordPolicy ?? DEFAULT_PASSWORD_POLICY)
        : {
            ...DEFAULT_PASSWORD_POLICY,
            RequireUppercase: false,
            RequireLowercase: false,
            RequireNumbers: false,
            RequireSymbols: false,
            ...policy,
          },
    signInFactors: wire.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? previous?.signInFactors ?? ['PASSWORD'],
    adminCreateUserOnly: wire.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
    recoveryMechanisms: recoveryOf(wire),
    deletionProtection: wire.DeletionProtection === 'ACTIVE',
    others: {
      UserPoolTier: 'ESSENTIALS',
      ...Object.fromEntries(kept),
      ...(wire.AccountRecoverySetting === undefined ? {} : { AccountRecoverySetting: wire.AccountRecoverySetting }),
    },
  };
};

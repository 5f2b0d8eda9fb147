import { effectiveAcrLevels } from '../app-clients/acr-levels.ts';
import { DEFAULT_PASSWORD_POLICY, type PasswordPolicy } from '../schema/password-policy.ts';
import type { Wire } from '../wire.ts';
import type { PoolSettings } from './user-pool.ts';

/** Those members of CreateUserPool and UpdateUserPool that the sandbox acts on or checks. */
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
  readonly AdminCreateUserConfig?: {
    readonly AllowAdminCreateUserOnly?: boolean;
    readonly UnusedAccountValidityDays?: number;
    readonly InviteMessageTemplate?: Wire;
  };
  readonly AccountRecoverySetting?: {
    readonly RecoveryMechanisms?: readonly { readonly Name: string; readonly Priority: number }[];
  };
  readonly UserPoolTier?: 'LITE' | 'ESSENTIALS' | 'PLUS';
  readonly UserPoolAddOns?: { readonly AdvancedSecurityMode: string };
  readonly VerificationMessageTemplate?: Wire;
  readonly EmailConfiguration?: Wire;
  readonly SmsConfiguration?: Wire;
  readonly DcrConfiguration?: Wire;
  readonly AcrConfiguration?: Readonly<Record<string, { readonly AcrValue: string }>>;
};

/** Kept as they are and shown again. Who depends on one of them reads it where it is kept. */
const KEPT_SETTINGS = [
  'AccountRecoverySetting',
  'SmsVerificationMessage',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'SmsAuthenticationMessage',
  'UserAttributeUpdateSettings',
  'DeviceConfiguration',
  'SmsConfiguration',
  'UserPoolAddOns',
  'KeyConfiguration',
  'IssuerConfiguration',
];

export const POOL_SETTING_MEMBERS: readonly string[] = [
  ...KEPT_SETTINGS,
  'PoolName',
  'Policies',
  'DeletionProtection',
  'LambdaConfig',
  'AutoVerifiedAttributes',
  'MfaConfiguration',
  'AdminCreateUserConfig',
  'UserPoolTier',
  'VerificationMessageTemplate',
  'EmailConfiguration',
  'UserPoolTags',
  'DcrConfiguration',
  'AcrConfiguration',
];

/** Without AccountRecoverySetting Cognito prefers the phone. */
const LEGACY_RECOVERY = ['verified_phone_number', 'verified_email'];

const recoveryOf = (wire: WirePoolSettings): readonly string[] => {
  const mechanisms = wire.AccountRecoverySetting?.RecoveryMechanisms;
  if (mechanisms === undefined) return LEGACY_RECOVERY;
  return [...mechanisms].sort((left, right) => left.Priority - right.Priority).map(({ Name }) => Name);
};

const passwordPolicyOf = (wire: WirePoolSettings, previous: PoolSettings | null): PasswordPolicy => {
  const policy = wire.Policies?.PasswordPolicy;
  // A zero says nothing.
  const days = policy?.TemporaryPasswordValidityDays || wire.AdminCreateUserConfig?.UnusedAccountValidityDays;
  const lifetime = days ? { TemporaryPasswordValidityDays: days } : {};
  if (policy === undefined) return { ...(previous?.passwordPolicy ?? DEFAULT_PASSWORD_POLICY), ...lifetime };
  return {
    ...DEFAULT_PASSWORD_POLICY,
    RequireUppercase: false,
    RequireLowercase: false,
    RequireNumbers: false,
    RequireSymbols: false,
    ...policy,
    TemporaryPasswordValidityDays: DEFAULT_PASSWORD_POLICY.TemporaryPasswordValidityDays,
    ...lifetime,
  };
};

/** Kept where a request leaves it out; where it is there, it replaces the whole and is on unless it says otherwise. */
const registrationOf = (wire: WirePoolSettings, previous: PoolSettings | null): Wire => {
  const given = wire.DcrConfiguration;
  const DcrConfiguration =
    given === undefined
      ? previous?.others.DcrConfiguration
      : { EnableStatus: 'Enabled', OpenDcrEnabled: false, ...given };
  return DcrConfiguration === undefined ? {} : { DcrConfiguration };
};

const acrOf = (wire: WirePoolSettings): Wire =>
  wire.UserPoolTier === 'LITE' ? {} : { AcrConfiguration: effectiveAcrLevels(wire.AcrConfiguration) };

/**
 * Settings for a new pool, or for one that is updated: an omitted member goes back to its default, except for the
 * three that stay (MfaConfiguration and both parts of Policies by measurement, DcrConfiguration by AWS's word).
 */
export const toPoolSettings = (wire: WirePoolSettings & Wire, previous: PoolSettings | null): PoolSettings => {
  const kept = Object.entries(wire).filter(([name]) => KEPT_SETTINGS.includes(name));
  return {
    name: wire.PoolName ?? previous?.name ?? '',
    autoVerifiedAttributes: wire.AutoVerifiedAttributes ?? [],
    lambdaConfig: wire.LambdaConfig ?? {},
    mfaConfiguration: wire.MfaConfiguration ?? previous?.mfaConfiguration ?? 'OFF',
    passwordPolicy: passwordPolicyOf(wire, previous),
    signInFactors: wire.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? previous?.signInFactors ?? ['PASSWORD'],
    adminCreateUserOnly: wire.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false,
    inviteMessageTemplate: wire.AdminCreateUserConfig?.InviteMessageTemplate,
    recoveryMechanisms: recoveryOf(wire),
    deletionProtection: wire.DeletionProtection === 'ACTIVE',
    tags: (wire.UserPoolTags ?? {}) as Readonly<Record<string, string>>,
    others: {
      ...Object.fromEntries(kept),
      UserPoolTier: wire.UserPoolTier ?? 'ESSENTIALS',
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT', ...wire.EmailConfiguration },
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE', ...wire.VerificationMessageTemplate },
      ...registrationOf(wire, previous),
      ...acrOf(wire),
    },
  };
};

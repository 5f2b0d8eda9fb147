import { AwsError } from '../../aws-error.ts';
import { effectiveAcrLevels } from '../app-clients/acr-levels.ts';
import type { WirePoolSettings } from './pool-settings.ts';
import type { PoolSettings } from './user-pool.ts';

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

const assertTriggers = (lambdaConfig: NonNullable<WirePoolSettings['LambdaConfig']>): void => {
  const { PreTokenGeneration, PreTokenGenerationConfig, CustomSMSSender, CustomEmailSender, KMSKeyID } = lambdaConfig;
  const versioned = (PreTokenGenerationConfig as { LambdaArn?: string } | undefined)?.LambdaArn;
  if (PreTokenGeneration !== undefined && versioned !== undefined && PreTokenGeneration !== versioned) {
    refuse('PreTokenGeneration and PreTokenGenerationConfig must name the same function.');
  }
  if ((CustomSMSSender !== undefined || CustomEmailSender !== undefined) && KMSKeyID === undefined) {
    refuse('KMSKeyID is required with CustomSMSSender or CustomEmailSender.');
  }
};

const assertMessages = (template: NonNullable<WirePoolSettings['VerificationMessageTemplate']>): void => {
  if (template.EmailMessage !== undefined && template.EmailMessageByLink !== undefined) {
    refuse('EmailMessage and EmailMessageByLink cannot be set together.');
  }
};

const TIERS = ['LITE', 'ESSENTIALS', 'PLUS'];

/** What needs more than the cheapest tier: feature, whether the settings use it, and the tier it needs. */
const tierFeatures = (wire: WirePoolSettings, settings: PoolSettings): [string, boolean, string][] => {
  const registration = settings.others.DcrConfiguration as { EnableStatus?: string } | undefined;
  const version = (wire.LambdaConfig?.PreTokenGenerationConfig as { LambdaVersion?: string } | undefined)
    ?.LambdaVersion;
  return [
    ['DcrConfiguration', registration?.EnableStatus === 'Enabled', 'ESSENTIALS'],
    ['AcrConfiguration', wire.AcrConfiguration !== undefined, 'ESSENTIALS'],
    ['SignInPolicy', settings.signInFactors.some((factor) => factor !== 'PASSWORD'), 'ESSENTIALS'],
    ['Access token customization', version === 'V2_0' || version === 'V3_0', 'ESSENTIALS'],
    ['AdvancedSecurityMode', (wire.UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF') !== 'OFF', 'PLUS'],
  ];
};

const assertTier = (wire: WirePoolSettings, settings: PoolSettings): void => {
  const tier = wire.UserPoolTier ?? 'ESSENTIALS';
  for (const [feature, isUsed, needed] of tierFeatures(wire, settings)) {
    if (isUsed && TIERS.indexOf(tier) < TIERS.indexOf(needed)) {
      throw new AwsError('FeatureUnavailableInTierException', `${feature} is not available in the ${tier} tier.`);
    }
  }
};

/** Somebody who signs in without a password is asked for no second factor. */
export const assertMfaFits = ({ signInFactors }: PoolSettings, mode: PoolSettings['mfaConfiguration']): void => {
  if (mode === 'ON' && signInFactors.some((factor) => factor !== 'PASSWORD')) {
    refuse('MFA cannot be required where users sign in without a password.');
  }
};

/** Refuses settings that contradict each other. `settings` is what would come of `wire`. */
export const assertPoolSettings = (wire: WirePoolSettings, settings: PoolSettings): void => {
  assertTriggers(wire.LambdaConfig ?? {});
  assertMessages(wire.VerificationMessageTemplate ?? {});
  const acrNames = Object.values(effectiveAcrLevels(wire.AcrConfiguration)).map(({ AcrValue }) => AcrValue);
  if (new Set(acrNames).size < acrNames.length) refuse('The names of ACR levels must be unique.');
  assertTier(wire, settings);
  assertMfaFits(settings, settings.mfaConfiguration);
};

/** SMS is the one factor that a pool's own settings bring along. */
export const assertMfaFactor = ({ SmsConfiguration }: Pick<WirePoolSettings, 'SmsConfiguration'>): void => {
  if (SmsConfiguration === undefined) {
    refuse('SMS configuration and Auto verification for phone_number are required when MFA is required/optional');
  }
};

/** The days of temporary passwords belong to the password policy; the older place is closed once that has them. */
export const refuseUnusedAccountValidity = (): never =>
  refuse('Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays');

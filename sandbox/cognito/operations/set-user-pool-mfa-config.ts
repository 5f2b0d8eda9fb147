import { AwsError } from '../../aws-error.ts';
import { poolOf } from '../lookups.ts';
import { describeMfaConfig } from '../mfa/describe-mfa-config.ts';
import type { MfaFactors } from '../mfa/mfa-factors.ts';
import { defineOperation } from '../operation.ts';
import { beginChange } from '../pools/begin-change.ts';
import { assertMfaFactor, assertMfaFits } from '../pools/check-pool-settings.ts';
import type { PoolSettings, UserPool } from '../pools/user-pool.ts';
import type { Wire } from '../wire.ts';

type SetUserPoolMfaConfigRequest = {
  readonly UserPoolId: string;
  readonly SmsMfaConfiguration?: Wire;
  readonly EmailMfaConfiguration?: Wire;
  readonly SoftwareTokenMfaConfiguration?: { readonly Enabled?: boolean };
  readonly WebAuthnConfiguration?: Wire;
  readonly MfaConfiguration?: PoolSettings['mfaConfiguration'];
};

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

const assertEmailFactor = ({ settings }: UserPool): void => {
  const { UserPoolTier, EmailConfiguration } = settings.others;
  if (UserPoolTier === 'LITE') {
    throw new AwsError('FeatureUnavailableInTierException', 'Email MFA is not available in the LITE tier.');
  }
  if ((EmailConfiguration as Wire | undefined)?.EmailSendingAccount !== 'DEVELOPER') {
    refuse('Email MFA requires an email configuration with Amazon SES.');
  }
  if (settings.recoveryMechanisms.length === 1 && settings.recoveryMechanisms[0] === 'verified_email') {
    refuse('Email MFA is not possible where email is the only recovery mechanism.');
  }
};

const assertConsistent = (pool: UserPool, mode: PoolSettings['mfaConfiguration'], factors: MfaFactors): void => {
  const hasFactor = factors.sms !== undefined || factors.email !== undefined || factors.softwareToken;
  if (mode === 'OFF' && hasFactor) {
    refuse("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
  }
  if (mode !== 'OFF' && !hasFactor) {
    refuse('Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.');
  }
  assertMfaFits(pool.settings, mode);
  if (factors.sms !== undefined && factors.sms.SmsConfiguration === undefined) assertMfaFactor(pool.settings.others);
  if (factors.email !== undefined) assertEmailFactor(pool);
};

/** Replaces all of it: what is left out is off. */
export const setUserPoolMfaConfig = defineOperation<SetUserPoolMfaConfigRequest>(
  [
    'UserPoolId',
    'SmsMfaConfiguration',
    'EmailMfaConfiguration',
    'SoftwareTokenMfaConfiguration',
    'WebAuthnConfiguration',
    'MfaConfiguration',
  ],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const mode = request.MfaConfiguration ?? 'OFF';
    const factors: MfaFactors = {
      ...(request.SmsMfaConfiguration === undefined ? {} : { sms: request.SmsMfaConfiguration }),
      ...(request.EmailMfaConfiguration === undefined ? {} : { email: request.EmailMfaConfiguration }),
      ...(request.WebAuthnConfiguration === undefined ? {} : { webAuthn: request.WebAuthnConfiguration }),
      softwareToken: request.SoftwareTokenMfaConfiguration?.Enabled ?? false,
    };
    assertConsistent(pool, mode, factors);
    beginChange(state, pool);
    pool.mfaFactors = factors;
    pool.settings = { ...pool.settings, mfaConfiguration: mode };
    pool.modifiedMs = state.clock.nowMs();
    return describeMfaConfig(pool);
  },
);

import type { UserPool } from '../pools/user-pool.ts';
import type { Wire } from '../wire.ts';

/** What GetUserPoolMfaConfig and SetUserPoolMfaConfig answer. */
export const describeMfaConfig = ({ settings, mfaFactors }: UserPool): Wire => {
  const { SmsConfiguration } = settings.others;
  const sms = mfaFactors.sms ?? (SmsConfiguration === undefined ? undefined : { SmsConfiguration });
  return {
    ...(sms === undefined ? {} : { SmsMfaConfiguration: sms }),
    SoftwareTokenMfaConfiguration: { Enabled: mfaFactors.softwareToken },
    ...(mfaFactors.email === undefined ? {} : { EmailMfaConfiguration: mfaFactors.email }),
    ...(mfaFactors.webAuthn === undefined ? {} : { WebAuthnConfiguration: mfaFactors.webAuthn }),
    MfaConfiguration: settings.mfaConfiguration,
  };
};

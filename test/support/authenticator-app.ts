import {
  AssociateSoftwareTokenCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Secret, TOTP } from 'otpauth';
import type { AwsUnderTest } from './aws-under-test.ts';

/** The code of now and the next one: both are good for a while, whatever the moment, and once, in this order. */
export const codesOf = (secret: string | undefined): readonly [string, string] => {
  const totp = new TOTP({ secret: Secret.fromBase32(secret ?? '') });
  const nowMs = Date.now();
  const [now, next] = [0, 30_000].map((offsetMs) => totp.generate({ timestamp: nowMs + offsetMs }));
  return [now ?? '', next ?? ''];
};

/** Has a pool take codes of authenticator apps, and nothing that it would have to send. */
export const takeApps = (
  { cognito }: Pick<AwsUnderTest, 'cognito'>,
  UserPoolId: string,
  MfaConfiguration: 'ON' | 'OPTIONAL',
) =>
  cognito.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId,
      MfaConfiguration,
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );

export const wrongCode = (codes: readonly string[]): string =>
  ['000000', '111111', '222222', '333333'].find((code) => !codes.includes(code)) ?? '';

/** Registers an authenticator app with an access token, which takes the first of its codes. */
export const registerApp = async ({ cognito }: Pick<AwsUnderTest, 'cognito'>, AccessToken: string) => {
  const { SecretCode } = await cognito.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  const codes = codesOf(SecretCode);
  const { Status } = await cognito.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: codes[0] }));
  return { codes, Status };
};

export const turnOnApp = ({ cognito }: Pick<AwsUnderTest, 'cognito'>, AccessToken: string) =>
  cognito.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }),
  );

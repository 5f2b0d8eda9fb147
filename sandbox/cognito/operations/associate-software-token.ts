import { AwsError } from '../../aws-error.ts';
import { newSoftwareTokenSecret } from '../mfa/software-token.ts';
import { softwareTokenSetup } from '../mfa/software-token-setup.ts';
import { defineOperation } from '../operation.ts';

type AssociateSoftwareTokenRequest = { readonly AccessToken?: string; readonly Session?: string };

export const associateSoftwareToken = defineOperation<AssociateSoftwareTokenRequest>(
  ['AccessToken', 'Session'],
  (state, request) => {
    const { pool, user, session } = softwareTokenSetup(state, request);
    if (!pool.mfaFactors.softwareToken) {
      throw new AwsError(
        'SoftwareTokenMFANotFoundException',
        'Software Token MFA has not been enabled by the userPool',
      );
    }
    const secret = newSoftwareTokenSecret(state, pool, user);
    if (session === undefined) {
      user.pendingSoftwareToken = secret;
      return { SecretCode: secret };
    }
    return { SecretCode: secret, Session: session.goOn({ secret, isVerified: false }) };
  },
);

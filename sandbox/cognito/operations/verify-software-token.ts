import { AwsError } from '../../aws-error.ts';
import { takeSoftwareTokenCode } from '../mfa/software-token.ts';
import { softwareTokenSetup } from '../mfa/software-token-setup.ts';
import { defineOperation } from '../operation.ts';

type VerifySoftwareTokenRequest = {
  readonly AccessToken?: string;
  readonly Session?: string;
  readonly UserCode: string;
  readonly FriendlyDeviceName?: string;
};

/** Registers the authenticator app, instead of an earlier one. Whether it is asked for is another setting. */
export const verifySoftwareToken = defineOperation<VerifySoftwareTokenRequest>(
  ['AccessToken', 'Session', 'UserCode', 'FriendlyDeviceName'],
  (state, request) => {
    const { user, secret, session } = softwareTokenSetup(state, request);
    if (secret === undefined) {
      throw new AwsError('SoftwareTokenMFANotFoundException', 'Software Token MFA does not exist for the user.');
    }
    const token = { secret, lastUsedStep: 0 };
    if (takeSoftwareTokenCode(token, request.UserCode, state.clock.nowMs()) !== 'right') {
      throw new AwsError('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA');
    }
    user.softwareToken = token;
    user.pendingSoftwareToken = null;
    user.modifiedMs = state.clock.nowMs();
    return {
      Status: 'SUCCESS',
      ...(session === undefined ? {} : { Session: session.goOn({ secret, isVerified: true }) }),
    };
  },
);

import { AwsError } from '../../aws-error.ts';
import { clientOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { hidesUsers, noSuchUser, userIsDisabled } from '../sign-in/sign-in-refusals.ts';
import { sendSignUpCode } from '../sign-in/sign-up-code.ts';
import { simulatedDelivery } from '../sign-in/simulated-delivery.ts';

type ResendConfirmationCodeRequest = InformationOnly & {
  readonly ClientId: string;
  readonly Username: string;
  readonly SecretHash?: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

export const resendConfirmationCode = defineOperation<ResendConfirmationCodeRequest>(
  ['ClientId', 'Username', 'SecretHash', 'ClientMetadata', 'AnalyticsMetadata', 'UserContextData'],
  (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    assertSecretHash(client, request.Username, request.SecretHash);
    const user = pool.users.find(request.Username);
    if (user === undefined || !user.enabled) {
      if (hidesUsers(client)) return simulatedDelivery(state, pool, request.Username);
      throw user === undefined ? noSuchUser() : userIsDisabled();
    }
    if (user.status !== 'UNCONFIRMED') throw new AwsError('InvalidParameterException', 'User is already confirmed.');
    const sent = sendSignUpCode(state, pool, user);
    if (sent === null) {
      throw new AwsError('NotAuthorizedException', 'Cannot resend codes. Auto verification not turned on.');
    }
    return sent;
  },
);

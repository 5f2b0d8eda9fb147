import { AwsError } from '../../aws-error.ts';
import { defineOperation } from '../operation.ts';
import { assertContact } from '../schema/assert-contact.ts';
import { sendCode } from '../sign-in/confirmation-codes.ts';
import { addressToVerify } from '../users/address-to-verify.ts';

type GetUserAttributeVerificationCodeRequest = {
  readonly AccessToken: string;
  readonly AttributeName: string;
  readonly ClientMetadata?: object;
};

export const getUserAttributeVerificationCode = defineOperation<GetUserAttributeVerificationCodeRequest>(
  ['AccessToken', 'AttributeName', 'ClientMetadata'],
  (state, request) => {
    const { pool, user } = state.tokens.byAccessToken(state, request.AccessToken);
    const name = assertContact(request.AttributeName);
    const address = addressToVerify(pool, user, name);
    if (address === undefined) {
      throw new AwsError('InvalidParameterException', `The user has no ${name} to verify.`);
    }
    return sendCode(state, pool, user, `verify-${name}`, name, address);
  },
);

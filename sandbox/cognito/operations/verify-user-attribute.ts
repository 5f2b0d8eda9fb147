import { defineOperation } from '../operation.ts';
import { assertContact } from '../schema/assert-contact.ts';
import { redeemCode } from '../sign-in/confirmation-codes.ts';

type VerifyUserAttributeRequest = {
  readonly AccessToken: string;
  readonly AttributeName: string;
  readonly Code: string;
};

/** Verifies the address that the code went to, which becomes the user's if it was still waiting. */
export const verifyUserAttribute = defineOperation<VerifyUserAttributeRequest>(
  ['AccessToken', 'AttributeName', 'Code'],
  (state, request) => {
    const { pool, user } = state.tokens.byAccessToken(state, request.AccessToken);
    const name = assertContact(request.AttributeName);
    const { address } = redeemCode(state, user, `verify-${name}`, request.Code);
    pool.users.setAttributes(user, new Map([...user.attributes, [name, address], [`${name}_verified`, 'true']]));
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);

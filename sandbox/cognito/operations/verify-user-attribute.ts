import { defineOperation } from '../operation.ts';
import { assertContact } from '../schema/assert-contact.ts';
import { codeMismatch, redeemCode } from '../sign-in/confirmation-codes.ts';
import { addressToVerify } from '../users/address-to-verify.ts';

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
    const wanted = addressToVerify(pool, user, name);
    redeemCode(state, user, `verify-${name}`, request.Code, ({ address }) => {
      // An administrator may have changed it since: the code proves nothing about another address.
      if (address !== wanted) throw codeMismatch();
      pool.users.setAttributes(user, new Map([...user.attributes, [name, address], [`${name}_verified`, 'true']]));
    });
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);

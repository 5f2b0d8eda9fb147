import { defineOperation } from '../operation.ts';
import { assertWritable } from '../schema/assert-writable.ts';
import { changeWithCodes } from '../sign-in/change-contacts.ts';
import { contactsThatWait } from '../users/address-to-verify.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';

type UpdateUserAttributesRequest = {
  readonly AccessToken: string;
  readonly UserAttributes: readonly WireAttribute[];
  readonly ClientMetadata?: object;
};

/** What users may change of themselves. A new address is unverified until the code that goes there comes back. */
export const updateUserAttributes = defineOperation<UpdateUserAttributesRequest>(
  ['AccessToken', 'UserAttributes', 'ClientMetadata'],
  (state, request) => {
    const { pool, user, client } = state.tokens.byAccessToken(state, request.AccessToken);
    const asked = fromWireAttributes(request.UserAttributes);
    assertWritable(client, asked);
    const wait = contactsThatWait(pool);
    const needCode = [...wait, ...pool.settings.autoVerifiedAttributes];
    return { CodeDeliveryDetailsList: changeWithCodes(state, pool, user, asked, { wait, needCode }) };
  },
);

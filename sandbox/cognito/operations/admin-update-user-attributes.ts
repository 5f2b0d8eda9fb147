import { poolOf, userOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { changeWithCodes } from '../sign-in/change-contacts.ts';
import { contactsThatWait } from '../users/address-to-verify.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';

type AdminUpdateUserAttributesRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly UserAttributes: readonly WireAttribute[];
  readonly ClientMetadata?: object;
};

/** Where the pool wants a new address verified first, it waits for that, unless the request calls it verified. */
export const adminUpdateUserAttributes = defineOperation<AdminUpdateUserAttributesRequest>(
  ['UserPoolId', 'Username', 'UserAttributes', 'ClientMetadata'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    const asked = fromWireAttributes(request.UserAttributes);
    const wait = contactsThatWait(pool).filter((name) => asked.get(`${name}_verified`) !== 'true');
    changeWithCodes(state, pool, user, asked, { wait, needCode: wait });
    return {};
  },
);

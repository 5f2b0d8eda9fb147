import { defineOperation } from '../operation.ts';
import { applyAttributeChanges } from '../state/apply-attribute-changes.ts';
import { poolOf, userOf } from '../state/lookups.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';

type AdminUpdateUserAttributesRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly UserAttributes: readonly WireAttribute[];
  readonly ClientMetadata?: object;
};

export const adminUpdateUserAttributes = defineOperation<AdminUpdateUserAttributesRequest>(
  ['UserPoolId', 'Username', 'UserAttributes', 'ClientMetadata'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    applyAttributeChanges(pool, user, fromWireAttributes(request.UserAttributes), state.clock.nowMs());
    return {};
  },
);

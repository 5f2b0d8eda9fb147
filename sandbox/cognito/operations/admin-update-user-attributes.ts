import { defineOperation } from '../operation.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { assertChangedAttributes } from '../schema/check-attributes.ts';
import { poolOf, userOf } from '../state/lookups.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';

type AdminUpdateUserAttributesRequest = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly UserAttributes: readonly WireAttribute[];
  readonly ClientMetadata?: object;
};

/** A new address is unverified unless the same request says otherwise. */
const withResetFlags = (current: ReadonlyMap<string, string>, changes: ReadonlyMap<string, string>) => {
  const flags = new Map<string, string>();
  for (const [address, flag] of [
    ['email', 'email_verified'],
    ['phone_number', 'phone_number_verified'],
  ] as const) {
    const changed = changes.has(address) && changes.get(address) !== current.get(address);
    if (changed && !changes.has(flag)) flags.set(flag, changes.get(address) === '' ? '' : 'false');
  }
  return new Map([...changes, ...flags]);
};

export const adminUpdateUserAttributes = defineOperation<AdminUpdateUserAttributesRequest>(
  ['UserPoolId', 'Username', 'UserAttributes', 'ClientMetadata'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const user = userOf(pool, request.Username);
    const asked = fromWireAttributes(request.UserAttributes);
    assertChangedAttributes(pool.schema, asked);
    const changes = withResetFlags(user.attributes, asked);
    const attributes = new Map([...user.attributes, ...changes].filter(([, value]) => value !== ''));
    for (const [name, value] of changes) if (value === '') attributes.delete(name);
    assertVerifiable(asked, attributes);
    pool.users.setAttributes(user, attributes);
    user.modifiedMs = state.clock.nowMs();
    return {};
  },
);

import { defineOperation } from '../operation.ts';
import { assertWritable } from '../schema/assert-writable.ts';
import { assertChangedAttributes } from '../schema/check-attributes.ts';
import { type CodeAttribute, MEDIUM_OF, sendCode } from '../sign-in/confirmation-codes.ts';
import { contactsThatWait } from '../state/address-to-verify.ts';
import { changeAttributes, isNewValue } from '../state/change-attributes.ts';
import { assertServedMediums } from '../state/send-message.ts';
import type { UserPool } from '../state/user-pool.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';

type UpdateUserAttributesRequest = {
  readonly AccessToken: string;
  readonly UserAttributes: readonly WireAttribute[];
  readonly ClientMetadata?: object;
};

const CONTACTS: readonly CodeAttribute[] = ['email', 'phone_number'];

const contactsToVerify = (pool: UserPool, changed: ReadonlyMap<string, string>): readonly CodeAttribute[] =>
  CONTACTS.filter((name) => changed.get(name) && pool.settings.autoVerifiedAttributes.includes(name));

/** What users may change of themselves. A new address is unverified until the code that goes there comes back. */
export const updateUserAttributes = defineOperation<UpdateUserAttributesRequest>(
  ['AccessToken', 'UserAttributes', 'ClientMetadata'],
  (state, request) => {
    const { pool, user, client } = state.tokens.byAccessToken(state, request.AccessToken);
    const asked = fromWireAttributes(request.UserAttributes);
    assertWritable(client, asked);
    assertChangedAttributes(pool.schema, asked);
    const changed = new Map([...asked].filter(([name, value]) => isNewValue(user, name, value)));
    const waiting = contactsThatWait(pool);
    const atOnce = new Map([...asked].filter(([name, value]) => !(waiting.includes(name) && value !== '')));
    const toVerify = contactsToVerify(pool, changed);
    assertServedMediums(
      pool,
      changed,
      toVerify.map((name) => MEDIUM_OF[name]),
    );
    changeAttributes(pool, user, atOnce, state.clock.nowMs());
    return {
      CodeDeliveryDetailsList: toVerify.map(
        (name) => sendCode(state, pool, user, `verify-${name}`, name, changed.get(name)).CodeDeliveryDetails,
      ),
    };
  },
);

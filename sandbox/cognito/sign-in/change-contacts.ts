import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertChangedAttributes } from '../schema/check-attributes.ts';
import { assertMessagesServed } from '../send-message.ts';
import { changeAttributes, isNewValue } from '../users/change-attributes.ts';
import type { User } from '../users/user.ts';
import { type CodeAttribute, mediumOf, sendCode } from './confirmation-codes.ts';

const CONTACTS: readonly CodeAttribute[] = ['email', 'phone_number'];

/**
 * Changes attributes, and sends a code to every new contact that needs one. Contacts that `wait` keep their old value until
 * their code comes back. Returns `CodeDeliveryDetails` for each code.
 */
export const changeWithCodes = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  asked: ReadonlyMap<string, string>,
  contacts: { readonly wait: readonly string[]; readonly needCode: readonly string[] },
): unknown[] => {
  // Of those that wait, too.
  assertChangedAttributes(pool.schema, asked);
  const waiting = contacts.wait.filter((name) => asked.get(name));
  const toVerify = CONTACTS.filter(
    (name) => asked.get(name) && isNewValue(user, name, asked.get(name)) && contacts.needCode.includes(name),
  );
  assertMessagesServed(pool, toVerify.map(mediumOf));
  const atOnce = new Map([...asked].filter(([name]) => !waiting.includes(name)));
  changeAttributes(pool, user, atOnce, state.clock.nowMs());
  return toVerify.map((name) => {
    const { CodeDeliveryDetails } = sendCode(state, pool, user, `verify-${name}`, name, asked.get(name));
    return CodeDeliveryDetails;
  });
};

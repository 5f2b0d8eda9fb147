import { DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { isEmailAddress, isPhoneNumber } from '../schema/attribute-values.ts';
import type { Wire } from '../wire.ts';
import { codeDeliveryDetails } from './confirmation-codes.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The medium follows the form of the name, else what the pool verifies. */
const isByPhone = ({ settings }: UserPool, username: string): boolean => {
  if (isPhoneNumber(username)) return true;
  const verifies = settings.autoVerifiedAttributes;
  return !isEmailAddress(username) && verifies.includes('phone_number') && !verifies.includes('email');
};

/** What somebody who must not learn anything sees: the same made-up address each time for the same name. */
export const simulatedDelivery = (state: CognitoState, pool: UserPool, username: string): Wire => {
  const purpose = `simulated|${pool.id}|${pool.users.fold(username)}`;
  if (isByPhone(pool, username)) {
    return codeDeliveryDetails('phone_number', `+${state.seeded.text(purpose, DIGITS, 11)}`);
  }
  const [local, domain] = state.seeded.text(purpose, LETTERS, 2);
  return codeDeliveryDetails('email', `${local}@${domain}`);
};

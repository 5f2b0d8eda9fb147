import type { CognitoState } from '../cognito-state.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { Wire } from '../wire.ts';
import { type CodeAttribute, sendCode } from './confirmation-codes.ts';

/** Where a new user is reached. A phone number is preferred where the pool verifies both. */
const signUpAttribute = (pool: UserPool, user: User): CodeAttribute | undefined =>
  (['phone_number', 'email'] as const).find(
    (attribute) => pool.settings.autoVerifiedAttributes.includes(attribute) && user.attributes.has(attribute),
  );

/** `CodeDeliveryDetails`, or null where there is nothing that could be verified. */
export const sendSignUpCode = (state: CognitoState, pool: UserPool, user: User): Wire | null => {
  const attribute = signUpAttribute(pool, user);
  return attribute === undefined ? null : sendCode(state, pool, user, 'sign-up', attribute);
};

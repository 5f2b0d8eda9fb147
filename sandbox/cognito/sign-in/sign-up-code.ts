import type { CognitoState } from '../cognito-state.ts';
import { assertServedMediums } from '../state/send-message.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { Wire } from '../wire.ts';
import { type CodeAttribute, MEDIUM_OF, sendCode } from './confirmation-codes.ts';

/** Where a new user is reached. A phone number is preferred where the pool verifies both. */
const signUpAttribute = (pool: UserPool, attributes: ReadonlyMap<string, string>): CodeAttribute | undefined =>
  (['phone_number', 'email'] as const).find(
    (attribute) => pool.settings.autoVerifiedAttributes.includes(attribute) && attributes.has(attribute),
  );

/** Refuses, before there is a user, a code that the pool's triggers would write or send. */
export const assertServedSignUpCode = (pool: UserPool, attributes: ReadonlyMap<string, string>): void => {
  const attribute = signUpAttribute(pool, attributes);
  if (attribute !== undefined) assertServedMediums(pool, attributes, [MEDIUM_OF[attribute]]);
};

/** `CodeDeliveryDetails`, or null where there is nothing that could be verified. */
export const sendSignUpCode = (state: CognitoState, pool: UserPool, user: User): Wire | null => {
  const attribute = signUpAttribute(pool, user.attributes);
  return attribute === undefined ? null : sendCode(state, pool, user, 'sign-up', attribute);
};

import { AwsError } from '../../aws-error.ts';
import { isEmailAddress, isPhoneNumber } from '../schema/attribute-values.ts';
import type { SignInNames } from './user-directory.ts';

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

const assertAliasFree = (names: SignInNames, username: string): void => {
  if (names.aliasAttributes.includes('email') && isEmailAddress(username)) {
    refuse('Username cannot be of email format, since user pool is configured for email alias.');
  }
  if (names.aliasAttributes.includes('phone_number') && isPhoneNumber(username)) {
    refuse('Username cannot be of phone number format, since user pool is configured for phone number alias.');
  }
};

const addressKind = (names: SignInNames, username: string): 'email' | 'phone_number' => {
  const { usernameAttributes } = names;
  if (usernameAttributes.includes('email') && isEmailAddress(username)) return 'email';
  if (usernameAttributes.includes('phone_number') && isPhoneNumber(username)) return 'phone_number';
  if (usernameAttributes.length > 1) return refuse('Username should be either an email or a phone number.');
  return refuse(`Username should be ${usernameAttributes[0] === 'email' ? 'an email' : 'a phone number'}.`);
};

/**
 * The attributes of a user who is about to exist under `username`: where an address is the username, it is also the
 * attribute of that kind. Throws if the pool does not take such a username.
 */
export const attributesForUsername = (
  names: SignInNames,
  username: string,
  attributes: ReadonlyMap<string, string>,
): Map<string, string> => {
  if (names.usernameAttributes.length === 0) {
    assertAliasFree(names, username);
    return new Map(attributes);
  }
  const kind = addressKind(names, username);
  const given = attributes.get(kind) ?? '';
  const same = names.caseSensitive ? given === username : given.toLowerCase() === username.toLowerCase();
  if (given !== '' && !same) {
    const word = kind === 'email' ? 'email' : 'phone number';
    refuse(`User ${word} should be empty or same as username, since username attribute is ${word}`);
  }
  return new Map([...attributes, [kind, given === '' ? username : given]]);
};

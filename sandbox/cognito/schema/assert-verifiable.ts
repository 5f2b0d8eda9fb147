import { AwsError } from '../../aws-error.ts';

const PAIRS = [
  ['email_verified', 'email', 'Email is required to verify/un-verify an email'],
  ['phone_number_verified', 'phone_number', 'Phone Number is required to verify/un-verify a phone number'],
] as const;

/** A verified flag needs the address that it speaks of: in `changes`, or already there in `all`. */
export const assertVerifiable = (changes: ReadonlyMap<string, string>, all: ReadonlyMap<string, string>): void => {
  for (const [flag, address, message] of PAIRS) {
    if (changes.get(flag) && !all.get(address)) throw new AwsError('InvalidParameterException', message);
  }
};

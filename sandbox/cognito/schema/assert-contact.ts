import { AwsError } from '../../aws-error.ts';

/** Only these two can be verified by a code. */
export const assertContact = (name: string): 'email' | 'phone_number' => {
  if (name === 'email' || name === 'phone_number') return name;
  throw new AwsError('InvalidParameterException', 'Only email and phone_number can be verified.');
};

import { AwsError } from '../aws-error.ts';

/** The number in a token of ours. */
export const numberIn = (token: string, pattern: RegExp): number => {
  const [, digits] = pattern.exec(token) ?? [];
  if (digits === undefined) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  return Number(digits);
};

export const limitOf = (limit: number | undefined, max: number): number => {
  if (limit !== undefined && (limit < 1 || limit > max)) {
    throw new AwsError('InvalidParameterException', `limit must be between 1 and ${max}.`);
  }
  return limit ?? max;
};

import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';

/** No user vouches for their own address. */
const NEVER_WRITABLE = ['email_verified', 'phone_number_verified'];

/** For what users write themselves, through a client. */
export const assertWritable = (client: UserPoolClient, attributes: ReadonlyMap<string, string>): void => {
  for (const name of attributes.keys()) {
    if (NEVER_WRITABLE.includes(name) || client.writeAttributes?.includes(name) === false) {
      throw new AwsError('NotAuthorizedException', 'A client attempted to write unauthorized attribute');
    }
  }
};

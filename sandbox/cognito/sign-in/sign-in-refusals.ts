import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';

export const wrongPassword = (): AwsError => new AwsError('NotAuthorizedException', 'Incorrect username or password.');

export const invalidSession = (why = ''): AwsError =>
  new AwsError('NotAuthorizedException', `Invalid session for the user${why}.`);

export const hidesUsers = (client: UserPoolClient): boolean => client.preventUserExistenceErrors === 'ENABLED';

/** Clients with PreventUserExistenceErrors get the answer to a wrong password, whatever the reason is. */
const unlessHidden = (client: UserPoolClient, error: AwsError): AwsError =>
  hidesUsers(client) ? wrongPassword() : error;

export const userIsDisabled = (): AwsError => new AwsError('NotAuthorizedException', 'User is disabled.');

/** In the words of the operations that send or take codes. */
export const noSuchUser = (): AwsError =>
  new AwsError('UserNotFoundException', 'Username/client id combination not found.');

export const unknownUser = (client: UserPoolClient): AwsError =>
  unlessHidden(client, new AwsError('UserNotFoundException', 'User does not exist.'));

export const disabledUser = (client: UserPoolClient): AwsError => unlessHidden(client, userIsDisabled());

export const passwordResetRequired = (): AwsError =>
  new AwsError('PasswordResetRequiredException', 'Password reset required for the user');

export const resetRequired = (client: UserPoolClient): AwsError => unlessHidden(client, passwordResetRequired());

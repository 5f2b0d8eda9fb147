import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';

export const wrongPassword = (): AwsError => new AwsError('NotAuthorizedException', 'Incorrect username or password.');

/** Clients with PreventUserExistenceErrors get the answer to a wrong password, whatever the reason is. */
const unlessHidden = (client: UserPoolClient, error: AwsError): AwsError =>
  client.preventUserExistenceErrors === 'ENABLED' ? wrongPassword() : error;

export const unknownUser = (client: UserPoolClient): AwsError =>
  unlessHidden(client, new AwsError('UserNotFoundException', 'User does not exist.'));

export const disabledUser = (client: UserPoolClient): AwsError =>
  unlessHidden(client, new AwsError('NotAuthorizedException', 'User is disabled.'));

export const resetRequired = (client: UserPoolClient): AwsError =>
  unlessHidden(client, new AwsError('PasswordResetRequiredException', 'Password reset required for the user'));

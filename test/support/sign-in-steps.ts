import {
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { type AwsUnderTest, adminCreateUser } from './aws-under-test.ts';

export const PASSWORD = 'Right-horse-7';

/** A user with the password that all of them have, who can sign in with it: at once, or to choose another one. */
export const addUser = async (
  aws: Pick<AwsUnderTest, 'cognito'>,
  UserPoolId: string,
  Username: string,
  { attributes = {}, Permanent = true }: { attributes?: Readonly<Record<string, string>>; Permanent?: boolean } = {},
): Promise<void> => {
  await adminCreateUser(aws, UserPoolId, Username, attributes);
  await aws.cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent }));
};

export const signIn = (
  { cognito }: Pick<AwsUnderTest, 'cognito'>,
  ClientId: string,
  USERNAME: string,
  password: string = PASSWORD,
  more: Readonly<Record<string, string>> = {},
): Promise<InitiateAuthCommandOutput> =>
  cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password, ...more },
    }),
  );

import { Amplify } from 'aws-amplify';
import { confirmResetPassword, getCurrentUser, resetPassword, signIn, signOut } from 'aws-amplify/auth';
import { ConsoleLogger } from 'aws-amplify/utils';

export type SignInAnswer =
  | { readonly signedIn: true; readonly sub: string }
  | { readonly signedIn: false; readonly refusal: string };

/** The app's own sign-in code: aws-amplify, told to use the flow in which Cognito calls the trigger. */
export type AppClient = {
  /** Signs in and out again. */
  trySignIn(username: string, password: string): Promise<SignInAnswer>;
  requestReset(username: string): Promise<void>;
  confirmReset(username: string, code: string, newPassword: string): Promise<void>;
};

/** aws-amplify keeps its configuration and session per process: one client at a time, one call at a time. */
export const createAppClient = (pool: {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
}): AppClient => {
  // It warns about every endpoint that is not AWS's own.
  ConsoleLogger.LOG_LEVEL = 'ERROR';
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: pool.userPoolId,
        userPoolClientId: pool.clientId,
        userPoolEndpoint: pool.endpoint,
        loginWith: { email: true },
      },
    },
  });
  return {
    trySignIn: async (username, password) => {
      try {
        const { isSignedIn, nextStep } = await signIn({
          username,
          password,
          options: { authFlowType: 'USER_PASSWORD_AUTH' },
        });
        if (!isSignedIn) return { signedIn: false, refusal: nextStep.signInStep };
        const { userId } = await getCurrentUser();
        await signOut();
        return { signedIn: true, sub: userId };
      } catch (error) {
        return { signedIn: false, refusal: toRefusal(error) };
      }
    },
    requestReset: async (username) => {
      await resetPassword({ username });
    },
    confirmReset: (username, confirmationCode, newPassword) =>
      confirmResetPassword({ username, confirmationCode, newPassword }),
  };
};

const toRefusal = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

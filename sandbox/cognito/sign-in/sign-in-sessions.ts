import { AwsError } from '../../aws-error.ts';
import type { SandboxClock } from '../../clock.ts';
import { LETTERS_AND_DIGITS, type SeededValues } from '../../seeded-values.ts';

const SESSION_LIFETIME_MS = 3 * 60_000;

export type SignInSession = {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly challenge: string;
};

/** Sign-ins that wait for the answer to a challenge. A session is good for one answer, for three minutes. */
export type SignInSessions = {
  open(session: SignInSession): string;
  take(token: string): SignInSession;
};

export const createSignInSessions = (clock: SandboxClock, seeded: SeededValues): SignInSessions => {
  const sessions = new Map<string, SignInSession & { readonly expiresAtMs: number }>();
  let opened = 0;
  return {
    open: (session) => {
      opened += 1;
      const token = seeded.text(`session|${opened}`, LETTERS_AND_DIGITS, 64);
      sessions.set(token, { ...session, expiresAtMs: clock.nowMs() + SESSION_LIFETIME_MS });
      return token;
    },
    take: (token) => {
      const session = sessions.get(token);
      sessions.delete(token);
      if (session === undefined) throw new AwsError('NotAuthorizedException', 'Invalid session for the user.');
      if (clock.nowMs() > session.expiresAtMs) {
        throw new AwsError('NotAuthorizedException', 'Invalid session for the user, session is expired.');
      }
      return session;
    },
  };
};

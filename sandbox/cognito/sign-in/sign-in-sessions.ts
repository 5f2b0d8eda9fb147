import type { SandboxClock } from '../../clock.ts';
import { LETTERS_AND_DIGITS, type SeededValues } from '../../seeded-values.ts';
import type { ServerExchange } from '../srp/server-exchange.ts';
import type { StoredPassword, User } from '../users/user.ts';
import { invalidSession } from './sign-in-refusals.ts';

/** How long it is still known that a session was used or has expired. */
const REMEMBERED_MS = 60 * 60_000;

export type SignInSession = {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly lifetimeMs: number;
  /** Absent: a made-up one. */
  readonly user?: User;
  /** What the user's was when the session began. */
  readonly password?: StoredPassword | null;
  readonly challenge: string;
  /** What an SMS_MFA or EMAIL_OTP challenge sent, and where. */
  readonly sent?: { readonly code: string; readonly destination: string };
  /** What SELECT_MFA_TYPE or MFA_SETUP lets the user choose. */
  readonly choices?: readonly string[];
  /** The authenticator app that is being set up. */
  readonly softwareToken?: { readonly secret: string; readonly isVerified: boolean };
  /** Only while PASSWORD_VERIFIER is due. */
  readonly srp?: ServerExchange;
};

/** Sign-ins that wait for the answer to a challenge. A session is good for one right answer while it lives. */
export type SignInSessions = {
  open(session: SignInSession): string;
  /** Throws NotAuthorizedException unless the session waits for an answer. Wrong answers leave it as it is. */
  find(token: string): SignInSession;
  /** Ends a session, after which nobody can answer it again. */
  use(token: string): void;
};

const refuse = (why: string): never => {
  throw invalidSession(why);
};

export const createSignInSessions = (clock: SandboxClock, seeded: SeededValues): SignInSessions => {
  const sessions = new Map<string, { readonly session: SignInSession; readonly expiresAtMs: number; used: boolean }>();
  let opened = 0;
  const forgetOld = (): void => {
    for (const [token, { expiresAtMs }] of sessions) {
      if (clock.nowMs() < expiresAtMs + REMEMBERED_MS) return;
      sessions.delete(token);
    }
  };
  return {
    open: (session) => {
      forgetOld();
      opened += 1;
      const token = seeded.text(`session|${opened}`, LETTERS_AND_DIGITS, 64);
      sessions.set(token, { session, expiresAtMs: clock.nowMs() + session.lifetimeMs, used: false });
      return token;
    },
    find: (token) => {
      const known = sessions.get(token);
      if (known === undefined) return refuse('');
      if (known.used) return refuse(', session can only be used once');
      if (clock.nowMs() > known.expiresAtMs) return refuse(', session is expired');
      return known.session;
    },
    use: (token) => {
      const known = sessions.get(token);
      if (known !== undefined) known.used = true;
    },
  };
};

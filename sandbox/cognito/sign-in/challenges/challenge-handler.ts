import type { CognitoState } from '../../cognito-state.ts';
import type { Wire } from '../../wire.ts';
import type { SigningIn } from '../complete-sign-in.ts';
import type { SignInSession } from '../sign-in-sessions.ts';

/** The part of RespondToAuthChallenge and AdminRespondToAuthChallenge that both have. */
export type ChallengeAnswer = {
  readonly ChallengeName: string;
  readonly Session?: string;
  readonly ChallengeResponses?: Readonly<Record<string, string>>;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

/** An answer that came with a session of this very user, client and challenge. */
export type Answer = {
  readonly session: SignInSession;
  /** Ends the session: for when the answer turned out right. */
  useSession(): void;
  readonly responses: Readonly<Record<string, string>>;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
};

export type ChallengeHandler = (state: CognitoState, signingIn: SigningIn, answer: Answer) => Wire | Promise<Wire>;

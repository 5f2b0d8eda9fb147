import type { UserRecord } from '../users/user-record.ts';

/** A call that the trigger makes to find out about a source user, or on the way there. */
export type SourceCall = 'AssumeRole' | 'GetSecretValue' | 'ListUsers' | 'AdminInitiateAuth' | 'AdminGetUser';

/** Which call failed, and AWS's name for it. Messages stay in the adapter: they may repeat what was sent. */
export type SourceFailure = { readonly kind: 'error'; readonly call: SourceCall; readonly name: string };

/**
 * What the source answered to a sign-in. Nothing else of its answer leaves the adapter: no token, no session, no text.
 * `username` is the source's own name for the user, where the answer tells it; `groups` are those of the token.
 */
export type SourceAnswer =
  | { readonly kind: 'tokens'; readonly sub: string; readonly username: string; readonly groups: readonly string[] }
  | { readonly kind: 'challenge'; readonly name: string; readonly username?: string }
  | SourceFailure;

/** What the source says about a user it was asked for. */
export type ProfileAnswer =
  | {
      readonly kind: 'found';
      readonly user: UserRecord;
      /** Second factors the user has set up, by AWS's names. */
      readonly secondFactors: readonly string[];
    }
  | SourceFailure;

/** Everybody the source lists under a name. `unfinished`: more pages followed than there is time for. */
export type ListAnswer =
  | { readonly kind: 'listed'; readonly users: readonly UserRecord[] }
  | { readonly kind: 'unfinished' }
  | SourceFailure;

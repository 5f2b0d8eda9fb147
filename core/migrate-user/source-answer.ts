import type { UserRecord } from '../users/user-record.ts';

/**
 * What the source answered to a sign-in. Nothing else of its answer leaves the adapter: no token, no session, no text.
 * `username` is the source's own name for the user, where the answer tells it.
 */
export type SourceAnswer =
  | { readonly kind: 'tokens'; readonly sub: string; readonly username: string }
  | { readonly kind: 'challenge'; readonly name: string; readonly username?: string }
  | { readonly kind: 'error'; readonly name: string };

/** What the source says about a user it was asked for. */
export type ProfileAnswer =
  | {
      readonly kind: 'found';
      readonly user: UserRecord;
      /** Second factors the user has set up, by AWS's names. */
      readonly secondFactors: readonly string[];
    }
  | { readonly kind: 'error'; readonly name: string };

import type { SeededPerson } from './cast/person.ts';
import type { PoolSnapshot } from './snapshots/pool-snapshot.ts';
import type { TableSnapshot } from './snapshots/table-snapshot.ts';

/** When in the story somebody tried to sign in to the target, with the address and password they have always had. */
export type Moment =
  | 'first-sign-in'
  | 'again-with-old-password'
  | 'again-with-wrong-password'
  | 'imported-before-reset'
  | 'imported-after-reset';

/** What came of one attempt to sign in to the target, as the app's own client library saw it. */
export type SignInAttempt = {
  readonly previousSub: string;
  readonly moment: Moment;
  /** The `sub` in the token, or the refusal's name and text. */
  readonly answer:
    | { readonly signedIn: true; readonly sub: string }
    | { readonly signedIn: false; readonly refusal: string };
  /** How often the UserMigration trigger ran because of it. */
  readonly migrationTriggerRuns: number;
};

/** Why the target must refuse, told apart only by us: the answers may not tell. */
export type RefusalReason =
  | 'unknown address'
  | 'wrong password, not crossed yet'
  | 'wrong password, crossed'
  | 'disabled'
  | 'unverified address'
  | 'unconfirmed'
  | 'shared address'
  | 'federated'
  | 'temporary password'
  | 'reset required';

/** One raw answer of InitiateAuth. Request ids, dates and the like are not part of it. */
export type RefusalAnswer = {
  readonly reason: RefusalReason;
  /** The name in the source, or what was typed by a stranger. */
  readonly who: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A user who, by what the product wrote, did not cross. */
export type Reject = { readonly sub: string; readonly code: string; readonly from: 'export' | 'import' };

/** A line of the identity map, as far as the checks need it. */
export type MapLine = { readonly oldSub: string; readonly newSub: string; readonly via: string };

/** Everything the invariants judge by. Taken from AWS's own interfaces and from the files a user of poolferry gets. */
export type Evidence = {
  readonly people: readonly SeededPerson[];
  readonly sourceBefore: PoolSnapshot;
  readonly sourceAfter: PoolSnapshot;
  /** The target after the lazy sign-ins and before any import. */
  readonly targetAfterLazy: PoolSnapshot;
  readonly targetAfter: PoolSnapshot;
  readonly tablesBefore: readonly TableSnapshot[];
  readonly tablesAfter: readonly TableSnapshot[];
  readonly signIns: readonly SignInAttempt[];
  readonly refusals: readonly RefusalAnswer[];
  readonly rejects: readonly Reject[];
  readonly identityMap: readonly MapLine[];
};

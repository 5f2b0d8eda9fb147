import type { ImportCode } from '../import/import-codes.ts';
import type { Via } from './identity-map.ts';

/** What one source says about an old user. Everything about one of them comes together under their sub. */
export type OldUserEvidence =
  /** A proof. A username that it does not know comes from elsewhere. */
  | {
      readonly kind: 'pair';
      readonly newSub: string;
      readonly via: Via;
      readonly oldUsername?: string;
      readonly newUsername?: string;
    }
  /** What an import of ours wrote down about the row; of each run the last word counts. Runs count up in time. */
  | { readonly kind: 'imported'; readonly run: number; readonly pair: PairEvidence }
  | {
      readonly kind: 'not-imported';
      readonly run: number;
      readonly oldUsername: string;
      readonly code: ImportCode;
      readonly holder?: { readonly sub: string; readonly username: string };
    }
  /** A package has the user. */
  | { readonly kind: 'listed'; readonly oldUsername: string }
  /** Another account becomes part of this one, as a package says it by the operator's decision. */
  | { readonly kind: 'absorbs'; readonly oldSub: string; readonly oldUsername: string }
  /** The user became part of another account, of which nothing says whose it is. */
  | { readonly kind: 'stranded'; readonly oldUsername: string }
  /** Erased on request: whatever else speaks of them, nothing is written down. */
  | { readonly kind: 'forgotten' };

export type PairEvidence = Extract<OldUserEvidence, { kind: 'pair' }>;

/** What is said about a user of the target. */
export type NewUserEvidence =
  | { readonly kind: 'user'; readonly username: string; readonly status: string; readonly createdAtMs: number }
  | {
      readonly kind: 'pair';
      readonly oldSub: string;
      readonly oldUsername: string | undefined;
      readonly via: Via;
      /** As the proofs say it. */
      readonly usernames: readonly string[];
    }
  | {
      readonly kind: 'holder';
      readonly oldSub: string;
      readonly oldUsername: string;
      readonly code: ImportCode;
      readonly username: string;
    };

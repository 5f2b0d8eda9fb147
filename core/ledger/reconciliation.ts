import { type BindRefusal, bindRefusals } from '../bind-user/bind-user.ts';
import type { ClaimRow } from '../identity/ledger.ts';
import type { UserRecord } from '../users/user-record.ts';

/** Contradictions between the ledger and what users of the target say of themselves; each is a security alarm. */
export const contradictions = {
  ...bindRefusals,
  'crossed-as-another': 'The user has crossed as another source user than the one named.',
  'several-users': 'Several users could be the one whom the source user became.',
} as const;
export type ContradictionReason = BindRefusal | 'crossed-as-another' | 'several-users';

export type Contradiction = {
  readonly reason: ContradictionReason;
  readonly newSub: string;
  /** Users may write into the attribute, so it is repeated only where the ledger knows it for a source user. */
  readonly previousSub?: string;
};

/** A claim, and the user of the target it may be about. */
export type Match = { readonly claim: ClaimRow; readonly user: Pick<UserRecord, 'sub' | 'username'> };

/** Every unbound claim is in exactly one of the first five. */
export type Reconciliation = {
  /** The user is there and has proved to be the one: only the binding is missing. */
  readonly toBind: readonly Match[];
  /** Only the import that claimed knows whom its job made. */
  readonly leftToImport: readonly Match[];
  /** A user is there who fits, without a proof that it is not somebody who took the username. */
  readonly unproven: readonly Match[];
  /** Somebody has the sign-in name, and nothing shows that they are the one. */
  readonly nameTaken: readonly Match[];
  readonly withoutUser: readonly ClaimRow[];
  readonly contradictions: readonly Contradiction[];
  readonly bound: number;
  /** Users who crossed and are no longer in the target. They stay out. */
  readonly boundAndGone: number;
  readonly targetUsers: number;
};

type Fit = 'toBind' | 'leftToImport' | 'unproven';

/** Collects what a listing of the target shows about unbound claims, and sorts them by it. */
export const createFindings = (unbound: Map<string, ClaimRow>) => {
  const claimsByLogin = Map.groupBy(unbound.values(), ({ loginHash }) => loginHash);
  const fitting = new Map<string, { readonly fit: Fit; readonly match: Match }>();
  const holders = new Map<string, Match>();
  const found: Contradiction[] = [];
  return {
    contradict: (contradiction: Contradiction) => found.push(contradiction),
    holds({ sub, username }: UserRecord, hashNames: () => readonly string[]) {
      if (claimsByLogin.size === 0) return;
      for (const hash of hashNames()) {
        for (const claim of claimsByLogin.get(hash) ?? []) {
          holders.set(claim.previousSub, { claim, user: { sub, username } });
        }
      }
    },
    fits(fit: Fit, claim: ClaimRow, { sub, username }: UserRecord) {
      const { previousSub } = claim;
      const known = fitting.get(previousSub);
      const match = { claim, user: { sub, username } };
      // One claimed after the ledger was read is as good as the others.
      unbound.set(previousSub, claim);
      fitting.set(previousSub, known === undefined ? { fit, match } : { ...known, fit: 'unproven' });
      if (known === undefined) return;
      for (const newSub of [known.match.user.sub, sub]) found.push({ reason: 'several-users', newSub, previousSub });
    },
    sort() {
      const sorted = { toBind: [] as Match[], leftToImport: [] as Match[], unproven: [] as Match[] };
      const nameTaken: Match[] = [];
      const withoutUser: ClaimRow[] = [];
      for (const claim of unbound.values()) {
        const fits = fitting.get(claim.previousSub);
        const holder = holders.get(claim.previousSub);
        if (fits !== undefined) sorted[fits.fit].push(fits.match);
        else if (holder !== undefined) nameTaken.push(holder);
        else withoutUser.push(claim);
      }
      return { ...sorted, nameTaken, withoutUser, contradictions: found };
    },
  };
};

import type { LedgerRow } from '../identity/ledger.ts';
import { errorName } from '../migrate-user/error-name.ts';
import { groupsOfFirstToken } from './groups-of-first-token.ts';
import { readTokenRequest } from './read-token-request.ts';

export type IssueClaimsSettings = {
  readonly userPoolId: string;
  /** Attribute of the target that keeps the source sub. It says where to look, and proves nothing. */
  readonly previousSub: string;
  readonly claims: {
    /** Claim for the source sub of users who crossed. */
    readonly previousSub?: string;
    /** Claim for whom the user's data belongs to: the source user of those who crossed, themselves of all others. */
    readonly owner?: string;
    /** How owners are written in the data. */
    readonly ownerForm: OwnerForm;
  };
  /** Groups of the target that may stand in a first token. */
  readonly groups: readonly string[];
};

/** A username alone is none: when its owner is gone, somebody else may take it, and would own what was theirs. */
export type OwnerForm = 'sub' | 'sub::username';

export type IssueClaimsPorts = {
  /** Strongly consistent: the user may have been bound a moment ago. */
  find(previousSub: string): Promise<LedgerRow | undefined>;
  nowMs(): number;
};

/** What is to become of the tokens. */
export type TokenChanges = {
  readonly add: Readonly<Record<string, string>>;
  readonly suppress: readonly string[];
  /** Besides those that Cognito knows of. */
  readonly groups: readonly string[];
};

/** Why somebody who names a source user gets no claim about it. */
export type Unproven = 'no-claim' | 'not-bound' | 'bound-to-another' | 'forgotten' | 'no-previous-username';

export type ClaimsReport = { readonly changes: TokenChanges } & (
  | { readonly outcome: 'not-from-source' | 'crossed' }
  | { readonly outcome: 'unproven'; readonly reason: Unproven }
  | { readonly outcome: 'failed'; readonly errorName: string }
);

/** AWS promises no length; this is far more than any has, and a key of the ledger holds it. */
const longestSub = 256;

/**
 * Finds out what tokens may say about who their user was. Only a row that is bound to this very user counts; where it cannot be
 * read, the claims are left out rather than guessed, because a wrong owner is worse than none. Users without a previous sub
 * cost nothing, others one read. Undefined: not this function's business. Never throws.
 */
export const issueClaims = async (
  event: unknown,
  settings: IssueClaimsSettings,
  ports: IssueClaimsPorts,
): Promise<ClaimsReport | undefined> => {
  const request = readTokenRequest(event, settings);
  if (request === undefined) return undefined;
  const { previousSub, sub } = request;
  if (previousSub === undefined) {
    return { outcome: 'not-from-source', changes: withNames(settings, { owner: ownerOf(request, settings) }) };
  }
  try {
    const row = previousSub.length > longestSub ? undefined : await ports.find(previousSub);
    const unproven = (reason: Unproven): ClaimsReport => ({ outcome: 'unproven', reason, changes: silence(settings) });
    if (row === undefined) return unproven('no-claim');
    if (row.state === 'forgotten') return unproven('forgotten');
    if (row.state === 'reserved') return unproven('not-bound');
    if (row.newSub !== sub) return unproven('bound-to-another');
    const { previousUsername: username } = row;
    if (username === undefined && settings.claims.owner !== undefined && settings.claims.ownerForm !== 'sub') {
      return unproven('no-previous-username');
    }
    const owner = ownerOf({ sub: previousSub, username: username ?? '' }, settings);
    const groups = groupsOfFirstToken(row, settings.groups, ports.nowMs());
    return { outcome: 'crossed', changes: { ...withNames(settings, { previousSub, owner }), groups } };
  } catch (error) {
    return { outcome: 'failed', errorName: errorName(error), changes: silence(settings) };
  }
};

const ownerOf = (
  { sub, username }: { readonly sub: string; readonly username: string },
  { claims }: IssueClaimsSettings,
): string => (claims.ownerForm === 'sub' ? sub : `${sub}::${username}`);

/** No claim of ours, and none of these names from anywhere else. */
export const silence = (settings: IssueClaimsSettings): TokenChanges => withNames(settings, {});

const withNames = (
  { claims }: IssueClaimsSettings,
  values: { readonly previousSub?: string; readonly owner?: string },
): TokenChanges => {
  const add: Record<string, string> = {};
  const suppress: string[] = [];
  for (const meaning of ['previousSub', 'owner'] as const) {
    const name = claims[meaning];
    const value = values[meaning];
    if (name === undefined) continue;
    if (value === undefined) suppress.push(name);
    else add[name] = value;
  }
  return { add, suppress, groups: [] };
};

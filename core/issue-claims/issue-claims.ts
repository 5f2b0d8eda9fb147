import type { LedgerRow } from '../identity/ledger.ts';
import { errorName } from '../migrate-user/error-name.ts';
import { groupsOfFirstToken } from './groups-of-first-token.ts';
import { readTokenRequest, type TokenRequest } from './read-token-request.ts';

export type IssueClaimsSettings = {
  readonly userPoolId: string;
  /** Attribute of the target that keeps the source sub. It says where to look, and proves nothing. */
  readonly previousSub: string;
  readonly claims: {
    /** Claim for the source sub of users who crossed. */
    readonly previousSub?: string;
    /** Claim for whom the user's data belongs to: the source sub of users who crossed, the own sub of all others. */
    readonly owner?: string;
  };
  /** Groups of the target that may stand in a first token. */
  readonly groups: readonly string[];
};

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
export type Unproven = 'no-claim' | 'not-bound' | 'bound-to-another' | 'forgotten';

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
    return { outcome: 'not-from-source', changes: withNames(settings, { owner: sub }) };
  }
  try {
    const row = previousSub.length > longestSub ? undefined : await ports.find(previousSub);
    const reason = whyUnproven(row, request);
    if (reason !== undefined) return { outcome: 'unproven', reason, changes: silence(settings) };
    const groups = row === undefined ? [] : groupsOfFirstToken(row, settings.groups, ports.nowMs());
    return { outcome: 'crossed', changes: { ...withNames(settings, { previousSub, owner: previousSub }), groups } };
  } catch (error) {
    return { outcome: 'failed', errorName: errorName(error), changes: silence(settings) };
  }
};

const whyUnproven = (row: LedgerRow | undefined, { sub }: TokenRequest): Unproven | undefined => {
  if (row === undefined) return 'no-claim';
  if (row.state === 'forgotten') return 'forgotten';
  if (row.state === 'reserved') return 'not-bound';
  return row.newSub === sub ? undefined : 'bound-to-another';
};

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

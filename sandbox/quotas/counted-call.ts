import type { Call } from '../faults/fault.ts';
import { QUOTA_CATEGORIES, type QuotaCategory, type QuotaCategoryName } from './quota-categories.ts';

const CATEGORY_OF = new Map<string, QuotaCategoryName>(
  (Object.keys(QUOTA_CATEGORIES) as QuotaCategoryName[]).flatMap((name) =>
    QUOTA_CATEGORIES[name].operations.map((operation) => [operation, name] as const),
  ),
);

const READS: readonly QuotaCategoryName[] = ['UserAuthentication', 'UserRead', 'UserResourceRead'];
const WRITES: readonly QuotaCategoryName[] = [
  'UserCreation',
  'UserAccountRecovery',
  'UserUpdate',
  'UserToken',
  'UserResourceUpdate',
];

/** What of a call the quotas count. */
export type CountedCall = {
  readonly category: QuotaCategoryName;
  readonly isChallengeResponse: boolean;
  /** Pool and operation, where AWS holds them together to a rate of their own. */
  readonly poolOperation?: string;
  /** One user, read or written. */
  readonly user?: string;
};

/** Nothing where no quota of Cognito counts the call. */
export const countCall = ({ service, operation, request }: Call): CountedCall | undefined => {
  const named = service === 'cognito-idp' ? CATEGORY_OF.get(operation) : undefined;
  if (named === undefined) return undefined;
  const isResponse = operation.endsWith('RespondToAuthChallenge');
  const setsPassword = isResponse && request.ChallengeName === 'NEW_PASSWORD_REQUIRED';
  const category = setsPassword ? 'UserAccountRecovery' : named;
  const { isHeldPerPool = false }: QuotaCategory = QUOTA_CATEGORIES[category];
  const place = request.UserPoolId ?? request.ClientId;
  const user = userIn(request);
  const way = READS.includes(category) ? 'reads' : WRITES.includes(category) ? 'writes' : undefined;
  return {
    category,
    isChallengeResponse: isResponse && !setsPassword,
    ...(isHeldPerPool && typeof place === 'string' ? { poolOperation: `${place} ${operation}` } : {}),
    ...(user !== undefined && way !== undefined ? { user: `${way} ${place ?? ''} ${user}` } : {}),
  };
};

const userIn = (request: Call['request']): string | undefined => {
  const parameters = (request.AuthParameters ?? request.ChallengeResponses) as Record<string, unknown> | undefined;
  const user = request.Username ?? parameters?.USERNAME ?? request.AccessToken;
  return typeof user === 'string' ? user : undefined;
};

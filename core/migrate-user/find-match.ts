import { loginIdentifiers } from '../users/login-identifiers.ts';
import { findStatusObstacle } from '../users/status-obstacle.ts';
import { canonicalLogin } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import { type Refusal, weighError } from './decision-table.ts';
import { loginFilter } from './login-filter.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';
import type { ListAnswer } from './source-answer.ts';

/** Whom the lookup found: whoever the source knows by the typed name, one user, nobody who may cross, or nothing at all. */
export type LookupMatch =
  | { readonly kind: 'as-typed' }
  | { readonly kind: 'known'; readonly previousSub: string; readonly username: string }
  | {
      readonly kind: 'nobody';
      readonly reason: 'not-in-index' | 'no-such-user' | 'ambiguous-login' | 'unverified-login';
    }
  | { readonly kind: 'failed'; readonly refusal: Refusal; readonly sourceError?: string };

/** A row of the login index. */
export type IndexedLogin =
  | { readonly ambiguous: true }
  | {
      readonly ambiguous: false;
      readonly previousSub: string;
      readonly previousUsername: string;
      readonly verified: boolean;
    };

export type LookupPorts = {
  findByLogin(loginHash: string): Promise<IndexedLogin | undefined>;
  /** Everybody whom the source lists under a ListUsers filter; every failure is an answer. */
  listByName(filter: string): Promise<ListAnswer>;
};

/** Who the person is in the source, by the configured lookup. */
export const findMatch = async (
  typedLogin: string,
  loginHash: string,
  settings: MigrateUserSettings,
  ports: LookupPorts,
): Promise<LookupMatch> => {
  switch (settings.lookup) {
    case 'as-typed':
      return { kind: 'as-typed' };
    case 'index':
      return matchInIndex(await ports.findByLogin(loginHash));
    case 'list-users': {
      const filter = loginFilter(typedLogin, settings);
      if (filter === undefined) return nobody('no-such-user');
      return matchInList(await ports.listByName(filter), typedLogin, settings);
    }
  }
};

const nobody = (reason: Extract<LookupMatch, { kind: 'nobody' }>['reason']): LookupMatch => ({
  kind: 'nobody',
  reason,
});

const matchInIndex = (row: IndexedLogin | undefined): LookupMatch => {
  if (row === undefined) return nobody('not-in-index');
  if (row.ambiguous) return nobody('ambiguous-login');
  if (!row.verified) return nobody('unverified-login');
  return { kind: 'known', previousSub: row.previousSub, username: row.previousUsername };
};

/** By the rules of the index: the same users take part, and a name that several have leads to nobody. */
const matchInList = (answer: ListAnswer, typedLogin: string, settings: MigrateUserSettings): LookupMatch => {
  if (answer.kind === 'unfinished') return { kind: 'failed', refusal: { outage: 'lookup-unfinished' } };
  if (answer.kind === 'error') {
    return { kind: 'failed', refusal: weighError(answer), sourceError: `${answer.call} ${answer.name}` };
  }
  const typed = canonicalLogin(typedLogin, settings.target);
  const identifierOf = (user: UserRecord) =>
    loginIdentifiers(user, settings).find(({ canonical }) => canonical === typed);
  const holders = answer.users.filter(
    (user) => findStatusObstacle(user, { includeDisabled: false }) === undefined && identifierOf(user) !== undefined,
  );
  const [holder] = holders;
  if (holder === undefined) return nobody('no-such-user');
  if (holders.length > 1) return nobody('ambiguous-login');
  if (identifierOf(holder)?.verified !== true) return nobody('unverified-login');
  return { kind: 'known', previousSub: holder.sub, username: holder.username };
};

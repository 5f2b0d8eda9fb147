import type { Ledger } from '../../core/identity/ledger.ts';
import type { IndexedLogin } from '../../core/migrate-user/find-match.ts';
import type { MigrateUserPorts } from '../../core/migrate-user/migrate-user.ts';
import type { ListAnswer, ProfileAnswer, SourceAnswer, SourceCall } from '../../core/migrate-user/source-answer.ts';
import type { UserRecord } from '../../core/users/user-record.ts';

export type FakeAccount = {
  readonly user: UserRecord;
  readonly password: string;
  /** Asked for instead of tokens when the password is right. */
  readonly challenge?: string;
  readonly secondFactors?: readonly string[];
  readonly groups?: readonly string[];
};

type FakeSource = {
  readonly accounts: readonly FakeAccount[];
  readonly ledger: Pick<Ledger, 'claim'>;
  /** Users by username only, unless the source signs in by address too. */
  readonly aliases?: boolean;
  readonly index?: ReadonlyMap<string, IndexedLogin>;
  /** Fails the calls named. */
  readonly fails?: Partial<Record<keyof MigrateUserPorts, () => Error>>;
  /** The source answers everything with this error. */
  readonly sourceError?: string;
  readonly paused?: boolean;
  /** The container has let through all it may. */
  readonly limited?: boolean;
  /** What ListUsers answers, instead of whoever the filter finds. */
  readonly listed?: ListAnswer;
};

/** A source pool in memory that answers as Cognito does, and notes every call. Hashes are readable: `hash(login)`. */
export const createFakeSource = ({ accounts, ledger, aliases = true, index, fails = {}, ...answers }: FakeSource) => {
  const { sourceError, listed, paused = false, limited = false } = answers;
  const calls: string[] = [];
  const filters: string[] = [];
  const note = (call: keyof MigrateUserPorts) => {
    calls.push(call);
    const failure = fails[call];
    if (failure) throw failure();
  };
  const find = (name: string) =>
    accounts.find(({ user }) => user.username === name) ??
    (aliases
      ? accounts.find(
          ({ user }) => user.attributes.get('email') === name && user.attributes.get('email_verified') === 'true',
        )
      : undefined);
  const failure = (call: SourceCall, name: string) => ({ kind: 'error', call, name }) as const;
  const ports: MigrateUserPorts = {
    async isPaused() {
      if (fails.isPaused) throw fails.isPaused();
      return paused;
    },
    admit: () => !limited,
    async listByName(filter) {
      note('listByName');
      filters.push(filter);
      return (
        listed ?? {
          kind: 'listed',
          users: accounts.map(({ user }) => user).filter((user) => isFilteredFor(user, filter)),
        }
      );
    },
    async hashLogin(login) {
      if (fails.hashLogin) throw fails.hashLogin();
      return `hash(${login})`;
    },
    async findByLogin(loginHash) {
      note('findByLogin');
      return index?.get(loginHash);
    },
    async signIn(username, password): Promise<SourceAnswer> {
      note('signIn');
      if (sourceError !== undefined) return failure('AdminInitiateAuth', sourceError);
      const account = find(username);
      if (account === undefined) return failure('AdminInitiateAuth', 'UserNotFoundException');
      const { user, challenge } = account;
      if (!user.enabled || account.password !== password) return failure('AdminInitiateAuth', 'NotAuthorizedException');
      if (user.status === 'UNCONFIRMED') return failure('AdminInitiateAuth', 'UserNotConfirmedException');
      if (user.status === 'RESET_REQUIRED') return failure('AdminInitiateAuth', 'PasswordResetRequiredException');
      if (user.status === 'FORCE_CHANGE_PASSWORD') return { kind: 'challenge', name: 'NEW_PASSWORD_REQUIRED' };
      if (challenge !== undefined) return { kind: 'challenge', name: challenge, username: user.username };
      return { kind: 'tokens', sub: user.sub, username: user.username, groups: account.groups ?? [] };
    },
    async getUser(username): Promise<ProfileAnswer> {
      note('getUser');
      if (sourceError !== undefined) return failure('AdminGetUser', sourceError);
      const account = find(username);
      return account === undefined
        ? failure('AdminGetUser', 'UserNotFoundException')
        : { kind: 'found', user: account.user, secondFactors: account.secondFactors ?? [] };
    },
    async claim(claim) {
      note('claim');
      return ledger.claim(claim);
    },
    nowMs: () => 1_000,
  };
  return { ports, calls, filters };
};

const isFilteredFor = (user: UserRecord, filter: string) => {
  const [, attribute = '', value] = /^(\w+) = "(.*)"$/.exec(filter) ?? [];
  const own =
    attribute === 'username' ? user.username : attribute === 'sub' ? user.sub : user.attributes.get(attribute);
  return own !== undefined && (attribute === 'username' ? own === value : own.toLowerCase() === value?.toLowerCase());
};

import type { Ledger } from '../../core/identity/ledger.ts';
import type { IndexedLogin, MigrateUserPorts } from '../../core/migrate-user/migrate-user.ts';
import type { ProfileAnswer, SourceAnswer } from '../../core/migrate-user/source-answer.ts';
import type { UserRecord } from '../../core/users/user-record.ts';

export type FakeAccount = {
  readonly user: UserRecord;
  readonly password: string;
  /** Asked for instead of tokens when the password is right. */
  readonly challenge?: string;
  readonly secondFactors?: readonly string[];
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
};

/** A source pool in memory that answers as Cognito does, and notes every call. Hashes are readable: `hash(login)`. */
export const createFakeSource = ({ accounts, ledger, aliases = true, index, fails = {}, sourceError }: FakeSource) => {
  const calls: string[] = [];
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
  const ports: MigrateUserPorts = {
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
      if (sourceError !== undefined) return { kind: 'error', name: sourceError };
      const account = find(username);
      if (account === undefined) return { kind: 'error', name: 'UserNotFoundException' };
      const { user, challenge } = account;
      if (!user.enabled || account.password !== password) return { kind: 'error', name: 'NotAuthorizedException' };
      if (user.status === 'UNCONFIRMED') return { kind: 'error', name: 'UserNotConfirmedException' };
      if (user.status === 'RESET_REQUIRED') return { kind: 'error', name: 'PasswordResetRequiredException' };
      if (user.status === 'FORCE_CHANGE_PASSWORD') return { kind: 'challenge', name: 'NEW_PASSWORD_REQUIRED' };
      if (challenge !== undefined) return { kind: 'challenge', name: challenge, username: user.username };
      return { kind: 'tokens', sub: user.sub, username: user.username };
    },
    async getUser(username): Promise<ProfileAnswer> {
      note('getUser');
      if (sourceError !== undefined) return { kind: 'error', name: sourceError };
      const account = find(username);
      return account === undefined
        ? { kind: 'error', name: 'UserNotFoundException' }
        : { kind: 'found', user: account.user, secondFactors: account.secondFactors ?? [] };
    },
    async claim(claim) {
      note('claim');
      return ledger.claim(claim);
    },
    nowMs: () => 1_000,
  };
  return { ports, calls };
};

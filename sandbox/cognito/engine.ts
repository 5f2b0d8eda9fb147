import { notServed } from '../aws-error.ts';
import { ownEntry } from '../own-entry.ts';
import type { CognitoState } from './cognito-state.ts';
import { checkRequest } from './constraints/check-request.ts';
import { type CognitoControls, createControls } from './controls.ts';
import { advanceImportJobs } from './import/advance-import-jobs.ts';
import { refreshReplicas } from './listing/listed-users.ts';
import { createListingChains } from './listing/listing-chains.ts';
import type { OutboxMessage } from './outbox.ts';
import { type SeedUser, seedUser } from './seed-user.ts';
import { SERVED_OPERATIONS } from './served-operations.ts';
import { type ExternalIdentity, signInExternally } from './sign-in/sign-in-externally.ts';
import { createSignInSessions } from './sign-in/sign-in-sessions.ts';
import { createTokenSessions } from './sign-in/token-sessions.ts';
import { type PoolSnapshot, snapshot } from './snapshot.ts';
import { copyWire, type Wire } from './wire.ts';

/** Cognito user pools without HTTP. */
export type CognitoEngine = {
  /**
   * Serves one operation: request and response as on the wire, with times as seconds since the epoch. Throws `AwsError`
   * with AWS's error type as its name; `NotServedBySandbox` for operations and members that the sandbox lacks.
   */
  call<Response = Record<string, unknown>>(operation: string, request?: object): Promise<Response>;
  seedUser(userPoolId: string, user: SeedUser): { readonly username: string; readonly sub: string };
  /** A sign-in through an identity provider, as far as the triggers see it. Answers `AuthenticationResult`. */
  signInExternally(clientId: string, identity: ExternalIdentity): Promise<Record<string, unknown>>;
  /** Many at once, from a generator if need be: a million in about half a gigabyte. Returns how many there were. */
  seedUsers(userPoolId: string, users: Iterable<SeedUser>): number;
  snapshot(userPoolId: string): PoolSnapshot;
  /** What would have been sent, oldest first. */
  readonly outbox: readonly OutboxMessage[];
  readonly controls: CognitoControls;
};

export type CognitoEngineOptions = Pick<
  CognitoState,
  'region' | 'accountId' | 'seeded' | 'clock' | 'uploads' | 'logs' | 'functions'
>;

export const createCognitoEngine = (options: CognitoEngineOptions): CognitoEngine => {
  const counters = new Map<string, number>();
  const controls = createControls();
  const state: CognitoState = {
    ...options,
    controls,
    pools: new Map(),
    clients: new Map(),
    outbox: [],
    listings: createListingChains(options.clock, options.seeded, controls),
    sessions: createSignInSessions(options.clock, options.seeded),
    tokens: createTokenSessions(),
    recoveryAttempts: new Map(),
    nextNumber: (purpose) => {
      const next = (counters.get(purpose) ?? 0) + 1;
      counters.set(purpose, next);
      return next;
    },
  };

  return {
    call: async <Response>(name: string, request: object = {}) => {
      const operation = ownEntry(SERVED_OPERATIONS, name);
      if (operation === undefined) throw notServed(`the operation ${name}`);
      for (const [member, value] of Object.entries(request)) {
        if (value !== undefined && value !== null && !operation.members.includes(member)) {
          throw notServed(`the member ${member} of ${name}`);
        }
      }
      checkRequest(name, request);
      advanceImportJobs(state);
      refreshReplicas(state);
      // A copy: what an operation returns must not change when the state does.
      return copyWire(await operation.run(state, copyWire(request) as Wire)) as Response;
    },
    seedUser: (userPoolId, user) => seedUser(state, userPoolId, user),
    signInExternally: (clientId, identity) => signInExternally(state, clientId, identity),
    seedUsers: (userPoolId, users) =>
      Iterator.from(users).reduce((count, user) => {
        seedUser(state, userPoolId, user);
        return count + 1;
      }, 0),
    snapshot: (userPoolId) => structuredClone(snapshot(state, userPoolId)),
    outbox: state.outbox,
    controls: state.controls,
  };
};

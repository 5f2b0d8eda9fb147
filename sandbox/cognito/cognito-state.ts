import type { SandboxClock } from '../clock.ts';
import type { FunctionRegistry } from '../functions/registry.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { UploadStore } from '../s3/upload-store.ts';
import type { SeededValues } from '../seeded-values.ts';
import type { UserPoolClient } from './app-clients/user-pool-client.ts';
import type { CognitoControls } from './controls.ts';
import type { ListingChains } from './listing/listing-chains.ts';
import type { OutboxMessage } from './outbox.ts';
import type { UserPool } from './pools/user-pool.ts';
import type { SignInSessions } from './sign-in/sign-in-sessions.ts';
import type { TokenSessions } from './sign-in/token-sessions.ts';

/** Everything the operations share. One per sandbox: AWS counts some limits per account, not per pool. */
export type CognitoState = {
  readonly region: string;
  readonly accountId: string;
  readonly seeded: SeededValues;
  readonly clock: SandboxClock;
  readonly controls: CognitoControls;
  readonly pools: Map<string, UserPool>;
  readonly clients: Map<string, { readonly pool: UserPool; readonly client: UserPoolClient }>;
  readonly outbox: OutboxMessage[];
  readonly listings: ListingChains;
  readonly sessions: SignInSessions;
  readonly tokens: TokenSessions;
  readonly uploads: UploadStore;
  readonly logs: LogStore;
  readonly functions: FunctionRegistry;
  /** When each user, or name that nobody has, tried to reset a password. */
  readonly recoveryAttempts: Map<string, readonly number[]>;
  /** 1, 2, 3... for each purpose. */
  nextNumber(purpose: string): number;
};

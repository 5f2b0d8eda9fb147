import type { SandboxClock } from './clock.ts';
import type { CognitoEngine } from './cognito/engine.ts';
import type { FaultKind } from './faults/fault.ts';
import type { Faults } from './faults/faults.ts';
import type { FunctionRegistry } from './functions/registry.ts';
import type { ClientSettings } from './http/client-settings.ts';
import type { RequestHandler } from './http/request-handler.ts';
import type { LogStore } from './logs/log-store.ts';
import type { Quotas } from './quotas/quotas.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import type { RoleStore } from './sts/role-store.ts';

export type SandboxOptions = {
  /** Decides every generated id, code and token: the same seed and the same calls give the same answers. */
  readonly seed: string;
  readonly region?: string;
  readonly accountId?: string;
  /** 0 or absent: any free port. Loopback only. */
  readonly port?: number;
  /** `dynoxide` where its binary is installed, else `dynalite`; `none` starts no DynamoDB. */
  readonly dynamodb?: 'auto' | 'dynoxide' | 'dynalite' | 'none';
  readonly clock?: SandboxClock;
};

/** `status` is 0 where a fault let no answer out. */
export type ServedRequest = {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly fault?: FaultKind;
};

/** Local stand-ins for the services poolferry talks to, on loopback. */
export type Sandbox = {
  readonly region: string;
  readonly accountId: string;
  /** Cognito, S3, logs, secrets, STS and AppSync answer here. */
  readonly url: string;
  readonly dynamodb: { readonly engine: 'dynoxide' | 'dynalite' | 'none'; readonly url: string };
  /** What a child process or a shell needs to reach the sandbox with real SDK clients: endpoints, region, credentials. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: SandboxClock;
  readonly cognito: CognitoEngine;
  /** The engine past faults and quotas, at which every request ends up: for setting up and looking on. */
  readonly engine: CognitoEngine;
  readonly functions: FunctionRegistry;
  readonly logs: LogStore;
  /** Roles that STS lets anybody of the account assume who knows their external id. */
  readonly roles: RoleStore;
  readonly secrets: SecretStore;
  /** Calls one DynamoDB operation with raw attribute values, as the wire has them. Throws with AWS's error type as `name`. */
  callDynamoDb(operation: string, request: object): Promise<Record<string, unknown>>;
  /** Every request served, in order, without bodies: for tests that count calls. */
  readonly requests: readonly ServedRequest[];
  /** What goes wrong, on demand: resets, errors, silence, latency, refused credentials. */
  readonly faults: Faults;
  /** AWS's request rates, on demand. */
  readonly quotas: Quotas;
  /** A transport for SDK clients in this process: everything that `url` serves, without a socket. */
  readonly requestHandler: RequestHandler;
  /** All that such a client needs. */
  readonly clientSettings: ClientSettings;
  close(): Promise<void>;
};

import type { Wire } from '../wire.ts';

export type UserPoolClient = {
  readonly id: string;
  readonly name: string;
  /** Oldest first. None: a public client. */
  readonly secrets: ClientSecret[];
  readonly authFlows: readonly string[];
  readonly preventUserExistenceErrors: 'LEGACY' | 'ENABLED';
  /** Absent: all attributes. */
  readonly readAttributes?: readonly string[];
  readonly writeAttributes?: readonly string[];
  readonly accessTokenMs: number;
  readonly idTokenMs: number;
  readonly refreshTokenMs: number;
  readonly createdMs: number;
  /** Settings that change nothing in the sandbox: kept and shown as they were given. */
  readonly others: Wire;
};

/** A client may have two at a time, so that one can be replaced while the other works. */
export type ClientSecret = { readonly id: string; readonly value: string; readonly createdMs: number };

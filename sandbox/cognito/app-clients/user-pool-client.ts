import type { Wire } from '../wire.ts';

export type UserPoolClient = ClientSettings & {
  readonly id: string;
  /** Oldest first. None: a public client. */
  readonly secrets: ClientSecret[];
  readonly createdMs: number;
  modifiedMs: number;
};

/** What UpdateUserPoolClient replaces. */
export type ClientSettings = {
  readonly name: string;
  readonly authFlows: readonly string[];
  readonly preventUserExistenceErrors: 'LEGACY' | 'ENABLED';
  /** Undefined: all attributes. */
  readonly readAttributes: readonly string[] | undefined;
  readonly writeAttributes: readonly string[] | undefined;
  readonly accessTokenMs: number;
  readonly idTokenMs: number;
  readonly refreshTokenMs: number;
  /** How long a challenge waits for its answer. */
  readonly authSessionMs: number;
  /** Settings that are shown as they were given, beside those that are acted on. */
  readonly others: Wire;
};

/** A client may have two at a time, so that one can be replaced while the other works. */
export type ClientSecret = { readonly id: string; readonly value: string; readonly createdMs: number };

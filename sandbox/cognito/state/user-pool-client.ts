import type { Wire } from '../wire.ts';

export type UserPoolClient = {
  readonly id: string;
  readonly name: string;
  readonly secret?: string;
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

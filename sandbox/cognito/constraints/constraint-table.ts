import { readFileSync } from 'node:fs';

/** What the Cognito API demands of a request and promises of a response, as its public description states it. */
export type Shape =
  | { readonly type: 'structure'; readonly members: Readonly<Record<string, StructureMember>> }
  | { readonly type: 'list'; readonly member: string; readonly length?: Range }
  | { readonly type: 'map'; readonly key: string; readonly value: string; readonly length?: Range }
  | { readonly type: 'string'; readonly length?: Range; readonly pattern?: string }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'integer' | 'long'; readonly range?: Range }
  | { readonly type: 'boolean' | 'timestamp' };

export type StructureMember = { readonly target: string; readonly required?: boolean };
export type Range = { readonly min?: number; readonly max?: number };

export type ConstraintTable = {
  /** Operation -> name of its request's shape. */
  readonly requests: Readonly<Record<string, string>>;
  /** Operation -> name of its response's shape; null: an empty response. */
  readonly responses: Readonly<Record<string, string | null>>;
  /** Operation -> the errors that the API models for it. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly shapes: Readonly<Record<string, Shape>>;
};

export const loadConstraintTable = (): ConstraintTable =>
  JSON.parse(readFileSync(new URL('./constraints.generated.json', import.meta.url), 'utf8'));

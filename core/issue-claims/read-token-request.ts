import type { IssueClaimsSettings } from './issue-claims.ts';

/** Somebody who is about to get tokens. */
export type TokenRequest = {
  readonly sub: string;
  readonly username: string;
  /** The source user whom they name. Users may have written that themselves. */
  readonly previousSub?: string;
};

/** Undefined: no user of the target gets tokens. Machines get some, too. */
export const readTokenRequest = (
  event: unknown,
  { userPoolId, previousSub: attribute }: Pick<IssueClaimsSettings, 'userPoolId' | 'previousSub'>,
): TokenRequest | undefined => {
  const { triggerSource, userPoolId: pool, userName: username, request } = toObject(event);
  if (typeof triggerSource !== 'string' || !triggerSource.startsWith('TokenGeneration_')) return undefined;
  const { sub, [attribute]: previousSub } = toObject(toObject(request).userAttributes);
  if (pool !== userPoolId || typeof sub !== 'string' || typeof username !== 'string') return undefined;
  return { sub, username, ...(typeof previousSub === 'string' && previousSub !== '' ? { previousSub } : {}) };
};

const toObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

import { createHash } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import type { SandboxClock } from '../../clock.ts';

const TOKEN_LIFETIME_MS = 3_600_000;
/** Chains kept at a time; one more drops the one used least recently. */
const MAX_CHAINS = 256;

type Chain = { readonly items: readonly unknown[]; lastUsedMs: number };
type Token = { readonly chain: number; readonly from: number; readonly parameters: string; readonly issuedMs: number };

/**
 * Pages through lists by tokens. A chain of tokens sees each item once, in an order fixed when the chain began; another
 * chain sees another order. A token is bound to the parameters of the request that it answers and expires after an hour.
 */
export type ListingChains = {
  page<T>(request: PageRequest<T>): { readonly items: readonly T[]; readonly nextToken?: string };
};

export type PageRequest<T> = {
  readonly operation: string;
  /** Everything in the request but its token and page size. */
  readonly parameters: unknown;
  readonly limit: number;
  readonly token: string | undefined;
  /** All items in the order of this chain; called for the first page only. */
  readonly start: (chain: number) => readonly T[];
};

const encode = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url');

const decode = (text: string): Token | null => {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Token;
    return Number.isInteger(token.chain) && Number.isInteger(token.from) ? token : null;
  } catch {
    return null;
  }
};

export const createListingChains = (clock: SandboxClock): ListingChains => {
  const chains = new Map<number, Chain>();
  let lastChain = 0;

  const remember = (number: number, items: readonly unknown[]): void => {
    const nowMs = clock.nowMs();
    for (const [other, { lastUsedMs }] of chains) if (nowMs - lastUsedMs > TOKEN_LIFETIME_MS) chains.delete(other);
    if (chains.size >= MAX_CHAINS) {
      const [oldest] = [...chains].sort(([, left], [, right]) => left.lastUsedMs - right.lastUsedMs);
      if (oldest !== undefined) chains.delete(oldest[0]);
    }
    chains.set(number, { items, lastUsedMs: nowMs });
  };

  const resume = (request: PageRequest<unknown>, text: string, parameters: string): [Token, Chain] => {
    const token = decode(text);
    const chain = token === null ? undefined : chains.get(token.chain);
    const nowMs = clock.nowMs();
    if (
      token === null ||
      chain === undefined ||
      token.parameters !== parameters ||
      nowMs - token.issuedMs > TOKEN_LIFETIME_MS
    ) {
      throw new AwsError('InvalidParameterException', `Paging marker is invalid for request ${request.operation}.`);
    }
    chain.lastUsedMs = nowMs;
    return [token, chain];
  };

  return {
    page: <T>(request: PageRequest<T>) => {
      const { operation, limit } = request;
      const parameters = createHash('sha256')
        .update(JSON.stringify([operation, request.parameters]))
        .digest('base64url')
        .slice(0, 22);
      let number: number;
      let from = 0;
      let items: readonly T[];
      if (request.token === undefined) {
        lastChain += 1;
        number = lastChain;
        items = request.start(number);
        if (items.length > limit) remember(number, items);
      } else {
        const [token, chain] = resume(request, request.token, parameters);
        number = token.chain;
        from = token.from;
        items = chain.items as readonly T[];
      }
      const end = from + limit;
      const page = items.slice(from, end);
      if (end >= items.length) return { items: page };
      return { items: page, nextToken: encode({ chain: number, from: end, parameters, issuedMs: clock.nowMs() }) };
    },
  };
};

import { createHash } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import type { SandboxClock } from '../../clock.ts';
import type { SeededValues } from '../../seeded-values.ts';
import type { CognitoControls } from '../controls.ts';
import { permutation } from './permutation.ts';

const TOKEN_LIFETIME_MS = 3_600_000;
/** Chains kept at a time; one more drops the one used least recently. */
const MAX_CHAINS = 256;

type Chain = {
  readonly items: readonly unknown[];
  /** How many of them: the list may have grown since. */
  readonly count: number;
  readonly placeOf: (place: number) => number;
  lastUsedMs: number;
};
type Token = {
  readonly chain: number;
  readonly page: number;
  readonly from: number;
  readonly parameters: string;
  readonly issuedMs: number;
};

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
  /** All items, called for the first page only; the chain sees no later additions to them. */
  readonly start: () => readonly T[];
  /** Names what is listed, where each chain has an order of its own. */
  readonly unstableOrderOf?: string;
};

/** How much of a page is used where pages are ragged, one after the other. */
const RAGGED_SHARES = [0.5, 0, 1, 0.1];

/** Nobody else can make a token up. */
const sealed = (seeded: SeededValues, text: string): string =>
  `${text}.${seeded.bytes(`page token|${text}`, 12).toString('base64url')}`;

const encode = (seeded: SeededValues, token: Token): string =>
  sealed(seeded, Buffer.from(JSON.stringify(token)).toString('base64url'));

const decode = (seeded: SeededValues, given: string): Token | null => {
  const [text = ''] = given.split('.');
  return given === sealed(seeded, text) ? JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) : null;
};

export const createListingChains = (
  clock: SandboxClock,
  seeded: SeededValues,
  controls: CognitoControls,
): ListingChains => {
  const chains = new Map<number, Chain>();
  let lastChain = 0;

  const remember = (number: number, chain: Chain): void => {
    for (const [other, { lastUsedMs }] of chains) {
      if (chain.lastUsedMs - lastUsedMs > TOKEN_LIFETIME_MS) chains.delete(other);
    }
    if (chains.size >= MAX_CHAINS) {
      const [oldest] = [...chains].sort(([, left], [, right]) => left.lastUsedMs - right.lastUsedMs);
      if (oldest !== undefined) chains.delete(oldest[0]);
    }
    chains.set(number, chain);
  };

  const begin = <T>(request: PageRequest<T>): Chain => {
    const items = request.start();
    const count = items.length;
    const placeOf =
      request.unstableOrderOf === undefined
        ? (place: number) => place
        : permutation(seeded, `${request.unstableOrderOf}|${lastChain}`, count);
    return { items, count, placeOf, lastUsedMs: clock.nowMs() };
  };

  const resume = (request: PageRequest<unknown>, text: string, parameters: string): [Token, Chain] => {
    const token = decode(seeded, text);
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
      let token: Token;
      let chain: Chain;
      if (request.token === undefined) {
        lastChain += 1;
        token = { chain: lastChain, page: 0, from: 0, parameters, issuedMs: clock.nowMs() };
        chain = begin(request);
      } else [token, chain] = resume(request, request.token, parameters);

      const isRagged = controls.listPages === 'ragged';
      const share = isRagged ? (RAGGED_SHARES[token.page % RAGGED_SHARES.length] ?? 1) : 1;
      const end = Math.min(chain.count, token.from + Math.ceil(limit * share));
      const items = Array.from(
        { length: end - token.from },
        (_, index) => chain.items[chain.placeOf(token.from + index)] as T,
      );
      if (controls.listPages === 'in-circles' && request.token !== undefined)
        return { items, nextToken: request.token };
      // A ragged chain ends as AWS's may: with a token that leads to nothing more.
      const isLast = isRagged ? token.from >= chain.count : end >= chain.count;
      if (isLast) return { items };
      if (token.page === 0) remember(token.chain, chain);
      const next = { ...token, page: token.page + 1, from: end, issuedMs: clock.nowMs() };
      return { items, nextToken: encode(seeded, next) };
    },
  };
};

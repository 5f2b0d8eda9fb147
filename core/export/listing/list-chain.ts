import { PoolferryError } from '../../errors.ts';
import type { ListingPorts, UsersPage } from './listing-ports.ts';
import { requestPage } from './request-page.ts';

/** The token of a page is not taken any more: whatever follows can only be had from the first page on. */
export class StaleTokenError extends Error {
  override readonly name: string = 'StaleTokenError';
}

type Chain = { readonly filter?: string | undefined; readonly from?: string | undefined };

/**
 * The pages of one chain of tokens, from a token or from the first page on, until there is no token. Short and empty pages
 * are handed on like others. Throws `StaleTokenError` when a token has expired, `PoolferryError` (`listing-cycle`) when one
 * comes back, and anything that the ports call final.
 */
export async function* listChain(
  { filter, from }: Chain,
  ports: ListingPorts,
): AsyncGenerator<UsersPage, void, undefined> {
  const trouble = createTroubleNotes(ports.note);
  const cycle = createCycleDetector();
  let paginationToken = from;
  do {
    const page = await requestFollowing(paginationToken, filter, ports, trouble.met);
    trouble.over();
    yield page;
    paginationToken = page.paginationToken;
    if (paginationToken !== undefined && cycle.sees(paginationToken)) throw repeatedToken();
  } while (paginationToken !== undefined);
}

const requestFollowing = async (
  paginationToken: string | undefined,
  filter: string | undefined,
  ports: ListingPorts,
  onTrouble: (what: string) => void,
) => {
  const query = {
    ...(filter === undefined ? {} : { filter }),
    ...(paginationToken === undefined ? {} : { paginationToken }),
  };
  try {
    return await requestPage(query, ports, onTrouble);
  } catch (error) {
    const isStale = paginationToken !== undefined && !(error instanceof PoolferryError) && ports.isRefused(error);
    throw isStale ? new StaleTokenError('The token is stale.', { cause: error }) : error;
  }
};

const createTroubleNotes = (note: ListingPorts['note']) => {
  let isNoted = false;
  return {
    met(what: string) {
      isNoted = true;
      note?.(what);
    },
    over() {
      if (isNoted) note?.('listing');
      isNoted = false;
    },
  };
};

const repeatedToken = () =>
  new PoolferryError(
    'The listing of the user pool goes in circles: ListUsers returned a token it had returned before.',
    {
      code: 'listing-cycle',
      hint: 'Nothing was written. Run the same command again; if it happens again, tell AWS support.',
    },
  );

/** Brent's algorithm: finds a repetition within a few rounds of it while remembering one token. */
const createCycleDetector = () => {
  let remembered: string | undefined;
  let steps = 0;
  let reach = 1;
  return {
    sees(token: string): boolean {
      if (token === remembered) return true;
      steps += 1;
      if (steps === reach) {
        remembered = token;
        steps = 0;
        reach *= 2;
      }
      return false;
    },
  };
};

import type { ListAnswer } from '../../core/migrate-user/source-answer.ts';
import { listUsersPage } from '../users/list-users.ts';
import { failureOf, findRoleFailure, type SourcePool } from './source-pool.ts';

/** A name that nobody or somebody has is on one page; AWS may still show it on a later one, after empty ones. */
const mostPages = 3;

/**
 * Everybody whom the source lists under a filter of `core/migrate-user/login-filter.ts`. Only a page without a token ends
 * the list, because otherwise nobody could say that a match is the only one. Every failure is an answer.
 */
export const listByName = async (source: SourcePool, filter: string, signal: AbortSignal): Promise<ListAnswer> => {
  const roleFailure = await findRoleFailure(source, signal);
  if (roleFailure !== undefined) return roleFailure;
  const { client, userPoolId } = source;
  const users = [];
  let token: { readonly paginationToken?: string } = {};
  try {
    for (let pages = 0; pages < mostPages; pages += 1) {
      const { users: found, ...next } = await listUsersPage(client, { userPoolId, filter, ...token }, signal);
      users.push(...found);
      if (next.paginationToken === undefined) return { kind: 'listed', users };
      token = next;
    }
    return { kind: 'unfinished' };
  } catch (error) {
    return failureOf('ListUsers', error);
  }
};

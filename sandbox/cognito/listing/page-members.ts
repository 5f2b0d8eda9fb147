import type { Wire } from '../wire.ts';

/** Entries of a page where a request names no limit, and at most. */
export const MAX_PAGE = 60;

/** Lists of groups and memberships page by NextToken; ListUsers by PaginationToken. */
export type Paged = { readonly UserPoolId: string; readonly Limit?: number; readonly NextToken?: string };

export const toNextToken = (token: string | undefined): Wire => (token === undefined ? {} : { NextToken: token });

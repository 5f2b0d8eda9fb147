import { AwsError } from '../../aws-error.ts';
import { listedUsers } from '../listing/listed-users.ts';
import { MAX_PAGE } from '../listing/page-members.ts';
import { parseFilter } from '../listing/parse-filter.ts';
import { poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';
import { describeUser } from '../users/describe-user.ts';
import { allAttributes, type User } from '../users/user.ts';

type ListUsersRequest = {
  readonly UserPoolId: string;
  readonly AttributesToGet?: readonly string[];
  readonly Limit?: number;
  readonly PaginationToken?: string;
  readonly Filter?: string;
};

const describe = (user: User, attributesToGet: readonly string[] | undefined) => {
  if (attributesToGet === undefined) return describeUser(user);
  const attributes = allAttributes(user);
  return {
    ...describeUser(user),
    Attributes: attributesToGet.map((Name) => {
      const Value = attributes.get(Name);
      if (Value === undefined) {
        throw new AwsError('InvalidParameterException', 'One or more requested attributes do not exist.');
      }
      return { Name, Value };
    }),
  };
};

export const listUsers = defineOperation<ListUsersRequest>(
  ['UserPoolId', 'AttributesToGet', 'Limit', 'PaginationToken', 'Filter'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    const matches = parseFilter(request.Filter ?? '', state.controls);
    const listed = listedUsers(state, pool);
    const { items, nextToken } = state.listings.page<User>({
      operation: 'ListUsers',
      parameters: [pool.id, request.Filter ?? null, request.AttributesToGet ?? null, request.Limit ?? null],
      limit: request.Limit || MAX_PAGE,
      token: request.PaginationToken,
      start: () => (matches === null ? listed.users : listed.users.filter(matches)),
      unstableOrderOf: pool.id,
    });
    return {
      // A user deleted since the chain began is gone, which can leave a page short or empty.
      Users: items.filter(listed.isListed).map((user) => describe(user, request.AttributesToGet)),
      ...(nextToken === undefined ? {} : { PaginationToken: nextToken }),
    };
  },
);

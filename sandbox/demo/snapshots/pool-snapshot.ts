import type { CognitoEngine } from '../../cognito/engine.ts';
import type { CallCognito } from '../clients/call-cognito.ts';

export type PoolUser = {
  readonly sub: string;
  readonly username: string;
  readonly status: string;
  readonly enabled: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly lastModifiedAt: string;
};

/** A pool as an administrator can see it, in an order that does not depend on the listing's. */
export type PoolSnapshot = {
  readonly settings: unknown;
  readonly clients: readonly unknown[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly users: readonly PoolUser[];
  readonly importJobs: readonly unknown[];
  /** What no interface of AWS shows, passwords among it. */
  readonly inside: unknown;
};

export const takePoolSnapshot = async (
  { call, snapshot }: Pick<CognitoEngine, 'call' | 'snapshot'>,
  pool: { readonly userPoolId: string; readonly clientIds: readonly string[] },
): Promise<PoolSnapshot> => {
  const UserPoolId = pool.userPoolId;
  const described = await call('DescribeUserPool', { UserPoolId });
  const clients: unknown[] = [];
  for (const ClientId of pool.clientIds) {
    clients.push(asJson((await call('DescribeUserPoolClient', { UserPoolId, ClientId })).UserPoolClient));
  }
  const users = (await listAll(call, 'ListUsers', { UserPoolId }, 'Users', 'PaginationToken')).map(toPoolUser);
  const groups: { name: string; members: string[] }[] = [];
  for (const group of await listAll(call, 'ListGroups', { UserPoolId }, 'Groups', 'NextToken')) {
    const name = String(group.GroupName);
    const members = await listAll(call, 'ListUsersInGroup', { UserPoolId, GroupName: name }, 'Users', 'NextToken');
    groups.push({ name, members: members.map(({ Username }) => String(Username)).sort() });
  }
  const importJobs = await listAll(
    call,
    'ListUserImportJobs',
    { UserPoolId, MaxResults: 60 },
    'UserImportJobs',
    'PaginationToken',
  );
  return {
    settings: asJson(described.UserPool),
    clients,
    groups: groups.sort(by((group) => group.name)),
    users: users.sort(by((user) => user.sub)),
    importJobs: asJson(importJobs) as unknown[],
    inside: asJson(snapshot(UserPoolId)),
  };
};

const listAll = async (
  call: CallCognito,
  operation: string,
  request: Record<string, unknown>,
  listName: string,
  tokenName: 'PaginationToken' | 'NextToken',
): Promise<Record<string, unknown>[]> => {
  const all: Record<string, unknown>[] = [];
  let token: unknown;
  do {
    const page = await call(operation, { ...request, ...(token === undefined ? {} : { [tokenName]: token }) });
    all.push(...((page[listName] as Record<string, unknown>[] | undefined) ?? []));
    token = page[tokenName];
  } while (token !== undefined && token !== null);
  return all;
};

const toPoolUser = (raw: Record<string, unknown>): PoolUser => {
  const pairs = raw.Attributes as { Name: string; Value: string }[];
  const { sub = '', ...attributes } = Object.fromEntries(
    [...pairs].sort(by((pair) => pair.Name)).map(({ Name, Value }) => [Name, Value]),
  );
  return {
    sub,
    username: String(raw.Username),
    status: String(raw.UserStatus),
    enabled: raw.Enabled === true,
    attributes,
    createdAt: JSON.stringify(raw.UserCreateDate),
    lastModifiedAt: JSON.stringify(raw.UserLastModifiedDate),
  };
};

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const by =
  <T>(key: (value: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;

import { AwsError, notServed } from '../aws-error.ts';
import { ownEntry } from '../own-entry.ts';
import { LOWER_CASE_AND_DIGITS, type SeededValues } from '../seeded-values.ts';
import { type DataSource, toDataSource } from './data-source.ts';

type Json = Readonly<Record<string, unknown>>;

type Api = {
  readonly graphqlApi: {
    readonly apiId: string;
    readonly arn: string;
    readonly name: string;
    readonly authenticationType: string;
  };
  readonly dataSources: Map<string, DataSource>;
};

/** AppSync as far as it says which tables an API reads: APIs and their data sources. */
export type ApiStore = { call(operation: string, request: Json): Json };

/** API_ListDataSources, maxResults, read 2026-11-20. How many there are without it is not documented. */
const MAX_PER_PAGE = 25;
const USUAL_PER_PAGE = 10;

/** Those that need no settings beside them. */
const AUTHENTICATION_TYPES: readonly unknown[] = ['API_KEY', 'AWS_IAM'];

export const createApiStore = (options: {
  readonly region: string;
  readonly accountId: string;
  readonly seeded: SeededValues;
}): ApiStore => {
  const apis = new Map<string, Api>();
  const arnOf = (apiId: string) => `arn:aws:appsync:${options.region}:${options.accountId}:apis/${apiId}`;
  let made = 0;

  const find = ({ apiId }: Json): Api => {
    const api = apis.get(String(apiId));
    if (api === undefined) throw new AwsError('NotFoundException', `GraphQL API ${String(apiId)} not found.`, 404);
    return api;
  };

  const operations: Readonly<Record<string, { readonly members: readonly string[]; run(request: Json): Json }>> = {
    CreateGraphqlApi: {
      members: ['name', 'authenticationType'],
      run({ name, authenticationType }) {
        if (typeof name !== 'string' || name === '') throw badRequest('name is required');
        if (!AUTHENTICATION_TYPES.includes(authenticationType)) {
          throw notServed(`the authenticationType ${String(authenticationType)}`);
        }
        made += 1;
        const apiId = options.seeded.text(`api|${made}`, LOWER_CASE_AND_DIGITS, 26);
        const graphqlApi = { apiId, arn: arnOf(apiId), name, authenticationType: String(authenticationType) };
        apis.set(apiId, { graphqlApi, dataSources: new Map() });
        return { graphqlApi };
      },
    },
    GetGraphqlApi: { members: ['apiId'], run: (request) => ({ graphqlApi: find(request).graphqlApi }) },
    DeleteGraphqlApi: {
      members: ['apiId'],
      run(request) {
        apis.delete(find(request).graphqlApi.apiId);
        return {};
      },
    },
    CreateDataSource: {
      members: ['apiId', 'name', 'description', 'type', 'serviceRoleArn', 'dynamodbConfig'],
      run(request) {
        const { graphqlApi, dataSources } = find(request);
        const dataSource = toDataSource(request, graphqlApi.arn);
        if (dataSources.has(dataSource.name)) throw badRequest(`Data source ${dataSource.name} already exists`);
        dataSources.set(dataSource.name, dataSource);
        return { dataSource };
      },
    },
    ListDataSources: {
      members: ['apiId', 'maxResults', 'nextToken'],
      run(request) {
        const all = [...find(request).dataSources.values()];
        const from = startOf(request.nextToken, all.length);
        const end = from + (pageOf(request.maxResults) || USUAL_PER_PAGE);
        return { dataSources: all.slice(from, end), ...(end < all.length ? { nextToken: `page-at-${end}` } : {}) };
      },
    },
  };

  return {
    call(operation, request) {
      const served = ownEntry(operations, operation);
      if (served === undefined) throw notServed(`the AppSync operation ${operation}`);
      for (const member of Object.keys(request)) {
        if (!served.members.includes(member)) throw notServed(`the member ${member} of ${operation}`);
      }
      return served.run(request);
    },
  };
};

const badRequest = (message: string) => new AwsError('BadRequestException', message);

const pageOf = (maxResults: unknown): number => {
  const number = Number(maxResults ?? 0);
  if (!Number.isInteger(number) || number < 0 || number > MAX_PER_PAGE) {
    throw badRequest(`Value '${String(maxResults)}' at 'maxResults' is not between 0 and ${MAX_PER_PAGE}`);
  }
  return number;
};

/** Only what a page has ended with leads on. */
const startOf = (nextToken: unknown, length: number): number => {
  if (nextToken === undefined) return 0;
  const [, digits] = /^page-at-(\d+)$/.exec(String(nextToken)) ?? [];
  const start = Number(digits);
  if (digits === undefined || start < 1 || start >= length) throw badRequest('Invalid pagination token given.');
  return start;
};

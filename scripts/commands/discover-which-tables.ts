import { createAppSyncClient } from '../../aws/appsync/appsync-client.ts';
import { listApiTablesPage } from '../../aws/appsync/list-api-tables.ts';
import { listTablesPage } from '../../aws/tables/list-tables.ts';
import type { createTableClient } from '../../aws/tables/table-client.ts';
import { type ApiTable, sortApiTables } from '../../core/discover/api-tables.ts';
import { fitsPattern } from '../../core/discover/table-pattern.ts';
import { RefusedError } from '../../core/errors.ts';
import type { CommandContext } from './command.ts';
import { createPatientCalls } from './patient-calls.ts';

export type ChosenTables = { readonly names: readonly string[]; readonly remarks: readonly string[] };

/** Which tables to look into: those named, those of a pattern, those of an API, or those that are configured. */
export const chooseTables = async (
  context: CommandContext,
  client: ReturnType<typeof createTableClient>,
): Promise<ChosenTables> => {
  const { table, namePattern, appsyncApiId } = context.options as {
    readonly table?: readonly string[];
    readonly namePattern?: string;
    readonly appsyncApiId?: string;
  };
  if ([table, namePattern, appsyncApiId].filter((given) => given !== undefined).length > 1) {
    throw new RefusedError('Tables are chosen in one way at a time.', {
      code: 'bad-usage',
      hint: 'Give only one of --table, --name-pattern and --appsync-api-id.',
    });
  }
  const chosen =
    namePattern !== undefined
      ? await byPattern(context, client, namePattern)
      : appsyncApiId !== undefined
        ? await byApi(context, client, appsyncApiId)
        : { names: table ?? context.config.tables.map(({ name }) => name), remarks: [] };
  if (chosen.names.length > 0) return { ...chosen, names: [...new Set(chosen.names)] };
  throw new RefusedError('There are no tables to look into.', {
    code: 'no-tables',
    hint:
      chosen.remarks.join(' ') ||
      'Name them with --table, by --name-pattern, or by the --appsync-api-id of an Amplify app; and check the Region.',
  });
};

const byPattern = async (
  context: CommandContext,
  client: ReturnType<typeof createTableClient>,
  pattern: string,
): Promise<ChosenTables> => {
  const patiently = createPatientCalls(context);
  const names: string[] = [];
  let next: string | undefined;
  do {
    const page = await patiently({ doing: 'list the tables', action: 'dynamodb:ListTables' }, () =>
      listTablesPage(client, next),
    );
    names.push(...page.names.filter((name) => fitsPattern(name, pattern)));
    next = page.next;
  } while (next !== undefined);
  return { names: names.sort(), remarks: [] };
};

const byApi = async (
  context: CommandContext,
  tableClient: ReturnType<typeof createTableClient>,
  apiId: string,
): Promise<ChosenTables> => {
  const { region: configured, profile } = context.config.target ?? {};
  const patiently = createPatientCalls(context);
  const client = createAppSyncClient({
    ...(configured === undefined ? {} : { region: configured }),
    ...(profile === undefined ? {} : { profile }),
    maxAttempts: 1,
  });
  const attempted = { doing: `list the data sources of AppSync API "${apiId}"`, action: 'appsync:ListDataSources' };
  const tables: ApiTable[] = [];
  let nextToken: string | undefined;
  do {
    const page = await patiently(attempted, () => listApiTablesPage(client, apiId, nextToken));
    tables.push(...page.tables);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const { names, elsewhere, deltaTables } = sortApiTables(tables, await tableClient.config.region());
  return {
    names,
    remarks: [
      ...elsewhere.map((name) => `Table "${name}" of this API is in another Region, and is left out.`),
      ...deltaTables.map(
        (name) => `Table "${name}" is DataStore’s own, which nobody else may write to; it is left out.`,
      ),
    ],
  };
};

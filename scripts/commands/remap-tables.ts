import { watchEndpoint } from '../../aws/clients/watch-endpoint.ts';
import { createTableClient } from '../../aws/tables/table-client.ts';
import { createTablePorts } from '../../aws/tables/table-ports.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { assertTablesSupported } from '../../core/remap/check-table.ts';
import { persist } from '../../core/remap/persist.ts';
import type { TableToRemap } from '../../core/remap/plan-remap.ts';
import { defaultPace, type RemapPace } from '../../core/remap/remap-settings.ts';
import type { TableFacts } from '../../core/remap/table-facts.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';
import type { CommandContext } from './command.ts';

export type ConnectedTables = { readonly ports: TablePorts; readonly tables: readonly TableToRemap[] };

/** A wrong endpoint should not be waited for as an outage would be. */
export const describePace: RemapPace = { ...defaultPace, maxAttempts: 4, maxDelayMs: 1_000 };

/** Tables where the target pool is. */
export const openTables = (context: CommandContext) => {
  const { region, profile } = context.config.target ?? {};
  const client = createTableClient({
    maxSockets:
      defaultPace.tablesAtOnce * (defaultPace.scanWorkers + defaultPace.batchesInFlight + defaultPace.updatesInFlight),
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  });
  const endpointOf = watchEndpoint(client);
  const ports = createTablePorts(client);
  return {
    ports,
    describe: (tableName: string) =>
      persist({ ...context, onNote: () => undefined }, describePace, () => ports.describeTable(tableName)),
    announce: (tables: readonly TableFacts[]) => announceTables(context, tables, endpointOf()),
  };
};

/** Describes the configured tables, and announces them. */
export const connectTables = async (context: CommandContext): Promise<ConnectedTables> => {
  const { ports, describe, announce } = openTables(context);
  const tables: TableToRemap[] = [];
  for (const rules of toOwnerRules(context.config.tables)) {
    tables.push({ rules, facts: await describe(rules.tableName) });
  }
  announce(tables.map(({ facts }) => facts));
  assertTablesSupported(tables);
  return { ports, tables };
};

/** The target lines of tables: each in the account and Region that its ARN names. */
export const announceTables = (
  { announceTarget, config, environment }: CommandContext,
  tables: readonly TableFacts[],
  endpoint: string | undefined,
): void => {
  const named = config.target?.profile ?? environment.AWS_PROFILE;
  announceTarget(
    tables.map(({ name, arn }) => {
      const [, , , region = '', account = ''] = arn.split(':');
      return {
        role: 'Table',
        what: name,
        account,
        region,
        credentials: named ? `profile ${named}` : environment.AWS_ACCESS_KEY_ID ? 'environment' : "the SDK's chain",
        ...(endpoint === undefined ? {} : { endpoint }),
      };
    }),
  );
};

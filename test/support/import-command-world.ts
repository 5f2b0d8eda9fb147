import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { exportCommand } from '../../scripts/commands/export.ts';
import { importCommand } from '../../scripts/commands/import.ts';
import { mapCommand } from '../../scripts/commands/map.ts';
import { undoCommand } from '../../scripts/commands/undo.ts';
import { runCommandLine } from './run-command-line.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';
import { unhurry } from './unhurry.ts';

export const ledgerTable = 'poolferry-ledger';

/** Two pools, a ledger and a directory with a configuration, for the commands around an import. Take the stubs of the environment off after it. */
export const startImportCommandWorld = async ({ sourceUsers = 0 } = {}) => {
  const sandbox = await startSandbox({ seed: 'import' });
  unhurry(sandbox);
  await sandbox.callDynamoDb('CreateTable', {
    TableName: ledgerTable,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  sandbox.secrets.create(`poolferry/${ledgerTable}/name-hash-key`, 'x'.repeat(64));
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);

  const directory = await makeTemporaryDirectory();
  const createPool = async (request: object) =>
    (await sandbox.cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', request)).UserPool.Id;
  const sourcePoolId = await createPool({ PoolName: 'old', AutoVerifiedAttributes: ['email'] });
  const targetPoolId = await createPool({
    PoolName: 'new',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    Schema: [{ Name: 'prev_sub_id', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '64' } }],
  });
  for (let n = 1; n <= sourceUsers; n += 1) {
    sandbox.cognito.seedUser(sourcePoolId, {
      username: `user${n}`,
      attributes: { email: `user${n}@example.com`, email_verified: 'true' },
    });
  }
  const { header } = await sandbox.cognito
    .call<{ CSVHeader: string[] }>('GetCSVHeader', { UserPoolId: targetPoolId })
    .then(({ CSVHeader }) => ({ header: CSVHeader }));

  return {
    sandbox,
    directory,
    sourcePoolId,
    targetPoolId,
    header,
    createPool,
    writeConfig: (overrides: object = {}) =>
      writeFile(
        join(directory, 'poolferry.config.json'),
        JSON.stringify({
          source: { userPoolId: sourcePoolId },
          target: { userPoolId: targetPoolId },
          users: { previousSub: 'custom:prev_sub_id' },
          ledger: { tableName: ledgerTable },
          import: { logsRoleArn: `arn:aws:iam::${sandbox.accountId}:role/import-logs` },
          ...overrides,
        }),
      ),
    /** A file in Cognito's format; cells stand as they are given. */
    writeCsv: (name: string, rows: readonly Readonly<Record<string, string>>[], columns: readonly string[] = header) =>
      writeFile(
        join(directory, name),
        [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
          .map((cells) => `${cells.join(',')}\n`)
          .join(''),
        { mode: 0o600 },
      ),
    /** Runs a command; `onSleep` happens whenever it waits, which is when the world goes on. */
    poolferry: (
      commandLine: string,
      { onSleep = () => {}, ...shell }: { onSleep?: () => void; terminal?: boolean; typed?: string } = {},
    ) => {
      const clock = createSimulatedClock();
      return runCommandLine({
        argv: commandLine.split(' '),
        commands: [exportCommand, importCommand, mapCommand, undoCommand],
        workingDirectory: directory,
        environment: sandbox.environment,
        clock: {
          ...clock,
          sleep(ms, signal) {
            onSleep();
            return clock.sleep(ms, signal);
          },
        },
        ...shell,
      });
    },
    async close() {
      vi.unstubAllEnvs();
      await sandbox.close();
    },
  };
};

export type ImportCommandWorld = Awaited<ReturnType<typeof startImportCommandWorld>>;

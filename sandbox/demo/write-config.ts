import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { models, ownerFields } from './cast/models.ts';
import type { World } from './world.ts';

/** Fields that hold several owners, as the configuration writes them. */
const lists = new Set(['drivers']);

/** Writes the configuration a person would write for this app. */
export const writeConfig = async (world: World, region: string, directory: string): Promise<void> => {
  const config = {
    source: { userPoolId: world.source.userPoolId, region },
    target: { userPoolId: world.target.userPoolId, region, clientIds: [world.target.appClientId] },
    users: {
      attributes: { copy: ['standard', 'custom:plan', 'custom:points'] },
      previousSub: 'custom:prev_sub_id',
      previousUsername: 'custom:prev_username',
    },
    trigger: { lookup: 'index', sourceClientId: world.source.triggerClientId },
    ledger: { tableName: world.ledgerTableName },
    import: { logsRoleArn: world.importLogsRoleArn },
    // The engine is a process of this machine; a real table's share is smaller, and by default 1000.
    limits: { writeUnitsPerSecond: 5000 },
    tables: models.map((model) => ({
      name: world.tableNames[model],
      owners: ownerFields[model].map((field) => ({ path: lists.has(field) ? `${field}[]` : field })),
    })),
  };
  await writeFile(join(directory, 'poolferry.config.json'), `${JSON.stringify(config, null, 2)}\n`);
};

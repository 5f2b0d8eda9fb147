import { models } from '../cast/models.ts';
import type { Evidence } from '../evidence.ts';
import { takePoolSnapshot } from '../snapshots/pool-snapshot.ts';
import { takeTableSnapshot } from '../snapshots/table-snapshot.ts';
import type { Stage } from '../stage.ts';

/** How the pools and tables look now. */
export const takeSnapshots = async ({ sandbox, world }: Pick<Stage, 'sandbox' | 'world'>) => {
  const { source, target } = world;
  return {
    source: await takePoolSnapshot(sandbox.cognito, {
      userPoolId: source.userPoolId,
      clientIds: [source.appClientId, source.triggerClientId],
    }),
    target: await takePoolSnapshot(sandbox.cognito, {
      userPoolId: target.userPoolId,
      clientIds: [target.appClientId],
    }),
    tables: await Promise.all(
      models.map((model) => takeTableSnapshot(sandbox.callDynamoDb, model, world.tableNames[model])),
    ),
  };
};

/** The notebook, once the last snapshots are in it. Throws if a step that should have written in it did not. */
export const toEvidence = (stage: Stage, after: Awaited<ReturnType<typeof takeSnapshots>>): Evidence => {
  const { sourceBefore, tablesBefore, targetAfterLazy, ...rest } = stage.notebook;
  if (sourceBefore === undefined || tablesBefore === undefined || targetAfterLazy === undefined) {
    throw new Error('A step has left no snapshot.');
  }
  return {
    ...rest,
    people: stage.world.people,
    sourceBefore,
    tablesBefore,
    targetAfterLazy,
    sourceAfter: after.source,
    targetAfter: after.target,
    tablesAfter: after.tables,
  };
};

import { planItem } from '../owners/plan-item.ts';
import type { TableToRemap } from './plan-remap.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { remapTable, type TableWork } from './remap-table.ts';
import { numberTables, type RemapResult, workThroughTables } from './work-through-tables.ts';

type ExecuteSettings = {
  readonly tables: readonly TableToRemap[];
  readonly pace: RemapPace;
  readonly totalSegments?: number;
};

/** Rewrites the owners of the tables, by the identity map. */
export const executeRemap = (
  settings: ExecuteSettings,
  ports: RemapPorts,
  run: TableWork['run'],
): Promise<RemapResult> => {
  const { pace, totalSegments } = settings;
  return workThroughTables(numberTables(settings.tables), pace, ports, (table, name, tablePorts) => {
    const segmentPlanner = {
      plan: (item: Parameters<typeof planItem>[0]) => planItem(item, table.rules.paths, ports.lookup),
      unseen: () => [],
    };
    const planner = { planSegment: async () => segmentPlanner, seesWholeSegments: false };
    const work = { ports: tablePorts, pace, run, planner, ...table, name };
    return remapTable(totalSegments === undefined ? work : { ...work, totalSegments });
  });
};

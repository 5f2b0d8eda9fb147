import type { OwnerRules } from '../owners/owner-rules.ts';
import { unitsPerScan } from './estimate.ts';
import { type EstimatedEffort, estimateEffort, type UnitLimits } from './estimate-effort.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { surveyTable, type TableSurvey } from './survey-table.ts';
import type { TableFacts } from './table-facts.ts';

export type TableToRemap = { readonly rules: OwnerRules; readonly facts: TableFacts };

export type TablePlan = EstimatedEffort & {
  readonly facts: TableFacts;
  readonly survey: TableSurvey;
  /** Of one pass over the whole table. */
  readonly readUnitsPerPass: number;
};

export type RemapPlan = { readonly tables: readonly TablePlan[]; readonly limits: UnitLimits };

type PlanSettings = {
  readonly tables: readonly TableToRemap[];
  readonly pace: RemapPace;
  readonly totalSegments?: number;
  readonly limits: UnitLimits;
};

/** Reads every table and says what a rewrite would do. Writes nothing. */
export const planRemap = async (settings: PlanSettings, ports: RemapPorts): Promise<RemapPlan> => {
  const { pace, totalSegments, limits } = settings;
  const tables: TablePlan[] = [];
  for (const { rules, facts } of settings.tables) {
    const survey = await surveyTable({
      ports,
      pace,
      rules,
      facts,
      ...(totalSegments === undefined ? {} : { totalSegments }),
    });
    const scanUnits = Math.max(survey.readUnits, unitsPerScan(facts));
    tables.push({
      facts,
      survey,
      readUnitsPerPass: scanUnits,
      ...estimateEffort(facts, { scanUnits, writeUnits: survey.writeUnits }, limits),
    });
  }
  return { tables, limits };
};

/** What has to be settled before these tables are rewritten, each as a sentence with the way to do so. */
export const findObstacles = (
  tables: readonly TableToRemap[],
  allowed: { readonly withoutPointInTimeRecovery: boolean; readonly regionIsWriter: boolean },
): string[] =>
  tables.flatMap(({ facts }) => {
    const obstacles: string[] = [];
    const { name, pointInTimeRecovery, replicaRegions } = facts;
    if (pointInTimeRecovery !== 'on' && !allowed.withoutPointInTimeRecovery) {
      const state = pointInTimeRecovery === 'off' ? 'is off' : 'could not be determined';
      obstacles.push(`table "${name}": point-in-time recovery ${state}; turn it on, or add --without-pitr`);
    }
    if (replicaRegions.length > 0 && !allowed.regionIsWriter) {
      obstacles.push(
        `table "${name}": is also written in ${replicaRegions.join(', ')}, where conditions of this Region do not hold; ` +
          'add --region-is-writer if the application writes in this Region only',
      );
    }
    return obstacles;
  });

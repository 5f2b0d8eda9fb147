import type { OwnerRules } from '../owners/owner-rules.ts';
import { describeKeyChanges } from './describe-key-changes.ts';
import { toDollars, unitsPerScan } from './estimate.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { surveyTable, type TableSurvey } from './survey-table.ts';
import type { TableFacts } from './table-facts.ts';

export type TableToRemap = { readonly rules: OwnerRules; readonly facts: TableFacts };

export type TablePlan = {
  readonly facts: TableFacts;
  readonly survey: TableSurvey;
  /** Of the writes and of the two scans a rewrite needs at least, at the list price of us-east-1; zero where capacity is provisioned. */
  readonly estimatedDollars: number;
  readonly estimatedSeconds: number;
  /** What to know about owners that are part of keys, each as a sentence. */
  readonly keyChanges: readonly string[];
};

export type RemapPlan = { readonly tables: readonly TablePlan[] };

type PlanSettings = {
  readonly tables: readonly TableToRemap[];
  readonly pace: RemapPace;
  readonly totalSegments?: number;
  readonly limits: { readonly readUnitsPerSecond: number; readonly writeUnitsPerSecond: number };
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
    const units = { read: 2 * scanUnits, write: survey.writeUnits };
    tables.push({
      facts,
      survey,
      keyChanges: describeKeyChanges(rules, facts),
      estimatedDollars: facts.billing === 'on-demand' ? toDollars(units) : 0,
      estimatedSeconds:
        scanUnits / limits.readUnitsPerSecond +
        Math.max(scanUnits / limits.readUnitsPerSecond, units.write / limits.writeUnitsPerSecond),
    });
  }
  return { tables };
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

import type { TableToRemap } from './plan-remap.ts';
import type { RemapPace, RemapPorts } from './remap-settings.ts';
import { surveyTable, type TableSurvey } from './survey-table.ts';
import { unjudgedIn } from './tally.ts';

export type VerifyResult = {
  readonly tables: readonly TableSurvey[];
  /** Items that still have an old id, or ids that contradict each other. */
  readonly leftoverItems: number;
  /** Values that are not of the type their path names. What is inside them nobody looked at. */
  readonly unjudgedValues: number;
};

/** Reads every table anew, whatever any run has recorded, and counts what still points at old users. */
export const verifyRemap = async (
  settings: { readonly tables: readonly TableToRemap[]; readonly pace: RemapPace; readonly totalSegments?: number },
  ports: RemapPorts,
): Promise<VerifyResult> => {
  const { tables, ...rest } = settings;
  const surveys: TableSurvey[] = [];
  for (const { rules, facts } of tables) surveys.push(await surveyTable({ ports, rules, facts, ...rest }));
  const leftoverItems = surveys.reduce((sum, { tally }) => sum + tally.changed + tally.conflicts, 0);
  const unjudgedValues = surveys.reduce((sum, { tally }) => sum + unjudgedIn(tally), 0);
  return { tables: surveys, leftoverItems, unjudgedValues };
};

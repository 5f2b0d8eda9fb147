import type { SettingsChange } from './change-settings.ts';
import { findDifferences } from './find-differences.ts';
import type { PoolSettings } from './pool-settings.ts';

/**
 * Settings that a change may have cost which was interrupted before anybody looked at its result. None when it was never
 * applied: what differs then is somebody else's.
 */
export const judgeInterrupted = (
  { before, wanted, isRestoring = false }: SettingsChange,
  now: PoolSettings,
): string[] => {
  if (isRestoring) return findDifferences(before, now);
  const ofTriggers = (path: string) => path.startsWith('LambdaConfig.');
  const wasApplied = !findDifferences(wanted, now).some(ofTriggers);
  return wasApplied ? findDifferences(before, now).filter((path) => !ofTriggers(path)) : [];
};

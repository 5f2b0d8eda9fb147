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
  const missed = findDifferences(wanted, now);
  const wasApplied = findDifferences(before, wanted).some((path) => !missed.includes(path));
  return wasApplied ? missed : [];
};

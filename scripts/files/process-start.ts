import { readFileSync } from 'node:fs';

type ProcessStat = { readonly state: string; readonly startTick: string };

/** What Linux says about a process; undefined elsewhere, and for a process that is gone. */
const readStat = (processId: number): ProcessStat | undefined => {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; the start is the 20th behind it.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTick = fields[18];
    return state === undefined || startTick === undefined ? undefined : { state, startTick };
  } catch {
    return undefined;
  }
};

/**
 * A token that differs between two processes that had the same id one after the other: the boot and the tick in which
 * the process started, where `/proc` gives them. Undefined elsewhere, and for a process that is gone.
 */
export const processStart = (processId: number): string | undefined => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readStat(processId);
    return stat && `${boot}/${stat.startTick}`;
  } catch {
    return undefined;
  }
};

/** Dead, but nobody has asked for its exit code yet; in a container whose first process never asks, for good. */
const isZombie = (processId: number) => /^[ZX]/.test(readStat(processId)?.state ?? '');

/** Whether the process still runs, as far as this machine can tell; when in doubt it does. */
export const isProcessAlive = (holder: { readonly processId: number; readonly processStart?: string }): boolean => {
  try {
    process.kill(holder.processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (isZombie(holder.processId)) return false;
  const startNow = processStart(holder.processId);
  return holder.processStart === undefined || startNow === undefined || startNow === holder.processStart;
};

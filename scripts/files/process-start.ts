import { readFileSync } from 'node:fs';

/**
 * A token that differs between two processes that had the same id one after the other: the boot and the tick in which
 * the process started, where `/proc` gives them. Undefined elsewhere, and for a process that is gone.
 */
export const processStart = (processId: number): string | undefined => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; the start is the 20th behind it.
    const startTick = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return startTick === undefined ? undefined : `${boot}/${startTick}`;
  } catch {
    return undefined;
  }
};

/** Whether the process still runs, as far as this machine can tell; when in doubt it does. */
export const isProcessAlive = (holder: { readonly processId: number; readonly processStart?: string }): boolean => {
  try {
    process.kill(holder.processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const startNow = processStart(holder.processId);
  return holder.processStart === undefined || startNow === undefined || startNow === holder.processStart;
};

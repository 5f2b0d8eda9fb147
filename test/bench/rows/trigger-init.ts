import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../median.ts';
import { triggerBundlePath } from '../trigger-bundle-path.ts';

const loads = 7;

/**
 * In a process that does nothing else, in processor time: whoever signs in first waits for it, and on a machine that has nothing else
 * to do it is what they wait for.
 */
const loadMs = () => {
  const url = JSON.stringify(pathToFileURL(triggerBundlePath).href);
  const script = `const before = process.cpuUsage(); await import(${url});
    const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
};

export const triggerInit: BenchRow = {
  name: 'trigger-init',
  measures: 'loading the bundle of the migration trigger, the median of seven processes: processor time',
  unit: 'ms',
  budget: { of: 'processor time', atMost: 300 },
  run: async () => ({ figure: median(Array.from({ length: loads }, loadMs)) }),
};

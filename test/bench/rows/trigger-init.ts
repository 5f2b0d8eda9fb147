import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../median.ts';
import { triggerBundlePath } from '../trigger-bundle-path.ts';

const loads = 7;

/** In a process that does nothing else, by the clock on the wall: whoever signs in first waits for it. */
const loadMs = () => {
  const url = JSON.stringify(pathToFileURL(triggerBundlePath).href);
  const script = `const at = performance.now(); await import(${url}); console.log(performance.now() - at);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
};

export const triggerInit: BenchRow = {
  name: 'trigger-init',
  measures: 'loading the bundle of the migration trigger, the median of seven processes',
  unit: 'ms',
  budget: { of: 'figure', atMost: 300 },
  run: async () => ({ figure: median(Array.from({ length: loads }, loadMs)) }),
};

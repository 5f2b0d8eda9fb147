import { join } from 'node:path';
import { readJsonLines } from '../read-json-lines.ts';
import type { Step } from '../stage.ts';

export const exportTheRest: Step = {
  name: 'export',
  title: 'The bulk way: export everybody who has not come by themselves',
  run: async ({ commandLine, directory, notebook, screen }) => {
    // 3 means: finished, and somebody was rejected. In this cast somebody always is.
    await commandLine.poolferry('export --only-missing --out package', { exits: [3], showFrom: 'The package' });
    const rejects = await readJsonLines<{ sub: string; code: string }>(join(directory, 'package', 'rejects.jsonl'));
    for (const { sub, code } of rejects) notebook.rejects.push({ sub, code, from: 'export' });
    screen.say(`${rejects.length} people stay behind for now, each with a code, a reason and a way out`);
  },
};

import { join } from 'node:path';
import type { MapLine } from '../evidence.ts';
import { readJsonLines } from '../read-json-lines.ts';
import type { Step } from '../stage.ts';

export const buildMap: Step = {
  name: 'map',
  title: 'One identity map, whichever way people came',
  run: async ({ commandLine, directory, notebook }) => {
    await commandLine.poolferry(`map --package package --out identity-map.jsonl`, {
      exits: [0],
      showFrom: 'The identity map',
    });
    notebook.identityMap.push(...(await readJsonLines<MapLine>(join(directory, 'identity-map.jsonl'))));
  },
};

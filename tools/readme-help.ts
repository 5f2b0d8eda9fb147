import { readFileSync } from 'node:fs';
import { registry } from '../scripts/commands/registry.ts';
import { commandHelp, overviewHelp } from '../scripts/shell/render-help.ts';
import { paintPlain } from '../scripts/terminal/palette.ts';
import { renderBlocks } from '../scripts/terminal/render-blocks.ts';

const begin = '<!-- help:begin -->';
const end = '<!-- help:end -->';

/** The README with the help of every command between its markers, as the program prints it. */
export const readmeWithHelp = (readme: string): string => {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`README.md has no "${begin}" with a "${end}" after it.`);
  return [before, begin, '\n', ...sections(), end, after].join('');
};

const sections = () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const render = (blocks: Parameters<typeof renderBlocks>[0]) =>
    `\`\`\`text\n${renderBlocks(blocks, { width: 80, paint: paintPlain }).join('\n').trim()}\n\`\`\`\n`;
  const details = registry.commands.map(
    (command) =>
      `\n<details><summary><code>poolferry ${command.name}</code></summary>\n\n${render(commandHelp(command))}\n</details>\n`,
  );
  return [render(overviewHelp(registry, version)), ...details];
};

import type { Block } from './blocks.ts';
import { displayWidth, pad } from './display-width.ts';
import type { Paint } from './palette.ts';
import { renderCommandLine } from './render-command-line.ts';
import { renderTable } from './render-table.ts';
import { toVisibleText } from './visible-text.ts';
import { wrapText } from './wrap-text.ts';

export type Layout = { readonly width: number; readonly paint: Paint };

/** Lines of one block, safe to print and at most `width` columns wide, but for code. */
export const renderBlock = (block: Block, { width, paint }: Layout): string[] => {
  switch (block.kind) {
    case 'heading':
      return wrapText(toVisibleText(block.text), width).map((line) => paint('bold', line));
    case 'text':
      return wrapText(toVisibleText(block.text), width);
    case 'list':
      return block.items.flatMap((item) => hang('  - ', toVisibleText(item), width));
    case 'table': {
      const columns = block.columns.map((column) => ({ ...column, title: toVisibleText(column.title) }));
      const rows = block.rows.map((row) => row.map(toVisibleText));
      return renderTable(columns, rows, width - 2, paint).map((line) => `  ${line}`);
    }
    case 'facts':
      return renderFacts(block.facts, width, paint);
    case 'command':
      return renderCommandLine(toVisibleText(block.command), width);
    case 'code':
      // Whole: a terminal wraps a long line and still copies it as one, and a file is no narrower than its lines.
      return block.lines.map((line) => `  ${toVisibleText(line)}`.trimEnd());
    case 'error':
      return hang('Error: ', toVisibleText(block.text), width).map((line) => paint('red', line));
    case 'warning':
      return hang('Warning: ', toVisibleText(block.text), width).map((line) => paint('yellow', line));
  }
};

/** Lines of several blocks, with an empty line where the kind of thing changes. */
export const renderBlocks = (blocks: readonly Block[], layout: Layout, previous?: Block): string[] =>
  blocks.flatMap((block, at) => {
    const lines = renderBlock(block, layout);
    return needsGap(at === 0 ? previous : blocks[at - 1], block) ? ['', ...lines] : lines;
  });

const needsGap = (previous: Block | undefined, next: Block): boolean => {
  if (previous === undefined || previous.kind === 'heading') return false;
  if (previous.kind === 'error' && next.kind !== 'code') return false;
  if (next.kind === 'heading') return true;
  return previous.kind !== next.kind && !(previous.kind === 'text' && next.kind === 'list');
};

/** Names and values side by side; a name that takes more than half of the width stands above its value. */
const renderFacts = (facts: readonly (readonly [string, string])[], width: number, paint: Paint) => {
  const visible = facts.map(([name, value]) => [toVisibleText(name), toVisibleText(value)] as const);
  const widest = Math.floor(width / 2);
  const nameWidth = Math.max(0, ...visible.map(([name]) => displayWidth(name)).filter((each) => each <= widest));
  return visible.flatMap(([name, value]) => {
    const values = wrapText(value, width - nameWidth - 4).map((line) =>
      `  ${' '.repeat(nameWidth)}  ${line}`.trimEnd(),
    );
    if (displayWidth(name) > widest) return [...hang('  ', name, width).map((line) => paint('dim', line)), ...values];
    const [first = '', ...further] = values;
    return [`  ${paint('dim', pad(name, nameWidth))}${first.slice(nameWidth + 2)}`.trimEnd(), ...further];
  });
};

/** Wraps text behind a lead, further lines under the text rather than under the lead. */
export const hang = (lead: string, text: string, width: number): string[] =>
  wrapText(text, width - lead.length).map((line, at) => (at === 0 ? lead : ' '.repeat(lead.length)) + line);

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { displayWidth } from '../../scripts/terminal/display-width.ts';

const columns = 80;

/**
 * Compares text with a file that people reviewed (`UPDATE_GOLDEN=1` writes it), and holds every line of it to the
 * width of a terminal. Escape sequences stand in the file as `␛[1m`.
 */
export const expectGolden = (file: URL, actual: string): void => {
  const readable = actual.replaceAll('\u001b', '␛').replaceAll('\r', '␍');
  expect(linesOver(actual), 'lines that are wider than the terminal').toEqual([]);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file.pathname), { recursive: true });
    writeFileSync(file, readable);
  }
  if (!existsSync(file)) throw new Error(`There is no ${file.pathname}; write it with UPDATE_GOLDEN=1 and review it.`);
  expect(readable).toBe(readFileSync(file, 'utf8'));
};

export const linesOver = (text: string, width = columns): string[] =>
  stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => displayWidth(line) > width);

import { stripVTControlCharacters } from 'node:util';

const widest = 80;

/** What a person watches while the demo runs. */
export type Screen = {
  title(text: string): void;
  step(position: string, title: string): void;
  /** A sentence about what is going on. */
  say(text: string): void;
  /** A command of poolferry, as typed: it may be pasted into a shell. */
  command(line: string): void;
  /** What a command printed, shortened; the rest is in its log. */
  excerpt(output: string, showFrom: string, logFile: string): void;
  outcome(good: boolean, text: string): void;
  plain(lines: readonly string[]): void;
};

export const createScreen = (options: {
  readonly print: (line: string) => void;
  readonly isColoured: boolean;
}): Screen => {
  const style = (code: number) => (text: string) => (options.isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const [bold, dim, red, green] = [style(1), style(2), style(31), style(32)];
  const print = (text: string, indent = '', look = (line: string) => line) => {
    for (const line of wrap(text, widest - indent.length)) options.print(`${indent}${look(line)}`);
  };
  return {
    title: (text) => print(text, '', bold),
    step: (position, title) => {
      options.print('');
      print(`${position}  ${title}`, '', bold);
    },
    say: (text) => print(text, indentation),
    command: (line) => {
      const typed = wrap(`$ ${line}`, widest - indentation.length - ' \\'.length - continued.length);
      for (const [at, part] of typed.entries()) {
        const end = at === typed.length - 1 ? '' : ' \\';
        options.print(`${indentation}${bold(`${at === 0 ? '' : continued}${part}${end}`)}`);
      }
    },
    excerpt: (output, showFrom, logFile) => {
      const lines = shorten(output, showFrom);
      for (const line of lines.shown) options.print(dim(cut(line)));
      if (lines.more > 0) options.print(dim(`... ${lines.more} more lines in ${logFile}`));
    },
    outcome: (good, text) => print(`${good ? 'ok' : 'FAILED'}  ${text}`, indentation, good ? green : red),
    plain: (lines) => {
      for (const line of lines) options.print(line);
    },
  };
};

const indentation = '       ';
const continued = '    ';
const mostLines = 12;

/** A dozen lines from the one that says what came of it; without such a line, the end, where errors stand. */
const shorten = (output: string, showFrom: string): { shown: string[]; more: number } => {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const from = lines.findLastIndex((line) => line.trimStart().startsWith(showFrom));
  const shown = showFrom === '' || from === -1 ? lines.slice(-mostLines) : lines.slice(from, from + mostLines);
  return { shown, more: lines.length - shown.length };
};

const cut = (line: string): string => (line.length <= widest ? line : `${line.slice(0, widest - 3)}...`);

/** Breaks at spaces; words longer than a line stay whole. */
export const wrap = (text: string, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

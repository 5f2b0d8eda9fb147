import { displayWidth } from './display-width.ts';
import { splitShellWord, splitShellWords } from './shell-words.ts';

const indent = '  ';
const continued = ' \\';

/** A command line that pastes as one command whatever the width: lines go on with a backslash, long words included. */
export const renderCommandLine = (commandLine: string, width: number): string[] => {
  const lines: string[] = [];
  let line = indent;
  for (const word of splitShellWords(commandLine)) {
    const isFirst = line.trim() === '';
    const longer = isFirst ? line + word : `${line} ${word}`;
    if (displayWidth(longer) + continued.length <= width) {
      line = longer;
      continue;
    }
    if (!isFirst) lines.push(line + continued);
    line = `${indent}${indent}`;
    let previous = '';
    for (const piece of splitShellWord(word)) {
      if (displayWidth(line + piece) + continued.length > width) {
        // Within a word the next line must begin at its very start.
        lines.push(`${line}\\`);
        line = '';
        previous = '';
      }
      line = joinPieces(line, previous, piece);
      previous = piece;
    }
  }
  return [...lines, line];
};

/** `'a'` and `'b'` are one word as `'ab'`, and `$'a'` and `$'b'` as `$'ab'`. */
const joinPieces = (line: string, previous: string, piece: string) => {
  const opening = openingQuote(piece);
  const goesOn = opening !== '' && opening === openingQuote(previous);
  return goesOn ? line.slice(0, -1) + piece.slice(opening.length) : line + piece;
};

const openingQuote = (piece: string) => /^\$?'/.exec(piece)?.[0] ?? '';

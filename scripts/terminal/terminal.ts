import type { Block } from './blocks.ts';
import { type Paint, paintColours, paintPlain } from './palette.ts';
import { renderBlocks } from './render-blocks.ts';

/** What the terminal layer needs of a stream; `process.stderr` is one. */
export type OutputStream = {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/** A stream as a place for blocks, with lines at its foot that may change while work goes on. */
export type Terminal = {
  /** A person may be looking: lines can be redrawn and questions asked. False with `CI` set. */
  readonly isLive: boolean;
  readonly width: number;
  print(blocks: readonly Block[]): void;
  /** Keeps the lines that `render` gives at the foot until removed. Only where `isLive`. */
  addFoot(render: () => readonly string[]): Foot;
};

export type Foot = { redraw(): void; remove(): void };

const pipedWidth = 80;
const widest = 100;
const narrowest = 40;

export const createTerminal = (
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal => {
  const isLive = stream.isTTY === true && !environment.CI && environment.TERM !== 'dumb';
  const paint: Paint = isLive && !environment.NO_COLOR ? paintColours : paintPlain;
  const feet: (() => readonly string[])[] = [];
  let footLines = 0;
  let previous: Block | undefined;

  // Terminals without a size say 0.
  const width = () =>
    stream.isTTY && stream.columns ? Math.max(narrowest, Math.min(stream.columns, widest)) : pipedWidth;
  const clearFoot = () => (footLines === 0 ? '' : `\u001b[${footLines}A\u001b[J`);
  const renderFoot = () => feet.flatMap((render) => render());

  const write = (lines: readonly string[]) => {
    const foot = renderFoot();
    const text = [...lines, ...foot].map((line) => `${line}\n`).join('');
    const clearing = clearFoot();
    footLines = foot.length;
    if (clearing !== '' || text !== '') stream.write(clearing + text);
  };

  return {
    isLive,
    get width() {
      return width();
    },
    print(blocks) {
      write(renderBlocks(blocks, { width: width(), paint }, previous));
      previous = blocks.at(-1) ?? previous;
    },
    addFoot(render) {
      feet.push(render);
      return {
        redraw: () => write([]),
        remove() {
          const at = feet.indexOf(render);
          if (at !== -1) feet.splice(at, 1);
          write([]);
        },
      };
    },
  };
};

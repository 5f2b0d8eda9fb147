import type { Clock } from '../../core/flow/clock.ts';
import type { Progress } from '../commands/command.ts';
import { text } from './blocks.ts';
import { formatDuration, formatProgress } from './format-progress.ts';
import { createProgressMeter, type ProgressMeter } from './progress-state.ts';
import type { Terminal } from './terminal.ts';
import { toVisibleText } from './visible-text.ts';
import { cut } from './wrap-text.ts';

const redrawEveryMs = 100;
const heartbeatMs = 1000;
/** Piped, work without a known total says this often that it goes on. */
const lineEveryMs = 30_000;
const barCells = 24;

type ProgressSettings = {
  readonly terminal: Terminal;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly title: string;
  readonly unit: string;
  readonly total?: number | undefined;
};

/** Runs work with its progress shown: two lines that change on a terminal, one line per 10 % elsewhere, and one at the end. */
export const showProgress = async <T>(
  settings: ProgressSettings,
  work: (progress: Progress) => Promise<T>,
): Promise<T> => {
  const { terminal, clock, title, unit, total } = settings;
  const meter = createProgressMeter(clock, total);
  const display = terminal.isLive ? showLive(settings, meter) : showLines(settings, meter);
  const progress: Progress = {
    setTotal(newTotal) {
      meter.setTotal(newTotal);
      display.update();
    },
    advance(by = 1) {
      meter.advance(by);
      display.update();
    },
    note(now) {
      meter.note(now);
      display.update();
    },
  };
  const conclude = (ending: string) => {
    display.end();
    const { elapsedMs, ...state } = meter.state();
    const amount = formatProgress(
      { ...state, total: state.done === state.total ? undefined : state.total, elapsedMs: 0 },
      unit,
    );
    terminal.print([text(`${title}: ${amount}${ending} ${formatDuration(elapsedMs)}`)]);
  };
  try {
    const result = await work(progress);
    conclude(' in');
    return result;
  } catch (error) {
    conclude(', stopped after');
    throw error;
  }
};

type Display = { update(): void; end(): void };

const showLive = ({ terminal, clock, title, unit }: ProgressSettings, meter: ProgressMeter): Display => {
  const render = () => {
    const state = meter.state();
    const heading = state.note === '' ? title : `${title}: ${state.note}`;
    const bar = state.total === undefined || state.total === 0 ? '' : `[${toBar(state.done / state.total)}] `;
    // One column is left free: a full last column makes some terminals go on to the next line.
    return [heading, `${bar}${formatProgress(state, unit)}`].map(
      (line) => cut(toVisibleText(line), terminal.width - 1)[0] ?? '',
    );
  };
  const foot = terminal.addFoot(render);
  let drawn = '';
  let drawnAtMs = 0;
  const redraw = () => {
    const lines = render().join('\n');
    drawnAtMs = clock.monotonicMs();
    if (lines !== drawn) foot.redraw();
    drawn = lines;
  };
  redraw();
  // Work that reports nothing for a while still shows that time passes.
  const heartbeat = setInterval(redraw, heartbeatMs);
  heartbeat.unref();
  return {
    update() {
      if (clock.monotonicMs() - drawnAtMs >= redrawEveryMs) redraw();
    },
    end() {
      clearInterval(heartbeat);
      foot.remove();
    },
  };
};

const toBar = (share: number) => {
  const filled = Math.min(barCells, Math.floor(share * barCells));
  return '#'.repeat(filled) + '.'.repeat(barCells - filled);
};

const showLines = ({ terminal, title, unit }: ProgressSettings, meter: ProgressMeter): Display => {
  let saidTenths = 0;
  let saidAtMs = 0;
  return {
    update() {
      const state = meter.state();
      const { done, total, note, elapsedMs } = state;
      const tenths = total === undefined || total === 0 ? 0 : Math.min(10, Math.floor((done / total) * 10));
      const isNewTenth = tenths > saidTenths && tenths < 10;
      if (!isNewTenth && elapsedMs - saidAtMs < lineEveryMs) return;
      saidTenths = Math.max(saidTenths, tenths);
      saidAtMs = elapsedMs;
      terminal.print([text(`${title}: ${formatProgress(state, unit)}${note === '' ? '' : `; ${note}`}`)]);
    },
    end: () => undefined,
  };
};

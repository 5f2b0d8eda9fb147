import { describe, expect, it } from 'vitest';
import { showProgress } from '../../../scripts/terminal/show-progress.ts';
import { createTerminal } from '../../../scripts/terminal/terminal.ts';
import { createSimulatedClock } from '../../support/simulated-clock.ts';

const watch = (isTTY: boolean) => {
  const clock = createSimulatedClock();
  const written: { readonly atMs: number; readonly text: string }[] = [];
  const write = (text: string) => written.push({ atMs: clock.monotonicMs(), text });
  return { clock, written, terminal: createTerminal({ isTTY, columns: 80, write }, {}) };
};

describe('progress on a terminal', () => {
  it('is redrawn at most ten times a second, however often it changes', async () => {
    const { clock, written, terminal } = watch(true);

    await showProgress({ terminal, clock, title: 'Reading', unit: 'items', total: 5000 }, async (progress) => {
      for (let read = 0; read < 5000; read += 1) {
        await clock.sleep(1);
        progress.advance();
      }
    });

    const redraws = written.filter(({ text }) => text.includes('['));
    for (let second = 0; second < 5; second += 1) {
      const within = redraws.filter(({ atMs }) => Math.floor(atMs / 1000) === second);
      expect(within.length).toBeGreaterThanOrEqual(9);
      expect(within.length).toBeLessThanOrEqual(10);
    }
  });

  it('leaves one line behind, also when the work fails', async () => {
    const { clock, written, terminal } = watch(true);

    const work = showProgress({ terminal, clock, title: 'Reading', unit: 'items', total: 10 }, async (progress) => {
      progress.advance(4);
      await clock.sleep(2000);
      throw new Error('the table is gone');
    });

    await expect(work).rejects.toThrow('the table is gone');
    expect(written.at(-2)?.text).toMatch(/\[2A.\[J$/s);
    expect(written.at(-1)?.text).toBe('Reading: 4 of 10 items (40 %), stopped after 2 s\n');
  });

  it('keeps what is printed meanwhile above itself', async () => {
    const { clock, written, terminal } = watch(true);

    await showProgress({ terminal, clock, title: 'Reading', unit: 'items' }, async () => {
      terminal.print([{ kind: 'text', text: 'Something happened.' }]);
    });

    expect(written[1]?.text).toBe('\u001b[2A\u001b[JSomething happened.\nReading\n0 items\n');
  });
});

describe('progress elsewhere', () => {
  it('is one line per tenth and one at the end', async () => {
    const { clock, written, terminal } = watch(false);

    await showProgress({ terminal, clock, title: 'Reading', unit: 'items' }, async (progress) => {
      progress.setTotal(1000);
      for (let read = 0; read < 1000; read += 1) {
        await clock.sleep(2);
        progress.advance();
      }
    });

    expect(written.map(({ text }) => /\((\d+) %\)/.exec(text)?.[1])).toEqual([
      ...['10', '20', '30', '40', '50', '60', '70', '80', '90'],
      undefined,
    ]);
    expect(written.at(-1)?.text).toBe('Reading: 1,000 items in 2 s\n');
  });

  it('says every half minute that work without a known total goes on', async () => {
    const { clock, written, terminal } = watch(false);

    await showProgress({ terminal, clock, title: 'Waiting', unit: 'polls' }, async (progress) => {
      for (let poll = 0; poll < 100; poll += 1) {
        await clock.sleep(1000);
        progress.note('the import job is pending');
        progress.advance();
      }
    });

    expect(written.map(({ text }) => text)).toEqual([
      'Waiting: 29 polls, 1/s; the import job is pending\n',
      'Waiting: 59 polls, 1/s; the import job is pending\n',
      'Waiting: 89 polls, 1/s; the import job is pending\n',
      'Waiting: 100 polls in 1 min 40 s\n',
    ]);
  });

  it('never claims more than all when a total was an estimate', async () => {
    const { clock, written, terminal } = watch(false);

    await showProgress({ terminal, clock, title: 'Listing', unit: 'users', total: 10 }, async (progress) => {
      progress.advance(15);
    });

    expect(written.map(({ text }) => text)).toEqual(['Listing: 15 users in 0 s\n']);
  });
});

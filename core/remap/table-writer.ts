import { createItemMover, type MoverSettings } from './item-mover.ts';
import { createItemWriter } from './item-writer.ts';
import type { ItemWriter } from './write-settings.ts';

/** Writes items where they are, and moves those whose primary key changes. */
export const createTableWriter = (
  settings: Omit<MoverSettings, 'lock'> & { readonly lock: string | undefined },
): ItemWriter => {
  const { keyAttributes, lock } = settings;
  const writer = createItemWriter(settings);
  if (lock === undefined) return writer;
  const mover = createItemMover({ ...settings, lock });
  return {
    get isWithoutStatements() {
      return writer.isWithoutStatements;
    },
    write: (job) => (job.changes.some(({ at }) => keyAttributes.includes(at[0])) ? mover.move(job) : writer.write(job)),
  };
};

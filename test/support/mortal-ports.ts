import type { ListingPorts } from '../../core/export/listing/listing-ports.ts';
import type { PackageWriter } from '../../core/export/package-port.ts';
import type { Run } from '../../core/journal/run-store.ts';

/** Called at every point at which a process can die: around every request, and before, in and after every write. */
export type Step = () => void;
/** Before and after a call. */
export const around =
  <A extends unknown[], R>(step: Step, call: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    step();
    const answer = await call(...args);
    step();
    return answer;
  };

export const mortalListing = (listing: ListingPorts, step: Step): ListingPorts => ({
  ...listing,
  listUsersPage: around(step, listing.listUsersPage),
});

/** A file of it may be there in part. */
export const mortalRun = (run: Run, step: Step): Pick<Run, 'checkpoints' | 'scratch' | 'journal'> => ({
  checkpoints: { read: run.checkpoints.read, write: around(step, run.checkpoints.write) },
  scratch: {
    ...run.scratch,
    write: around(step, (name, chunks) =>
      run.scratch.write(
        name,
        (async function* () {
          for await (const chunk of chunks) {
            yield chunk.slice(0, chunk.length / 2);
            step();
            yield chunk.slice(chunk.length / 2);
          }
        })(),
      ),
    ),
    remove: around(step, run.scratch.remove),
  },
  journal(name) {
    const journal = run.journal(name);
    return { read: journal.read, append: around(step, journal.append) };
  },
});

export const mortalWriter = (writer: PackageWriter, step: Step): PackageWriter => ({
  ...writer,
  create: around(step, async (name) => {
    const file = await writer.create(name);
    return {
      append: around(step, async (text) => {
        await file.append(text.slice(0, text.length / 2));
        step();
        await file.append(text.slice(text.length / 2));
      }),
      end: around(step, file.end),
    };
  }),
  finish: around(step, writer.finish),
  discard: async () => undefined,
});

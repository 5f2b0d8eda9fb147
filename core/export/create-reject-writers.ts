import { encodeReport } from '../csv/encode-report.ts';
import { type PackageManifest, packageFileNames } from '../journal/package-manifest.ts';
import { createLineWriter } from './create-line-writer.ts';
import type { Reject } from './decide-user.ts';
import type { PackageWriter } from './package-port.ts';
import { type RejectCode, rejectCodes } from './reject-codes.ts';

const columns = ['sub', 'username', 'code', 'why', 'detail', 'keptInstead', 'keptUsername', 'whatToDo'];

/** Writes rejects, in the order they come, once for tools and once for people. */
export const createRejectWriters = async (writer: PackageWriter) => {
  const lines = await createLineWriter(packageFileNames.rejects, writer);
  const table = await createLineWriter(packageFileNames.rejectsForPeople, writer, encodeReport([columns]));
  const counts = new Map<RejectCode, number>();
  return {
    add({ keptInstead, ...reject }: Reject) {
      const { sub, username, code, message } = reject;
      counts.set(code, (counts.get(code) ?? 0) + 1);
      lines.add(`${JSON.stringify({ sub, username, code, message })}\n`);
      const { means, wayOut } = rejectCodes[code];
      const kept = [keptInstead?.sub ?? '', keptInstead?.username ?? ''];
      table.add(encodeReport([[sub, username, code, means, message, ...kept, wayOut]]));
    },
    async relieve() {
      await lines.relieve();
      await table.relieve();
    },
    async end(): Promise<PackageManifest['files']> {
      return [await lines.end(), await table.end()];
    },
    /** By code, ordered by it. */
    counts: (): Record<string, number> => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
};

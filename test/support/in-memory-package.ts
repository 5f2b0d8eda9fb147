import { createHash } from 'node:crypto';
import { RefusedError } from '../../core/errors.ts';
import type { PackageWriter } from '../../core/export/package-port.ts';
import { canonicalJson } from '../../core/journal/canonical-json.ts';
import type { PackageManifest } from '../../core/journal/package-manifest.ts';

/** A package in memory. `corrupt` alters what was written, as a bad disk would. */
export const createInMemoryPackage = (
  options: { readonly existing?: PackageManifest; readonly corrupt?: (name: string, text: string) => string } = {},
): PackageWriter & { readonly files: ReadonlyMap<string, string>; readonly isDiscarded: () => boolean } => {
  const files = new Map<string, string>();
  let discarded = false;
  return {
    files,
    isDiscarded: () => discarded,
    existing: async () => options.existing,
    async create(name) {
      if (files.has(name)) throw new Error(`"${name}" was written twice`);
      files.set(name, '');
      let text = '';
      return {
        async append(more) {
          text += more;
        },
        async end() {
          files.set(name, options.corrupt?.(name, text) ?? text);
          return { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
        },
      };
    },
    async *read(name) {
      const text = files.get(name);
      if (text === undefined) throw new Error(`"${name}" was never written`);
      yield new TextEncoder().encode(text);
    },
    async finish(manifest) {
      if (options.existing === undefined) return 'written';
      if (canonicalJson(options.existing) === canonicalJson(manifest)) return 'unchanged';
      throw new RefusedError('another package', { code: 'package-differs' });
    },
    async discard() {
      discarded = true;
    },
  };
};

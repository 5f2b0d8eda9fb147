import type { PackageManifest } from '../journal/package-manifest.ts';

export type WrittenFile = { readonly bytes: number; readonly sha256: string };

/** A file of a package that is being written. */
export type PackageFile = {
  append(text: string): Promise<void>;
  /** Durable when it resolves. */
  end(): Promise<WrittenFile>;
};

/** A package in the making. Nothing has its final name before `finish`; a killed export leaves no package. */
export type PackageWriter = {
  /** The package that already has this name, if there is one. */
  existing(): Promise<PackageManifest | undefined>;
  /** Begins a file. Each name once. */
  create(name: string): Promise<PackageFile>;
  /** Reads back a file that has ended. A chunk holds its bytes only until the next one is asked for. */
  read(name: string): AsyncIterable<Uint8Array>;
  /**
   * Gives the package its name. `unchanged`: a whole package of the same content has it already. Throws
   * `RefusedError` (`package-differs`) if it is another one.
   */
  finish(manifest: PackageManifest): Promise<'written' | 'unchanged'>;
  /** Removes what was written under the provisional name. Safe to call at any time. */
  discard(): Promise<void>;
};

/** A package whose files were checked against its manifest when it was opened. */
export type PackageReader = {
  readonly manifest: PackageManifest;
  read(name: string): AsyncIterable<Uint8Array>;
};

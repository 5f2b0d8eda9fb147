import type { FileLimits } from '../csv/import-limits.ts';

/**
 * Disabled users are imported enabled and disabled right after, so they come in parts small enough for that to be soon.
 */
export const maxDisabledPerPart = 250;

type Measured = { readonly bytes: number; readonly enabled: boolean };

/**
 * Cuts rows, in their order, into parts within the limits: enabled users first, disabled ones in parts of their own. Depends
 * on nothing but the rows. There is always a first part, so that a package without users still has its header.
 */
export const splitParts = <T extends Measured>(rows: readonly T[], headerBytes: number, limits: FileLimits): T[][] => {
  const enabled = cut(
    rows.filter((row) => row.enabled),
    headerBytes,
    limits,
  );
  const disabled = cut(
    rows.filter((row) => !row.enabled),
    headerBytes,
    {
      ...limits,
      maxRows: Math.min(limits.maxRows, maxDisabledPerPart),
    },
  );
  const parts = [...enabled, ...disabled];
  return parts.length > 0 ? parts : [[]];
};

const cut = <T extends Measured>(rows: readonly T[], headerBytes: number, limits: FileLimits): T[][] => {
  const parts: T[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const part = parts.at(-1);
    if (part === undefined || part.length >= limits.maxRows || bytes + row.bytes > limits.maxBytes) {
      parts.push([row]);
      bytes = headerBytes + row.bytes;
    } else {
      part.push(row);
      bytes += row.bytes;
    }
  }
  return parts;
};

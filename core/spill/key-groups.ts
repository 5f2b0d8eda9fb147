import type { LineBatches } from './keyed-line.ts';

/** All texts of one key, in the order of the stream. */
export type KeyGroup = { readonly key: string; readonly texts: readonly string[] };

/** The groups of a sorted stream, one at a time in memory. */
export async function* keyGroups(lines: LineBatches): AsyncGenerator<KeyGroup, void, undefined> {
  let group: { readonly key: string; readonly texts: string[] } | undefined;
  for await (const batch of lines) {
    for (const { key, text } of batch) {
      if (group?.key === key) {
        group.texts.push(text);
        continue;
      }
      if (group !== undefined) yield group;
      group = { key, texts: [text] };
    }
  }
  if (group !== undefined) yield group;
}

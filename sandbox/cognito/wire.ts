/** A request or response as it stands on the wire: JSON, with times as seconds since the epoch. */
export type Wire = Readonly<Record<string, unknown>>;

export type WireAttribute = { readonly Name: string; readonly Value?: string };

export const toEpochSeconds = (ms: number): number => Math.round(ms) / 1000;

export const toWireAttributes = (attributes: ReadonlyMap<string, string>): { Name: string; Value: string }[] =>
  Array.from(attributes, ([Name, Value]) => ({ Name, Value }));

/** The last value of a repeated name counts, as AWS does not say which one does. */
export const fromWireAttributes = (attributes: readonly WireAttribute[] | undefined): Map<string, string> =>
  new Map((attributes ?? []).map(({ Name, Value }) => [Name, Value ?? '']));

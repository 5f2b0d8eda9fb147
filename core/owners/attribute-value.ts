/**
 * A DynamoDB value as the wire has it. The remap never converts values to plain JavaScript and back: numbers, sets and
 * binary would not survive that unchanged.
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly Uint8Array[] }
  | { readonly M: Readonly<Record<string, AttributeValue>> }
  | { readonly L: readonly AttributeValue[] }
  | { readonly NULL: boolean }
  | { readonly BOOL: boolean };

export type Item = Readonly<Record<string, AttributeValue>>;

/** Where a value stands inside an item: attribute names and list positions. The first step is always a name. */
export type DocumentPath = readonly [string, ...(string | number)[]];

/** The value at a place, or undefined when the item has no such place. */
export const valueAt = (item: Item, at: DocumentPath): AttributeValue | undefined => {
  let value: AttributeValue | undefined = item[at[0]];
  for (const step of at.slice(1)) {
    if (value === undefined) return undefined;
    if (typeof step === 'number') value = 'L' in value ? value.L[step] : undefined;
    else value = 'M' in value ? value.M[step] : undefined;
  }
  return value;
};

/** The item's root attribute with one value replaced inside it. Everything else is the same object as before. */
export const withValueAt = (
  root: AttributeValue,
  steps: readonly (string | number)[],
  to: AttributeValue,
): AttributeValue => {
  const [step, ...rest] = steps;
  if (step === undefined) return to;
  if (typeof step === 'number' && 'L' in root) {
    return { L: root.L.map((each, position) => (position === step ? withValueAt(each, rest, to) : each)) };
  }
  if (typeof step === 'string' && 'M' in root && root.M[step] !== undefined) {
    return { M: { ...root.M, [step]: withValueAt(root.M[step], rest, to) } };
  }
  return root;
};

/** Whether two owner values are equal as DynamoDB compares them: strings exactly, string sets without order. */
export const isSameOwnerValue = (one: AttributeValue | undefined, other: AttributeValue): boolean => {
  if (one === undefined) return false;
  if ('S' in one && 'S' in other) return one.S === other.S;
  if ('SS' in one && 'SS' in other) {
    return one.SS.length === other.SS.length && new Set([...one.SS, ...other.SS]).size === one.SS.length;
  }
  return false;
};

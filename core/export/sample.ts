/** The first of a number of things that may be too many to list. */
export type Sample<T> = { readonly count: number; readonly first: readonly T[] };

const maxFirst = 100;

export const createSample = <T>() => {
  const first: T[] = [];
  let count = 0;
  return {
    add(item: T) {
      count += 1;
      if (first.length < maxFirst) first.push(item);
    },
    get: (): Sample<T> => ({ count, first }),
  };
};

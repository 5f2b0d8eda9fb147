/** Reads an option that is a whole number within these bounds. */
export const wholeNumber = (from: number, to: number) => (value: string) => {
  const number = Number(value);
  if (Number.isInteger(number) && number >= from && number <= to) return number;
  throw new Error(`is a whole number from ${from} to ${to}`);
};

/** A hash of another system, read from its text. */
export type PasswordHash = { isMadeFrom(password: string): Promise<boolean> };

/** Reads one format. Every text that is not exactly of that format is malformed. */
export type ReadHash = (text: string) => PasswordHash | 'malformed' | 'over the limits';

/** Unpadded base64. Null where a letter is not of its alphabet, or where the length is not that of any bytes. */
export const fromUnpaddedBase64 = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64').replace(/=+$/, '') === text ? bytes : null;
};

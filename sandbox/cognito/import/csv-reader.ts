/** Blanks and tabs only: a byte order mark is no blank, although JavaScript trims it. */
const trim = (field: string): string => (/^[ \t]|[ \t]$/.test(field) ? field.replace(/^[ \t]+|[ \t]+$/g, '') : field);

/** The fields of one line: a comma ends a field unless a backslash stands before it; nothing else is special. */
export const readCsvLine = (line: string): string[] => {
  if (!line.includes('\\,')) return line.split(',').map(trim);
  // A comma that is not escaped ends a field; the backslash of one that is falls away.
  return line.split(/(?<!\\),/).map((field) => trim(field.replaceAll('\\,', ',')));
};

export type CsvFile = { readonly header: readonly string[]; readonly lines: readonly string[] };

/**
 * Splits an upload into its header and its lines. Throws where the bytes are not UTF-8 or there is no line at all. A line
 * ends with LF, CR LF or, as Java's readers have it, a CR alone.
 */
export const readCsvFile = (bytes: Uint8Array): CsvFile => {
  // ignoreBOM keeps a byte order mark in the text: Cognito asks for files without one, and it then spoils the header.
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const lines = text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  const [header, ...rows] = lines;
  if (header === undefined) throw new Error('The file is empty.');
  return { header: readCsvLine(header), lines: rows };
};

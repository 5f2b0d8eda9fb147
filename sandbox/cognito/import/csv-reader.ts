/** Blanks and tabs only: a byte order mark is no blank, although JavaScript trims it. */
const trim = (field: string): string => field.replace(/^[ \t]+|[ \t]+$/g, '');

/** The fields of one line: a comma ends a field unless a backslash stands before it; nothing else is special. */
export const readCsvLine = (line: string): string[] => {
  const fields: string[] = [];
  let field = '';
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (character === '\\' && line[index + 1] === ',') {
      field += ',';
      index += 1;
    } else if (character === ',') {
      fields.push(trim(field));
      field = '';
    } else {
      field += character;
    }
  }
  fields.push(trim(field));
  return fields;
};

export type CsvFile = { readonly header: readonly string[]; readonly lines: readonly string[] };

/** Splits an upload into its header and its lines. Throws where the bytes are not UTF-8 or there is no line at all. */
export const readCsvFile = (bytes: Uint8Array): CsvFile => {
  // ignoreBOM keeps a byte order mark in the text: Cognito asks for files without one, and it then spoils the header.
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const lines = text.split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const [header, ...rows] = lines;
  if (header === undefined) throw new Error('The file is empty.');
  return { header: readCsvLine(header), lines: rows };
};

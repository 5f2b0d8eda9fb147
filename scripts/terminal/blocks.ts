/**
 * What commands say, before it is text: the terminal layer wraps, aligns, colours and makes it safe (control and
 * bidirectional characters become visible), at 80 columns when piped.
 */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Columns line up; numbers belong in `right` columns. Cells never wrap within a line over the width: the last column wraps. */
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  /** A command to copy: never wrapped in a way that breaks pasting (continued with a backslash). */
  | { readonly kind: 'command'; readonly command: string }
  /** Lines of a file to write, as they are. */
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string };

export type Column = { readonly title: string; readonly align?: 'left' | 'right' };

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const text = (content: string): Block => ({ kind: 'text', text: content });
export const list = (items: readonly string[]): Block => ({ kind: 'list', items });
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): Block => ({
  kind: 'table',
  columns,
  rows,
});
export const facts = (...pairs: readonly (readonly [string, string])[]): Block => ({ kind: 'facts', facts: pairs });
export const command = (line: string): Block => ({ kind: 'command', command: line });
export const code = (...lines: readonly string[]): Block => ({ kind: 'code', lines });
export const warning = (content: string): Block => ({ kind: 'warning', text: content });

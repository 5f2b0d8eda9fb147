import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';
/** Adds colour to text that is already laid out; its width does not change. */
export type Paint = (style: Style, text: string) => string;

export const paintPlain: Paint = (_style, text) => text;
export const paintColours: Paint = (style, text) => styleText(style, text, { validateStream: false });

import { styleText } from 'node:util';
import type { Paint } from '../view/timeline';

/** Colours for a terminal that wants them (https://no-color.org); plain text for everything else. */
export function painter(stream: NodeJS.WriteStream): Paint {
  const colours = stream.isTTY && !process.env.NO_COLOR;
  return colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

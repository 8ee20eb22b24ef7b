/** One line of a V8 stack trace. */
export interface StackFrame {
  /** As V8 names it, without `async`, `new` and `[as alias]`; empty where the place stands alone. */
  readonly label: string;
  /** Without `file://`. */
  readonly path: string;
  readonly line: number;
}

/** Only this much of a stack and of one line is read, in UTF-16 code units. */
const MAX_STACK = 16_384;
const MAX_LINE = 500;

/**
 * The frames of a stack that stand in a file, innermost first: no native functions, no evaluated code. The message at
 * the stack's head is skipped where it is given, so that a line of the message that looks like a frame is none. Takes
 * time in proportion to the length, whatever the text.
 */
export function parseStack(stack = '', message = ''): StackFrame[] {
  const lines = stack.slice(endOfMessage(stack, message)).slice(0, MAX_STACK).split('\n');
  return lines.flatMap((line) => parseFrame(line.trim().slice(0, MAX_LINE)) ?? []);
}

/** Where the frames begin in a stack that opens with `Name: message`; 0 where the message is not in it. */
export function endOfMessage(stack: string, message: string): number {
  // The search is for a short beginning only: its cost must not grow with the length of both texts.
  const start = stack.slice(0, MAX_STACK).indexOf(message.slice(0, 128));
  return message && start >= 0 && stack.startsWith(message, start) ? start + message.length : 0;
}

/** `at async Orders.load [as handler] (file:///var/task/index.mjs:12:34)`, or the place alone. */
const FRAME = /^at (?:async )?(?:new )?(?:(\S+) (?:\[as \S+ )?\()?(?:.*[\s(])?([^\s(]+):(\d+):\d+\)?$/;

function parseFrame(text: string): StackFrame | undefined {
  const [, label = '', place, line] = FRAME.exec(text) ?? [];
  if (!place || place.includes('<')) return undefined;
  return { label, path: place.replace('file://', ''), line: Number(line) };
}

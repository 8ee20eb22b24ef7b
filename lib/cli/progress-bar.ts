const WIDTH = 30;

export interface ProgressBar {
  /** `share` of the work that is done, 0 to 1. */
  readonly update: (share: number) => void;
  readonly clear: () => void;
}

/** A bar behind a label on one line of a terminal, redrawn when it changes; nothing where the stream is no terminal. */
export function progressBar(stream: NodeJS.WriteStream, label: string): ProgressBar {
  let drawn = '';
  const draw = (line: string) => {
    if (!stream.isTTY || line === drawn) return;
    drawn = line;
    stream.write(`\r\u001b[2K${line}`);
  };
  return {
    update: (share) => {
      const filled = Math.round(share * WIDTH);
      draw(`${label} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.round(share * 100)} %`);
    },
    clear: () => draw(''),
  };
}

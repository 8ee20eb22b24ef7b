import { progressBar } from '../../lib/cli/progress-bar';

function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { written, stream: { isTTY, write } as unknown as NodeJS.WriteStream };
}

test('redraws one line, only when it changes', () => {
  const { written, stream: terminal } = stream(true);
  const bar = progressBar(terminal, 'Rehearsing');
  for (const share of [0, 0.5, 0.5001, 1]) bar.update(share);
  bar.clear();
  expect(written).toEqual(
    [
      `Rehearsing ${'░'.repeat(30)} 0 %`,
      `Rehearsing ${'█'.repeat(15)}${'░'.repeat(15)} 50 %`,
      `Rehearsing ${'█'.repeat(30)} 100 %`,
      '',
    ].map((line) => `\r\u001b[2K${line}`),
  );
});

test('clears nothing where nothing was drawn', () => {
  const { written, stream: terminal } = stream(true);
  progressBar(terminal, 'Rehearsing').clear();
  expect(written).toEqual([]);
});

test('is silent where the stream is no terminal', () => {
  const { written, stream: file } = stream(false);
  const bar = progressBar(file, 'Rehearsing');
  bar.update(0.5);
  bar.clear();
  expect(written).toEqual([]);
});

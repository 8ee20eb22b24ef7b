import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES, PICTURES_PAGE, shownPictures } from '../../scripts/pictures';
import { links } from './markdown';

const NAMES = shownPictures(readFileSync(PICTURES_PAGE, 'utf8'));

test('the page shows each picture of the folder once, and no other', () => {
  expect([...NAMES].sort()).toEqual(readdirSync(PICTURES).sort());
});

test('the package brings the pictures that README shows', () => {
  const root = join(PICTURES, '..', '..');
  const shown = links(readFileSync(join(root, 'README.md'), 'utf8')).filter((target) => target.endsWith('.png'));
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly files: readonly string[];
  };
  expect(shown).not.toEqual([]);
  expect(shown.filter((target) => !files.includes(target))).toEqual([]);
});

test.each(NAMES)('%s is a picture', (name) => {
  const bytes = readFileSync(join(PICTURES, name));
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  // Width and height of its header: https://www.w3.org/TR/png/#11IHDR. A widget is as tall as what it says.
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(300);
  expect(bytes.readUInt32BE(20)).toBeGreaterThan(100);
});

test('a picture needs words for those who cannot see it', () => {
  expect(
    shownPictures('![](../pictures/a.png) ![An alarm](../pictures/b.png) ![c](https://example.com/c.png)'),
  ).toEqual(['b.png']);
});

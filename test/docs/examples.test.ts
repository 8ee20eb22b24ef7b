/** Runs the examples of docs/reference/core.md: `expression; // => answer` must be true. */
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { transformSync } from '@swc/core';
import * as core from '../../lib/core/index';
import { blocksOf } from './markdown';

const examples = blocksOf('ts').filter(({ file }) => file === 'docs/reference/core.md');
const SHOWN = /^(\s*)(.*); \/\/ => (.*)$/gm;

/** The end of an expression over several lines: `]); // => ...` belongs to the line it begins on. */
function withChecks(text: string): string {
  const statements = text.replace(
    /^([a-zA-Z]\w*\()((?:.*\n)*?)(\]\)|\}\)); \/\/ => (.*)$/gm,
    (whole, open, body, close, answer) =>
      body.includes(' // => ') ? whole : `check(${open}${body.replaceAll('\n', ' ')}${close}, ${answer});`,
  );
  return statements.replace(SHOWN, (_whole, indent, expression, answer) => `${indent}check(${expression}, ${answer});`);
}

test.each(examples)('the example at $place answers what it shows', ({ text }) => {
  const { code } = transformSync(withChecks(text), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  let checks = 0;
  const check = (actual: unknown, shown: unknown) => {
    checks += 1;
    // Through JSON: objects made in another context are of other classes.
    expect(plain(actual)).toEqual(plain(shown));
  };
  const load = (name: string) => (name === 'sightline/core' ? core : createRequire(__filename)(name));
  runInNewContext(code, { check, require: load, exports: {}, module: { exports: {} } });
  expect(checks).toBe(text.split(' // => ').length - 1);
  expect(checks).toBeGreaterThan(0);
});

test('there is an example for every decision', () => {
  expect(examples).toHaveLength(17);
});

function plain(value: unknown): unknown {
  return value === undefined
    ? 'undefined'
    : JSON.parse(JSON.stringify(value, (_key, item) => (item === undefined ? 'undefined' : item)));
}

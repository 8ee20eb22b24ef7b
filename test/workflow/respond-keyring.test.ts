import { readEndpoint } from '../../lib/workflow/respond';
import { keyringFrom } from '../../lib/workflow/respond/keyring';

const text = (id: string) => JSON.stringify({ keys: [{ id, secret: 's'.repeat(32) }] });

test('keys that became unreadable leave the last good ones in place, and new ones take it', async () => {
  const answers = [text('k1'), 'broken', text('k2')];
  const warnings: string[] = [];
  const log = { info: () => {}, error: () => {}, warn: (message: string) => void warnings.push(message) };
  const keys = keyringFrom({ read: async () => answers.shift() ?? '' }, 'arn:links', log);
  const ids = async () => [...(await keys()).keys()];
  expect([await ids(), await ids(), await ids()]).toEqual([['k1'], ['k1'], ['k2']]);
  expect(warnings).toEqual(['signing keys not refreshed, the last good ones stay']);
});

test('keys that were never read are an error', async () => {
  const log = { info: () => {}, error: () => {}, warn: () => {} };
  await expect(keyringFrom({ read: async () => '{}' }, 'arn:links', log)()).rejects.toThrow("key 1 needs an 'id'");
});

test('a function stands behind one of two doors', () => {
  expect([readEndpoint('links'), readEndpoint('operators')]).toEqual(['links', 'operators']);
  expect(() => readEndpoint('both')).toThrow("the endpoint must be 'links' or 'operators', got 'both'");
});
